import { customerKey } from '../access/encrypted.js'
import { organizationReads, type Restrictions, restrictionsOf } from '../access/organization.js'
import { assumingRole, callingAsRole, callingItself, type OrganizationCall } from '../access/organization-calls.js'
import { notRead, organizationVerdict } from '../access/organization-verdict.js'
import { keyNeeds, viaService } from '../access/role-key.js'
import { simulatorQuestion } from '../access/simulation.js'
import type { Account } from '../aws/account.js'
import { isAccountId, isForeign, lastSegment, parseArn } from '../aws/arn.js'
import { isUnread, type Unread } from '../aws/read.js'
import type { Role } from '../aws/reads/iam.js'
import { askOrganization } from '../remedies/organization.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { unique } from '../text/unique.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, type CannotTell, error, ok, skipped, undecidable, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'organization-denies'

const readsFor: ReadsFor = ({ needs, key }) => [
  ...organizationReads,
  ...(key ? (['kmsKey', ...key.read.reads] as const) : []),
  ...(needs ? (['role', 'simulated'] as const) : []),
  ...(needs?.reads ?? []),
]

/**
 * An organization can forbid its accounts what their own policies allow: service control policies restrict the role, resource
 * control policies whatever is called. An account cannot read them; the organization's management account can.
 */
export const organization = targetCheck({
  id: 'organization',
  title: "The organization's policies allow the delivery",
  stop: 'end',
  reads: readsOfAll(readsFor),
  readsFor,
  // An account is diagnosed without its organization as before: what was not read is a limit of the report.
  goesWithout: [...organizationReads, 'simulated'],
  findings: ['organization-denies'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)
    const home = await restrictionsOf(sender.account, account)
    if (home.state === 'missing') {
      return undecidable(
        `Cannot tell what the organization denies: account ${sender.account} is in no organization that the profile of --organization-profile can read.`,
      )
    }
    if (home.state !== 'found') return notRead(home, sender.account)
    const way = await wayOf(subject, account)
    if ('status' in way) return way
    return home.value ? byPolicies(subject, way, home.value, account) : bySimulator(subject, way, account)
  },
})

/** How the target is reached: what is called on the way, and the role, if one calls. */
interface Way {
  calls: readonly OrganizationCall[]
  role?: Role
  needs: readonly Need[]
  unseen?: CannotTell
}

async function wayOf(subject: TargetSubject, account: Account): Promise<Way | Verdict<never>> {
  const { target, sender, now } = subject
  const arn = parseArn(target.Arn)
  const service = serviceOf(target)
  if (!arn || !service) return skipped('It is not known what the target is.')
  if (!target.RoleArn || service.role === 'refused') {
    const policy = service.resourcePolicy
    const foreign = isForeign(arn, sender.account)
    const own = foreign
      ? service.crossAccount === 'bus' && { call: 'event-bus-without-role' as const }
      : policy?.own?.(subject)
    if (!own || !policy) return skipped(`Only a role reaches ${withArticle(service.name)}, and the target has none.`)
    const resource = policy.resource(target)
    return { calls: policy.actions.map((action) => callingItself(own, action, resource, sender)), needs: [] }
  }
  const roleArn = parseArn(target.RoleArn)
  if (roleArn?.service !== 'iam' || roleArn.account !== sender.account) {
    return skipped(`The RoleArn of target ${target.Id} names no role of account ${sender.account}.`)
  }
  const [role, asked] = await Promise.all([account.role(target.RoleArn), service.needs?.run(subject, account)])
  if (role.state === 'missing') return skipped('The role does not exist.')
  if (role.state !== 'found')
    return unread(role, `the role ${target.RoleArn}`, "to see what the organization's policies deny it")
  // What the target may not even need cannot be the ground of an error.
  const needs = (asked?.needs ?? []).filter(({ severity }) => severity === 'error')
  return {
    calls: [
      assumingRole(target.RoleArn, sender),
      ...needs.map((need) => callingAsRole(role.value, need, now, sender.region)),
    ],
    role: role.value,
    needs,
    ...(asked?.unseen ? { unseen: asked.unseen } : {}),
  }
}

