import { exactOptional, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

/** A cluster, as redshift:DescribeClusters tells it. */
export type RedshiftCluster = Found<typeof redshiftCluster>

/** A provisioned cluster by its ARN. */
export const redshiftCluster = read({
  actions: ['redshift:DescribeClusters'],
  args: [arn],
  answer: () =>
    object({
      name: string(),
      /** available, paused, resizing, deleting ... */
      status: string(),
      /** Available, Unavailable, Maintenance, Modifying or Failed: whether queries are taken. */
      availability: exactOptional(string()),
    }),
  live: async () => (await import('../live/redshift.js')).redshiftCluster,
  example: {
    args: [exampleArn('redshift', 'cluster:sales')],
    answer: () => ({ name: 'sales', status: 'available', availability: 'Available' }),
  },
})

/** A workgroup, as redshift-serverless:ListWorkgroups tells it. */
export type RedshiftWorkgroup = Found<typeof redshiftWorkgroup>

/** A serverless workgroup by its ARN. The ARN holds an id and the API wants a name, so all are gone through. */
export const redshiftWorkgroup = read({
  actions: ['redshift-serverless:ListWorkgroups'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      name: string(),
      /** AVAILABLE, CREATING, MODIFYING or DELETING. */
      status: string(),
    }),
  live: async () => (await import('../live/redshift-serverless.js')).redshiftWorkgroup,
  example: {
    args: [exampleArn('redshift-serverless', 'workgroup/1234')],
    answer: (arn) => ({ arn, name: 'sales', status: 'AVAILABLE' }),
  },
})
