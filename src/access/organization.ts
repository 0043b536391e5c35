import type { Account } from '../aws/account.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import type { OrganizationPath, OrganizationPolicyType } from '../aws/reads/organizations.js'
import type { OrganizationLevel } from '../iam/index.js'
import { unique } from '../text/unique.js'

/** The reads that `restrictionsOf` makes, all with the profile of the organization. */
export const organizationReads = ['organizationPath', 'organizationPolicies', 'organizationPolicy'] as const

type Reads = Pick<Account, (typeof organizationReads)[number]>

/** What an organization restricts in one of its accounts, level by level from the root. */
export interface Restrictions {
  account: string
  organization: Omit<NonNullable<OrganizationPath>, 'levels' | 'enabled'>
  /** As `aws:PrincipalOrgPaths` has it: `o-abc/r-ab12/ou-ab12-11111111/`. */
  path: string
  /** None restricts the organization's management account. */
  isManagement: boolean
  scps: readonly OrganizationLevel[]
  rcps: readonly OrganizationLevel[]
  /** What could not be read. Such a policy may say anything. */
  unread: readonly Unread[]
}

/**
 * Reads the service control policies and resource control policies of an account; null when no profile was named that
 * may. Neither kind restricts the management account.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export async function restrictionsOf(account: string, aws: Reads): Promise<Read<Restrictions | null>> {
  const read = await aws.organizationPath(account)
  if (read.state !== 'found' || read.value === null) return read as Read<null>
  const { id, management, enabled, levels } = read.value
  const isManagement = management === account
  const ofType = (type: OrganizationPolicyType) =>
    Promise.all(isManagement || !enabled.includes(type) ? [] : levels.map((level) => policiesAt(level, type, aws)))
  const [scps, rcps] = await Promise.all([ofType('SERVICE_CONTROL_POLICY'), ofType('RESOURCE_CONTROL_POLICY')])
  return {
    state: 'found',
    value: {
      account,
      organization: { id, management },
      path: [id, ...levels.filter(({ kind }) => kind !== 'account').map((level) => level.id), ''].join('/'),
      isManagement,
      scps: scps.map(({ level }) => level),
      rcps: rcps.map(({ level }) => level),
      unread: unique([...scps, ...rcps].flatMap(({ unread }) => unread)),
    },
  }
}

type Level = NonNullable<OrganizationPath>['levels'][number]

/** How people call a level. */
const labelOf = ({ kind, id, name }: Level): string =>
  kind === 'account'
    ? `account ${id}`
    : kind === 'root'
      ? `the root ${id}`
      : `the organizational unit ${name === id ? id : `${name} (${id})`}`

/** How people call a policy of each type. */
export const NOUNS = { scps: 'service control policy', rcps: 'resource control policy' } as const

/** Stands for the policies that could not be read: the evaluator takes what is no document for one that may say anything. */
const NOT_READ = 'not read'

async function policiesAt(
  level: Level,
  type: OrganizationPolicyType,
  aws: Reads,
): Promise<{ level: OrganizationLevel; unread: Unread[] }> {
  const label = labelOf(level)
  const noun = type === 'SERVICE_CONTROL_POLICY' ? NOUNS.scps : NOUNS.rcps
  const listed = await aws.organizationPolicies(level.id, type)
  if (listed.state !== 'found') {
    const document = { name: `a ${noun} attached to ${label}`, document: NOT_READ }
    const unread = isUnread(listed) ? listed : gone('organizations:ListPoliciesForTarget', level.id)
    return { level: { level: label, policies: [document] }, unread: [unread] }
  }
  const documents = await Promise.all(
    listed.value.map(async (policy) => ({ ...policy, read: await aws.organizationPolicy(policy.id) })),
  )
  return {
    level: {
      level: label,
      policies: documents.map(({ id, name, read }) => ({
        name: `${noun} ${name === id ? id : `${name} (${id})`} attached to ${label}`,
        document: read.state === 'found' ? read.value : NOT_READ,
      })),
    },
    unread: documents.flatMap(({ id, read }) =>
      read.state === 'found' ? [] : [isUnread(read) ? read : gone('organizations:DescribePolicy', id)],
    ),
  }
}

/** What was there a moment ago: the organization is being changed, and it is not known what it says now. */
const gone = (action: Unread['action'], resource: string): Unread => ({
  state: 'failed',
  action,
  resource,
  error: { kind: 'service', message: `${resource} was removed while the organization was read.` },
})
