import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A KMS key, as kms:DescribeKey tells it. */
export interface KmsKey {
  /** ARN of the key itself, whatever alias it was asked by. */
  arn: string
  /** AWS for `alias/aws/...` keys, whose policy nobody can change; CUSTOMER for the account's own. */
  manager: 'AWS' | 'CUSTOMER'
  /** Enabled, Disabled, PendingDeletion, PendingImport, Unavailable ... */
  state: string
}

export interface KmsReads {
  /**
   * A key by whatever a service names it with: key id, key ARN, `alias/NAME` or alias ARN. `owner` is the ARN of the
   * resource that is encrypted: ids and bare aliases mean its account and region.
   */
  kmsKey(id: string, owner: string): Promise<Read<KmsKey>>
  /** The key policy as JSON text. By key id or key ARN: kms:GetKeyPolicy takes no alias. */
  keyPolicy(id: string, owner: string): Promise<Read<string>>
}

export const kmsFacts: FactsOf<KmsReads> = {
  kmsKey: { actions: ['kms:DescribeKey'] },
  keyPolicy: { actions: ['kms:GetKeyPolicy'] },
}
