import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { IamAction } from '../aws/read.js'
import type { Role } from '../aws/reads/iam.js'
import type { KmsKey } from '../aws/reads/kms.js'
import { asRole, type Decision, evaluate, type NamedDocument } from '../iam/index.js'
import { extendOrReplace, grantRole } from '../remedies/role.js'
import { whatRoleIs } from '../remedies/role-users.js'
import { serviceOf } from '../targets/index.js'
import type { Fix } from '../verdict/fix.js'
import type { Need } from '../verdict/need.js'
import type { Sender } from '../verdict/sender.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, error, ok, undecidable, unread, type Verdict, warning, withFix } from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'
import type { Encrypted, KeyCode, RoleUser } from './encrypted.js'
import { inOneSentence } from './grants.js'
import { type RolePolicies, rolePolicies } from './role-decisions.js'

/** A key with its policy; undefined when the policy could not be read. */
interface KeyRead {
  key: KmsKey
  policy: string | undefined
}

/** Asks whether the role may do one thing with the key; `more` are documents that the role might get. */
type Ask = (action: string, more?: readonly NamedDocument[]) => Decision

/**
 * Whether the target's role may use a key, as the caller of the service that calls KMS for it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export async function roleKeyGrant(
  encrypted: Encrypted & { user: RoleUser },
  read: KeyRead,
  subject: TargetSubject,
  account: Account,
): Promise<Verdict<KeyCode>> {
  const { sender, now } = subject
  const { key, owner, noun, actions, severity = 'error', user } = encrypted
  const role = await rolePolicies(user.roleArn, account)
  if (role.state === 'missing') {
    return undecidable(`The role ${user.roleArn} does not exist, so nothing uses the key ${key}.`)
  }
  const purpose = `to check whether it may use the key ${key}`
  if (role.state !== 'found') return unread(role, `the role ${user.roleArn}`, purpose)
  const ask = asker(encrypted, read, role.value, sender, now)
  const decisions = actions.map((action) => ({ action, ...ask(action) }))
  const refused = decisions.find(({ decision }) => decision === 'ImplicitlyDenied' || decision === 'ExplicitlyDenied')
  const { name } = role.value.role
  const unseen = role.value.unread.map((gap) => unread(gap, `policies of the role ${name}`, purpose))
  const what = `the key ${read.key.arn} of the ${noun} ${owner}`
  if (refused) {
    const lacks = decisions.filter(({ decision }) => decision !== 'Allowed').map(({ action }) => action)
    const say = severity === 'error' ? error : warning
    return all<KeyCode>([
      say('key-policy-blocks', `The role ${name} may not use ${what} (${refused.action}).`, {
        because: [...reasonsOf(refused), ...whatRoleIs(role.value.role)],
        ...withFix(await roleFix(encrypted, read, { role: role.value.role, lacks, ask }, subject, account)),
      }),
      ...unseen,
    ])
  }
  if (unseen.length > 0) return all<KeyCode>(unseen)
  const open = decisions.find(({ decision }) => decision === 'CannotTell')
  return open
    ? undecidable(`Cannot tell whether the role ${name} may use ${what}: ${inOneSentence(open.because)}`)
    : ok(`The role ${name} may use the key of the ${noun}.`)
}

/** The condition keys that come with a call on a key which a service makes for the role of an account. */
export const viaService = (
  { via, owner, encryptionContext }: Pick<Encrypted, 'via' | 'owner' | 'encryptionContext'>,
  account: string,
): Readonly<Record<string, string>> => ({
  'kms:ViaService': `${via}.${parseArn(owner)?.region}.amazonaws.com`,
  'kms:CallerAccount': account,
  ...(encryptionContext ? { [`kms:EncryptionContext:${encryptionContext}`]: owner } : {}),
})

function asker(
  { via, owner, user, encryptionContext }: Encrypted & { user: RoleUser },
  { key, policy }: KeyRead,
  { role, identity, boundary, unreadable }: RolePolicies,
  sender: Sender,
  now: Date,
): Ask {
  const arn = parseArn(key.arn)
  const resourceAccount = arn?.account || sender.account
  const caller = asRole({
    roleArn: user.roleArn,
    roleTags: role.tags,
    region: arn?.region ?? sender.region,
    resourceAccount,
    now,
    extra: viaService({ via, owner, ...(encryptionContext ? { encryptionContext } : {}) }, sender.account),
  })
  return (action, more = []) =>
    evaluate(
      { ...caller, action, resource: key.arn, resourceAccount },
      {
        identity: [...identity, ...more],
        boundary,
        ...(policy === undefined ? {} : { resource: { name: 'key policy', document: policy } }),
        unreadable: [...unreadable, ...(policy === undefined ? (['resource'] as const) : [])],
      },
    )
}

/** What the role lacks of a key. */
interface Lacking {
  role: Role
  lacks: readonly string[]
  ask: Ask
}

/** The role's own policy helps where the key's policy leaves it to the account, as a key's does by default. */
async function roleFix(
  encrypted: Encrypted & { user: RoleUser },
  { key, policy }: KeyRead,
  { role, lacks, ask }: Lacking,
  subject: TargetSubject,
  account: Account,
): Promise<Fix | undefined> {
  const { user, severity = 'error' } = encrypted
  const inline = await account.inlinePolicies(user.roleArn)
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: lacks, Resource: key.arn } }
  const helps = lacks.every((action) => ask(action, [{ name: 'the fix', document }]).decision === 'Allowed')
  if (inline.state !== 'found' || policy === undefined || !helps) return undefined
  const extending = grantRole(user.roleArn, subject.sender, keyNeeds(encrypted, key.arn, lacks), inline.value)
  // Read for a role of the target's own: it has to have the rest, too.
  const needed = await serviceOf(subject.target)?.needs?.run(subject, account)
  const all =
    needed && !needed.unseen ? [...needed.needs, ...keyNeeds(encrypted, key.arn, encrypted.actions)] : undefined
  return extendOrReplace(subject, role, all, extending, severity)
}

/** What a role needs of a key, so that the service that holds it can use it for the role. */
export const keyNeeds = (
  { noun, severity = 'error' }: Pick<Encrypted, 'noun' | 'severity'>,
  keyArn: string,
  actions: readonly string[],
): Need[] =>
  actions.map((action) => ({
    action: action as IamAction,
    resource: keyArn,
    why: `use the key of the ${noun}`,
    severity,
  }))
