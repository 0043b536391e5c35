import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { found, type Read } from '../read.js'
import type { Aws } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

interface Level {
  kind: 'root' | 'unit' | 'account'
  id: string
  name: string
}

/** Errors by which Organizations says that an account is in no organization that the profile can see. */
const notInIt = ['ChildNotFoundException', 'AccountNotFoundException', 'AWSOrganizationsNotInUseException']

/**
 * No more than five units stand above an account. The rest is room should AWS raise that; an answer that led in a circle would not end.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const MOST_LEVELS = 20

/** Organizations is read with the profile that was named for it, never with the credentials of the account. */
const clientOf = (aws: Aws) => aws.client(OrganizationsClient, { organization: true })

export const organizationPath = async (aws: Aws, account: string) => {
  const [organization, root, above] = await Promise.all([
    describeOrganization(aws),
    firstRoot(aws),
    parentsOf(aws, account),
  ])
  if (above.state !== 'found') return above
  if (organization.state !== 'found') return organization
  if (root.state !== 'found') return root
  const units = await Promise.all(
    above.value.map(async ({ kind, id }) => ({ kind, id, name: kind === 'unit' ? await unitName(aws, id) : id })),
  )
  const self: Level = { kind: 'account', id: account, name: account }
  const { id, management, all } = organization.value
  return found({
    id,
    management,
    // An organization for consolidated billing alone has no policies.
    enabled: all ? root.value : [],
    levels: [...units.reverse(), self],
  })
}

const describeOrganization = (aws: Aws) =>
  look({ action: 'organizations:DescribeOrganization', resource: '*', missing: notInIt }, async () => {
    const answer = await (await clientOf(aws)).send(new DescribeOrganizationCommand({}), { abortSignal: aws.signal })
    const { Id, MasterAccountId, FeatureSet } = answer.Organization ?? {}
    if (!Id || !MasterAccountId) throw new SyntaxError('the answer has no organization')
    return { id: Id, management: MasterAccountId, all: FeatureSet === 'ALL' }
  })

/** The kinds of policies that are switched on at the root; an organization has one root. */
const firstRoot = (aws: Aws) =>
  look({ action: 'organizations:ListRoots', resource: '*', missing: notInIt }, async () => {
    const client = await clientOf(aws)
    const [root] = await pages(aws, async (NextToken) => {
      const answer = await client.send(new ListRootsCommand(NextToken ? { NextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.Roots) throw new SyntaxError('the answer has no list of roots')
      return [answer.Roots, answer.NextToken]
    })
    if (!root?.PolicyTypes) throw new SyntaxError('the root does not say which kinds of policies it has')
    const on = new Set(root.PolicyTypes.flatMap(({ Type, Status }) => (Type && Status === 'ENABLED' ? [Type] : [])))
    return (['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const).filter((type) => on.has(type))
  })

/** All that stands above an account, nearest first, up to the root. */
const parentsOf = (aws: Aws, account: string) =>
  look({ action: 'organizations:ListParents', resource: account, missing: notInIt }, async () => {
    const client = await clientOf(aws)
    const above: { kind: 'root' | 'unit'; id: string }[] = []
    for (;;) {
      const ChildId = above.at(-1)?.id ?? account
      const [parent] = await pages(aws, async (NextToken) => {
        const answer = await client.send(new ListParentsCommand({ ChildId, ...(NextToken ? { NextToken } : {}) }), {
          abortSignal: aws.signal,
        })
        if (!answer.Parents) throw new SyntaxError('the answer has no list of parents')
        return [answer.Parents, answer.NextToken]
      })
      if (!parent?.Id || above.length > MOST_LEVELS) throw new SyntaxError(`nothing leads from ${account} to the root`)
      above.push({ kind: parent.Type === 'ROOT' ? 'root' : 'unit', id: parent.Id })
      if (parent.Type === 'ROOT') return above
    }
  })

/** The name of an organizational unit. It is for people only, so its id does where it may not be read. */
async function unitName(aws: Aws, id: string): Promise<string> {
  const read = await look({ action: 'organizations:DescribeOrganizationalUnit', resource: id }, async () => {
    const answer = await (await clientOf(aws)).send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id }),
      { abortSignal: aws.signal },
    )
    return answer.OrganizationalUnit?.Name ?? id
  })
  return read.state === 'found' ? read.value : id
}

export const organizationPolicies = (aws: Aws, level: string, type: PolicyType) =>
  look(
    { action: 'organizations:ListPoliciesForTarget', resource: level, missing: ['TargetNotFoundException'] },
    async () => {
      const client = await clientOf(aws)
      // A page may be empty and have a token all the same.
      return pages(aws, async (NextToken) => {
        const answer = await client.send(
          new ListPoliciesForTargetCommand({ TargetId: level, Filter: type, ...(NextToken ? { NextToken } : {}) }),
          { abortSignal: aws.signal },
        )
        if (!answer.Policies) throw new SyntaxError('the answer has no list of policies')
        const some = answer.Policies.map(({ Id, Name }) => {
          if (!Id) throw new SyntaxError('a policy has no id')
          return { id: Id, name: Name ?? Id }
        })
        return [some, answer.NextToken]
      })
    },
  )

export const organizationPolicy = (aws: Aws, id: string): Promise<Read<string>> =>
  look({ action: 'organizations:DescribePolicy', resource: id, missing: ['PolicyNotFoundException'] }, async () => {
    const answer = await (await clientOf(aws)).send(new DescribePolicyCommand({ PolicyId: id }), {
      abortSignal: aws.signal,
    })
    if (!answer.Policy?.Content) throw new SyntaxError('the policy has no document')
    return answer.Policy.Content
  })

/**
 * With the profile that was named for the organization, else with the caller's own credentials: a delegated administrator
 * lists accounts with those. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export const organizationAccounts = (aws: Aws) =>
  look(
    { action: 'organizations:ListAccounts', resource: '*', missing: ['AWSOrganizationsNotInUseException'] },
    async () => {
      const client = await (aws.readsOrganization ? clientOf(aws) : aws.client(OrganizationsClient))
      return pages(aws, async (NextToken) => {
        const answer = await client.send(new ListAccountsCommand(NextToken ? { NextToken } : {}), {
          abortSignal: aws.signal,
        })
        if (!answer.Accounts) throw new SyntaxError('the answer has no list of accounts')
        const some = answer.Accounts.map(({ Id, Name, State, Status }) => {
          // State replaces Status, which is being retired.
          const state = State ?? Status
          if (!Id || !state) throw new SyntaxError('an account has no id or no state')
          return { id: Id, name: Name ?? Id, state }
        })
        return [some, answer.NextToken]
      })
    },
  )