/** With the policies at hand each call is held against those of both accounts. */
async function byPolicies(
  subject: TargetSubject,
  way: Way,
  home: Restrictions,
  account: Account,
): Promise<Verdict<Code>> {
  const { unseen } = way
  const keyed = await keyCalls(subject, way, account)
  const calls = [...way.calls, ...('state' in keyed ? [] : keyed)]
  const owners = unique(calls.map(({ owner }) => owner)).filter((owner) => isAccountId(owner) && owner !== home.account)
  const reads = await Promise.all(owners.map(async (owner) => ({ owner, read: await restrictionsOf(owner, account) })))
  const sides = new Map<string, Restrictions>([[home.account, home]])
  for (const { owner, read } of reads) if (read.state === 'found' && read.value) sides.set(owner, read.value)
  return all<Code>([
    ...calls.map((call) => organizationVerdict(call, home, sides.get(call.owner))),
    ...reads.flatMap(({ owner, read }) => (isUnread(read) ? [notRead(read, owner)] : [])),
    ...('state' in keyed ? [unread(keyed, `the key of ${subject.target.Arn}`, 'to see what may use it')] : []),
    ...(unseen ? [{ status: 'unknown', because: unseen } as const] : []),
  ])
}

/** The calls on the key of the target: policies of the organization that owns it may deny them like those on the target. */
async function keyCalls(
  subject: TargetSubject,
  { role }: Way,
  account: Account,
): Promise<readonly OrganizationCall[] | Unread> {
  const { sender, target, now } = subject
  const key = serviceOf(target)?.key
  // What may not even be needed cannot be the ground of an error.
  if (!key || key.severity === 'warning') return []
  const read = await key.read.run(subject, account)
  if (isUnread(read)) return read
  if (read.state === 'missing' || read.value.key === null) return []
  const arn = await customerKey(read.value.key, target.Arn, account)
  if (isUnread(arn)) return arn
  if (arn.state === 'missing' || arn.value === null) return []
  const { value } = arn
  const own = key.alwaysOwn || !target.RoleArn ? key.own?.(subject) : undefined
  if (own) return key.actions.map((action) => callingItself(own, action, value, sender))
  if (!role) return []
  const sent = viaService({ ...key, owner: target.Arn }, sender.account)
  return keyNeeds(key, value, key.actions).map((need) => callingAsRole(role, { ...need, sent }, now, sender.region))
}

/** Without a profile of the organization only IAM's simulator knows of it, and only what service control policies say. */
async function bySimulator(
  { sender, target, now }: TargetSubject,
  { role, needs, unseen }: Way,
  account: Account,
): Promise<Verdict<Code>> {
  if (!role) return skipped(`${NO_PROFILE}, and IAM's simulator tells of roles alone.`)
  if (parseArn(role.arn)?.resource.startsWith('role/aws-service-role/')) {
    return skipped(`Service control policies do not restrict the service-linked role ${role.name}.`)
  }
  if (needs.length === 0) return skipped(`${NO_PROFILE}, and no call of the role ${role.name} is known to ask about.`)
  const { actions, resources, keys } = simulatorQuestion(role, needs, now, sender.region)
  const read = await account.simulated(target.RoleArn ?? role.arn, actions, resources, keys)
  if (read.state !== 'found') return skipped(`${NO_PROFILE}, and IAM's simulator did not answer.`)
  const refused = read.value.filter(({ allowed }) => allowed === false)
  const silent = read.value.some(({ allowed }) => allowed === null)
  const [first] = refused
  if (first) {
    return all<Code>(refused.map(({ action }) => simulatedDenial(role.name, action)))
  }
  if (silent) return skipped(`IAM's simulator knows of no organization that restricts the role ${role.name}.`)
  return all<Code>([
    ok(
      `IAM's simulator says that service control policies let the role ${lastSegment(role.arn)} call ${actions.join(', ')}; resource control policies it does not know.`,
    ),
    ...(unseen ? [{ status: 'unknown', because: unseen } as const] : []),
  ])
}

const NO_PROFILE = "No profile was named that may read the organization's policies (--organization-profile)"

const simulatedDenial = (role: string, action: string): Verdict<Code> =>
  error('organization-denies', `A policy of the organization denies the role ${role} ${action}.`, {
    because: [
      `iam:SimulatePrincipalPolicy: AllowedByOrganizations = false for ${action}`,
      'The simulator does not say which service control policy it is: name a profile of the management account or of a delegated administrator with --organization-profile.',
    ],
    fix: askOrganization(
      `the role ${role}`,
      action,
      `Find the service control policy that denies ${action}, and change it.`,
    ),
  })
