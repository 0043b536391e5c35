import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A cluster, as redshift:DescribeClusters tells it. */
export interface RedshiftCluster {
  name: string
  /** available, paused, resizing, deleting ... */
  status: string
  /** Available, Unavailable, Maintenance, Modifying or Failed: whether queries are taken. */
  availability?: string
}

/** A workgroup, as redshift-serverless:ListWorkgroups tells it. */
export interface RedshiftWorkgroup {
  arn: string
  name: string
  /** AVAILABLE, CREATING, MODIFYING or DELETING. */
  status: string
}

export interface RedshiftReads {
  /** A provisioned cluster by its ARN. */
  redshiftCluster(arn: string): Promise<Read<RedshiftCluster>>
  /** A serverless workgroup by its ARN. The ARN holds an id and the API wants a name, so all are gone through. */
  redshiftWorkgroup(arn: string): Promise<Read<RedshiftWorkgroup>>
}

export const redshiftFacts: FactsOf<RedshiftReads> = {
  redshiftCluster: { actions: ['redshift:DescribeClusters'] },
  redshiftWorkgroup: { actions: ['redshift-serverless:ListWorkgroups'] },
}
