import type { Account } from '../aws/account.js'
import { lastSegment, parseArn } from '../aws/arn.js'
import { isUnread } from '../aws/read.js'
import type { KmsKey } from '../aws/reads/kms.js'
import { asRole, evaluate } from '../iam/index.js'
import { allowKey } from '../remedies/resource-policies.js'
import { grantRole } from '../remedies/role.js'
import type { OwnCall } from '../targets/target.js'
import type { TargetSubject } from '../verdict/subject.js'
import {
  all,
  error,
  ok,
  type Severity,
  undecidable,
  unread,
  type Verdict,
  warning,
  withFix,
} from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'
import { grantOf, inOneSentence, ownCaller } from './grants.js'
import { rolePolicies, type rolePolicyReads } from './role-decisions.js'

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
  severity?: Severity
  /** EventBridge under its own name, or else the role. */
  user: { own: OwnCall } | { roleArn: string }
}

/** The reads that `ownKeyGrant` makes. */
export const keyReads = ['kmsKey', 'keyPolicy'] as const

type KeyAccount = Pick<Account, (typeof keyReads)[number]>
type RoleAccount = Pick<Account, (typeof rolePolicyReads)[number]>

/** Keys of AWS have aliases that nobody else can make, so the name alone tells. */
const isAwsAlias = (key: string): boolean => /(^|:)alias\/aws\//.test(key)

/** Whether EventBridge, or the target's role, can use a key. Reads the roles only when a role is the user. */
export async function keyGrant(
  encrypted: Encrypted,
  subject: TargetSubject,
  account: KeyAccount & RoleAccount,
): Promise<Verdict<KeyCode>> {
  const { user } = encrypted
  if ('own' in user) return ownKeyGrant({ ...encrypted, user }, subject, account)
  const { key, noun, owner } = encrypted
  if (isAwsAlias(key)) return awsManagedWithRole(encrypted)
  return withKey(encrypted, account, async (read, policy) => {
    if (read.manager === 'AWS') return awsManagedWithRole(encrypted)
    return all([
      await roleUses(encrypted, user.roleArn, subject, account, read, policy),
      ...(policy === undefined ? [] : [ok(`The key of the ${noun} ${lastSegment(owner)} is ${read.state}.`)]),
    ])
  })
}

/** Whether EventBridge can use a key under its own name. */
export async function ownKeyGrant(
  encrypted: Encrypted & { user: { own: OwnCall } },
  { rule }: TargetSubject,
  account: KeyAccount,
): Promise<Verdict<KeyCode>> {
  const { key, noun, owner, actions, user } = encrypted
  const { own } = user
  if (isAwsAlias(key)) return awsManaged(encrypted, key)
  return withKey(encrypted, account, async (read, policy) => {
    if (read.manager === 'AWS') return awsManaged(encrypted, key)
    if (policy === undefined) return ok(`The key of the ${noun} is ${read.state}.`)
    const grant = grantOf({
      caller: ownCaller(rule, own),
      actions,
      resource: read.arn,
      documents: [{ name: 'key policy', document: policy }],
      contested: own.contested ?? [],
      ...(own.page ? { page: own.page } : {}),
      rule,
    })
    const kind = noun === 'topic' ? 'topic' : noun === 'event bus' ? 'bus' : 'queue'
    const forBus = kind === 'bus' ? { ...rule, busArn: owner } : rule
    const fix = grant.answer === 'allowed' ? undefined : allowKey({ arn: read.arn, policy }, kind, forBus)
    const more = { because: grant.because, ...(fix ? { fix } : {}) }
    const what = `the key ${read.arn} of the ${noun} ${owner}`
    switch (grant.answer) {
      case 'allowed':
        return ok(`EventBridge may use the key of the ${noun}.`)
      case 'cannot-tell':
        return undecidable(`Cannot tell whether EventBridge may use ${what}: ${inOneSentence(grant.because)}`)
      case 'contested':
        return warning(
          'key-policy-blocks',
          `EventBridge may use ${what} only by a statement of which AWS does not say that it works.`,
          more,
        )
      case 'missing':
      case 'mismatch':
        return error(
          'key-policy-blocks',
          `The policy of ${what} does not let EventBridge use it (${grant.action}).`,
          more,
        )
      case 'denied':
        return error('key-policy-blocks', `The policy of ${what} denies EventBridge ${grant.action}.`, {
          because: grant.because,
        })
    }
  })
}

/**
 * Reads a key and its policy: at once, or one after the other when it is named by an alias, which kms:GetKeyPolicy does
 * not take. `judge` gets no policy when that alone could not be read.
 */
