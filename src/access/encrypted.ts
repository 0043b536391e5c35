import type { Account } from '../aws/account.js'
import { found, mapRead, type Read } from '../aws/read.js'
import type { KmsKey } from '../aws/reads/kms.js'
import type { ManagedKey, OwnCall } from '../targets/target.js'
import { all, error, ok, type Severity, undecidable, unread, type Verdict, warning } from '../verdict/verdict.js'

export type KeyCode = 'key-policy-blocks' | 'aws-managed-key'

/** Something encrypted, and who has to be able to use its key. */
export interface Encrypted {
  /** By whatever the service names the key. */
  key: string
  /** ARN of what is encrypted. */
  owner: string
  /** `queue`, `topic` ... */
  noun: string
  actions: readonly string[]
  /** The service that calls KMS for the sender: `sqs`. */
  via: string
  /** The name under which the service sends `owner` as KMS's encryption context; absent: not known. */
  encryptionContext?: string
  severity?: Severity
  /** EventBridge under its own name, or else the role. */
  user: { own: OwnCall } | RoleUser
}

/** The role of a target, and what holds for it when AWS manages the key. */
export interface RoleUser {
  roleArn: string
  managed: ManagedKey
}

/** The reads that telling of a key makes. */
export const keyReads = ['kmsKey', 'keyPolicy'] as const

export type KeyAccount = Pick<Account, (typeof keyReads)[number]>

/** Keys of AWS have aliases that nobody else can make, so the name alone tells. */
export const isAwsAlias = (key: string): boolean => /(^|:)alias\/aws\//.test(key)

/** The ARN of a key by whatever a service names it; null when AWS manages it, so that no policy of the account holds for it. */
export async function customerKey(
  key: string,
  owner: string,
  account: Pick<Account, 'kmsKey'>,
): Promise<Read<string | null>> {
  if (isAwsAlias(key)) return found(null)
  return mapRead(await account.kmsKey(key, owner), ({ arn, manager }) => (manager === 'AWS' ? null : arn))
}

/**
 * Reads a key and its policy: at once, or one after the other when it is named by an alias, which kms:GetKeyPolicy does
 * not take. `judge` gets no policy when that alone could not be read.
 */
export async function withKey(
  { key, owner, noun }: Encrypted,
  account: KeyAccount,
  judge: (key: KmsKey, policy: string | undefined) => Promise<Verdict<KeyCode>>,
): Promise<Verdict<KeyCode>> {
  const isAlias = key.includes('alias/')
  const [read, early] = await Promise.all([
    account.kmsKey(key, owner),
    isAlias ? undefined : account.keyPolicy(key, owner),
  ])
  if (read.state === 'missing') {
    return error('key-policy-blocks', `The key ${key} of the ${noun} ${owner} does not exist.`, {
      because: ['kms:DescribeKey: NotFoundException'],
    })
  }
  if (read.state !== 'found')
    return unread(read, `the key ${key} of the ${noun} ${owner}`, 'to see whether it is usable')
  if (read.value.state !== 'Enabled') {
    return error('key-policy-blocks', `The key ${read.value.arn} of the ${noun} ${owner} cannot be used.`, {
      because: [`kms:DescribeKey: KeyState = "${read.value.state}"`],
    })
  }
  // The policy of a key of AWS cannot be changed and need not be read.
  if (read.value.manager === 'AWS') return judge(read.value, undefined)
  const policy = early ?? (await account.keyPolicy(read.value.arn, owner))
  if (policy.state === 'found') return judge(read.value, policy.value)
  const unseen =
    policy.state === 'missing'
      ? undecidable(`The policy of the key ${read.value.arn} was not found.`)
      : unread(policy, `the policy of the key ${read.value.arn}`, `to check whether it may be used for the ${noun}`)
  return all([await judge(read.value, undefined), unseen])
}

/** EventBridge itself cannot be allowed to use a key that AWS manages. */
export function awsManaged({ owner, noun }: Encrypted, key: string): Verdict<KeyCode> {
  return error(
    'aws-managed-key',
    `The ${noun} ${owner} is encrypted with a key that AWS manages (${key}), which EventBridge cannot be allowed to use.`,
    {
      because: [
        `KmsMasterKeyId = "${key}"`,
        'The policy of a key that AWS manages cannot be changed: a customer managed key is needed.',
      ],
    },
  )
}

/** A role that sends to something encrypted with a key that AWS manages: each service has its own fact. */
export function awsManagedWithRole({ owner, noun, key }: Encrypted, managed: ManagedKey): Verdict<KeyCode> {
  if ('usable' in managed) return ok(managed.usable)
  return warning('aws-managed-key', `The ${noun} ${owner} is encrypted with a key that AWS manages (${key}).`, {
    because: [`KmsMasterKeyId = "${key}"`, ...managed.doubtful],
  })
}
