import type { Account } from '../aws/account.js'
import { isAccountId, parseArn } from '../aws/arn.js'
import { found, isUnread, type Read, type Unread } from '../aws/read.js'
import type { NamedPolicy, Role } from '../aws/reads/iam.js'
import type { tagReads } from '../aws/tags.js'
import {
  asEventBridge,
  asRole,
  type Caller,
  type Decision,
  evaluate,
  type NamedDocument,
  type Policies,
} from '../iam/index.js'
import type { Need } from '../verdict/need.js'
import type { Sender } from '../verdict/sender.js'
import { asksForTags, resourceTags, tagKeysOf } from './resource-tags.js'

/** Whether EventBridge may assume a role for this very rule. */
export function trustDecision(role: Role, sender: Sender): Decision {
  const caller = asEventBridge({ ruleArn: sender.arn, call: 'assume-role' })
  return evaluate(
    {
      ...caller,
      // The role is the resource of sts:AssumeRole, and its tags are known.
      context: { ...caller.context, ...tagKeysOf('iam', role.tags) },
      action: 'sts:AssumeRole',
      resource: role.arn,
    },
    { resource: { name: `trust policy of ${role.name}`, document: role.trustPolicy } },
  )
}

/** What a role may do, as far as its own policies tell. */
export interface RolePolicies {
  role: Role
  identity: readonly NamedDocument[]
  boundary: readonly NamedDocument[]
  /** Policies that could not be read. With any of them unknown only a certain denial is certain. */
  unread: readonly Unread[]
  unreadable: NonNullable<Policies['unreadable']>
}

/** The reads that `rolePolicies` makes. */
export const rolePolicyReads = ['role', 'inlinePolicies', 'attachedPolicies', 'managedPolicy'] as const

/** Reads a role with all that limits it; what could not be seen of its policies stands in the answer. */
export async function rolePolicies(
  roleArn: string,
  account: Pick<Account, (typeof rolePolicyReads)[number]>,
): Promise<Read<RolePolicies>> {
  const [role, inline, attached] = await Promise.all([
    account.role(roleArn),
    account.inlinePolicies(roleArn),
    account.attachedPolicies(roleArn),
  ])
  if (role.state !== 'found') return role
  const boundary = role.value.boundaryArn ? await account.managedPolicy(role.value.boundaryArn) : undefined
  const unread = [inline, attached, boundary].filter((read) => read !== undefined).filter(isUnread)
  const identityUnseen = isUnread(inline) || isUnread(attached)
  // A boundary that is gone allows nothing, like an empty document.
  const boundaryGone = { name: `permissions boundary ${role.value.boundaryArn} (deleted)`, document: { Statement: [] } }
  return found({
    role: role.value,
    identity: [
      ...(inline.state === 'found' ? inline.value.map((policy) => named('inline policy', policy)) : []),
      ...(attached.state === 'found' ? attached.value.map((policy) => named('managed policy', policy)) : []),
    ],
    boundary:
      boundary?.state === 'found'
        ? [named('permissions boundary', boundary.value)]
        : boundary?.state === 'missing'
          ? [boundaryGone]
          : [],
    unread,
    unreadable: [
      ...(identityUnseen ? (['identity'] as const) : []),
      ...(boundary && isUnread(boundary) ? (['boundary'] as const) : []),
    ],
  })
}

const named = (kind: string, { name, document }: NamedPolicy): NamedDocument => ({
  name: `${kind} "${name}"`,
  document,
})

/** Stands for the policy of another account's resource when only the role is asked. A trust policy has no Resource. */
export const allowsEverybody = (action: string): NamedDocument => {
  const Resource = action === 'sts:AssumeRole' ? {} : { Resource: '*' }
  return {
    name: 'the other account',
    document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', ...Resource } },
  }
}

/** What a role's policies say to one need, and whether the permissions boundary alone denies it. */
export interface PermissionAnswer {
  need: Need
  decision: Decision
  /** Only the permissions boundary stands in the way. */
  boundaryBlocks: boolean
}

/** A call that some session of a role makes because the target needs it, in the evaluator's words. */
export function callOfRole(
  role: Pick<Role, 'arn' | 'tags'>,
  need: Need,
  now: Date,
  region: string,
): Caller & { action: string; resource: string; resourceAccount: string } {
  const arn = parseArn(need.resource)
  const owner = arn && isAccountId(arn.account) ? arn.account : (parseArn(role.arn)?.account ?? '')
  return {
    ...asRole({
      roleArn: role.arn,
      roleTags: role.tags,
      region: arn?.region || region,
      resourceAccount: owner,
      now,
      extra: { ...need.sent, ...need.context },
    }),
    action: need.action,
    resource: need.resource,
    resourceAccount: owner,
  }
}

/**
 * Whether some session of the role may do one thing that the target needs. `resource` is the policy of what is called,
 * for services where that alone may allow the role.
 */
export function permissionDecision(
  policies: RolePolicies,
  need: Need,
  now: Date,
  region: string,
  resource?: NamedDocument,
): PermissionAnswer {
  const request = callOfRole(policies.role, need, now, region)
  const { identity, boundary, unreadable } = policies
  // Other checks ask the policy of another account's resource; here only the role is asked.
  const foreign = request.resourceAccount !== parseArn(policies.role.arn)?.account
  const own = foreign ? { resource: allowsEverybody(need.action) } : resource ? { resource } : {}
  const decision = evaluate(request, { identity, boundary, unreadable, ...own })
  const refused = decision.decision === 'ImplicitlyDenied' || decision.decision === 'ExplicitlyDenied'
  const boundaryBlocks =
    refused && boundary.length > 0 && evaluate(request, { identity, unreadable, ...own }).decision === 'Allowed'
  return { need, decision, boundaryBlocks }
}

/**
 * The same, with the tags of the resource where the answer depends on them. An answer that is a refused or failed read
 * means that the tags could not be read.
 */
export async function permissionWithTags(
  policies: RolePolicies,
  need: Need,
  now: Date,
  region: string,
  account: Pick<Account, (typeof tagReads)[number]>,
): Promise<PermissionAnswer | Unread> {
  const answer = permissionDecision(policies, need, now, region)
  const documents = [...policies.identity, ...policies.boundary]
  if (answer.decision.decision !== 'CannotTell' || !asksForTags(documents)) return answer
  const tags = await resourceTags(need.resource, account)
  if (isUnread(tags)) return tags
  if (tags.state === 'missing') return answer
  return permissionDecision(policies, { ...need, sent: { ...tags.value, ...need.sent } }, now, region)
}