async function withKey(
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
      ? undecidable(`The policy of the key ${read.value.arn} was not there to read.`)
      : unread(policy, `the policy of the key ${read.value.arn}`, `to check whether it may be used for the ${noun}`)
  return all([await judge(read.value, undefined), unseen])
}

function awsManaged({ owner, noun }: Encrypted, key: string): Verdict<KeyCode> {
  return error(
    'aws-managed-key',
    `The ${noun} ${owner} is encrypted with a key of AWS (${key}), which EventBridge cannot be allowed to use.`,
    {
      because: [
        `KmsMasterKeyId = "${key}"`,
        'The policy of a key that AWS manages cannot be changed: a customer managed key is needed.',
      ],
    },
  )
}

/** Nobody at AWS says whether a role gets around it, so this can only be a warning. */
function awsManagedWithRole({ owner, noun, key }: Encrypted): Verdict<KeyCode> {
  return warning('aws-managed-key', `The ${noun} ${owner} is encrypted with a key that AWS manages (${key}).`, {
    because: [
      `KmsMasterKeyId = "${key}"`,
      "AWS's pages do not agree:",
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html: the key may be used by every principal of the account that may use the service, so by the role.',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html: EventBridge does not support targets that are encrypted with a key of AWS.',
    ],
  })
}

async function roleUses(
  { key, owner, noun, actions, via, severity = 'error' }: Encrypted,
  roleArn: string,
  { rule, now }: TargetSubject,
  account: RoleAccount,
  read: KmsKey,
  policy: string | undefined,
): Promise<Verdict<KeyCode>> {
  const policies = await rolePolicies(roleArn, account)
  if (policies === undefined) return undecidable(`The role ${roleArn} does not exist, so nothing uses the key ${key}.`)
  if ('state' in policies) return unread(policies, `the role ${roleArn}`, `to check whether it may use the key ${key}`)
  const arn = parseArn(read.arn)
  const resourceAccount = arn?.account || rule.account
  const caller = asRole({
    roleArn,
    roleTags: policies.role.tags,
    region: arn?.region ?? rule.region,
    resourceAccount,
    now,
    extra: {
      'kms:ViaService': `${via}.${parseArn(owner)?.region}.amazonaws.com`,
      'kms:CallerAccount': rule.account,
    },
  })
  const { identity, boundary, unreadable } = policies
  const decisions = actions.map((action) => ({
    action,
    ...evaluate(
      { ...caller, action, resource: read.arn, resourceAccount },
      {
        identity,
        boundary,
        ...(policy === undefined ? {} : { resource: { name: 'key policy', document: policy } }),
        unreadable: [...unreadable, ...(policy === undefined ? (['resource'] as const) : [])],
      },
    ),
  }))
  const refused = decisions.find(({ decision }) => decision === 'ImplicitlyDenied' || decision === 'ExplicitlyDenied')
  const unseen = policies.unread
    .filter(isUnread)
    .map((gap) =>
      unread(gap, `policies of the role ${policies.role.name}`, `to check whether it may use the key ${key}`),
    )
  const what = `the key ${read.arn} of the ${noun} ${owner}`
  /** The role's own policy helps where the key's policy leaves it to the account, as a key's does by default. */
  const roleFix = async () => {
    const inline = await account.inlinePolicies(roleArn)
    const missing = decisions.filter(({ decision }) => decision !== 'Allowed').map(({ action }) => action)
    const may = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: missing, Resource: read.arn } }
    const helps = missing.every(
      (action) =>
        evaluate(
          { ...caller, action, resource: read.arn, resourceAccount },
          { identity: [...identity, may], boundary, ...(policy === undefined ? {} : { resource: policy }), unreadable },
        ).decision === 'Allowed',
    )
    if (inline.state !== 'found' || policy === undefined || !helps) return {}
    const needs = missing.map((action) => ({
      action: action as `${string}:${string}`,
      resource: read.arn,
      why: `use the key of the ${noun}`,
      severity,
    }))
    return withFix(grantRole(roleArn, rule, needs, inline.value))
  }
  if (refused) {
    const say = severity === 'error' ? error : warning
    return all<KeyCode>([
      say('key-policy-blocks', `The role ${policies.role.name} may not use ${what} (${refused.action}).`, {
        because: reasonsOf(refused),
        ...(await roleFix()),
      }),
      ...unseen,
    ])
  }
  if (unseen.length > 0) return all<KeyCode>(unseen)
  const open = decisions.find(({ decision }) => decision === 'CannotTell')
  if (open) {
    return undecidable(
      `Cannot tell whether the role ${policies.role.name} may use ${what}: ${inOneSentence(open.because)}`,
    )
  }
  return ok(`The role ${policies.role.name} may use the key of the ${noun}.`)
}
