import { parseArn } from '../aws/arn.js'
import type { Role } from '../aws/reads/iam.js'
import {
  asEventBridge,
  type Caller,
  type ContextValue,
  type Decision,
  evaluate,
  type StatementTrace,
} from '../iam/index.js'
import type { OwnCall } from '../targets/target.js'
import type { Need } from '../verdict/need.js'
import type { Sender } from '../verdict/sender.js'
import { ownCaller } from './grants.js'
import type { Restrictions } from './organization.js'
import { allowsEverybody, callOfRole } from './role-decisions.js'

/** One call on the way to the target. */
export interface OrganizationCall {
  /** Who calls, for sentences: `the role deliver`, `EventBridge`. */
  who: string
  caller: Caller
  action: string
  resource: string
  /** The account that owns what is called. */
  owner: string
}

/** EventBridge assumes the role of a target. */
export const assumingRole = (roleArn: string, sender: Sender): OrganizationCall => ({
  who: 'EventBridge',
  caller: asEventBridge({ ruleArn: sender.arn, call: 'assume-role' }),
  action: 'sts:AssumeRole',
  resource: roleArn,
  owner: sender.account,
})

/** The role does what the target needs. */
export function callingAsRole(
  role: Pick<Role, 'arn' | 'name' | 'tags'>,
  need: Need,
  now: Date,
  region: string,
): OrganizationCall {
  const { action, resource, resourceAccount, ...caller } = callOfRole(role, need, now, region)
  return { who: `the role ${role.name}`, caller, action, resource, owner: resourceAccount }
}

/** EventBridge calls the target under its own name. */
export const callingItself = (own: OwnCall, action: string, resource: string, sender: Sender): OrganizationCall => ({
  who: 'EventBridge',
  caller: ownCaller(sender, own),
  action,
  resource,
  owner: parseArn(resource)?.account || sender.account,
})

/** What organizations restrict on both sides of a call. */
export interface Sides {
  /** In the account of the rule and its role. */
  home: Restrictions
  /** In the account of what is called; undefined when it is in no organization that could be read. */
  owner: Restrictions | undefined
}

/** Stands for the role's own policies, which are asked about elsewhere. */
const EVERYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

/**
 * Whether organizations let a call pass. Service control policies restrict the roles of their accounts, not AWS services
 * that call under their own name; resource control policies restrict calls of both on the resources of their accounts.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function organizationDecision({ caller, action, resource, owner }: OrganizationCall, sides: Sides): Decision {
  const keys = organizationKeys(caller, sides)
  const sent = new Set(Object.keys(keys).map((key) => key.toLowerCase()))
  // AWS does not say whether they restrict an account that sends without a role.
  const isAccount = /^\d{12}$/.test(caller.principal)
  return evaluate(
    {
      ...caller,
      context: { ...caller.context, ...keys },
      unknownKeys: caller.unknownKeys.filter((key) => !sent.has(key.toLowerCase())),
      action,
      resource,
      resourceAccount: owner,
    },
    {
      identity: [EVERYTHING],
      resource: allowsEverybody(action),
      scps: isAccount ? [] : sides.home.scps,
      rcps: sides.owner?.rcps ?? [],
    },
  )
}

/**
 * The condition keys that tell of the organization. `aws:SourceOrgID` comes with a call that a service makes for a
 * resource of an account in it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function organizationKeys({ principal, context }: Caller, { home, owner }: Sides): Record<string, ContextValue> {
  const ofResource: Record<string, ContextValue> = owner
    ? { 'aws:ResourceOrgID': owner.organization.id, 'aws:ResourceOrgPaths': [owner.path] }
    : {}
  const ofRole = { 'aws:PrincipalOrgID': home.organization.id, 'aws:PrincipalOrgPaths': [home.path] }
  const ofSource = { 'aws:SourceOrgID': home.organization.id, 'aws:SourceOrgPaths': [home.path] }
  if (principal.startsWith('arn:')) return { ...ofResource, ...ofRole }
  return typeof context['aws:SourceAccount'] === 'string' ? { ...ofResource, ...ofSource } : ofResource
}

/** The policy that denies, or the level at which none allows. */
export type Culprit = { kind: 'deny'; policy: string; layer: 'scps' | 'rcps' } | { kind: 'no-allow'; level: string }

/** What in the organization keeps a call from passing; undefined when nothing certainly does. */
export function culpritOf(call: OrganizationCall, decision: Decision, { home, owner }: Sides): Culprit | undefined {
  switch (decision.decision) {
    case 'ExplicitlyDenied': {
      const deny = decision.statements.find(denies)
      return deny ? { kind: 'deny', policy: deny.document, layer: deny.layer === 'rcps' ? 'rcps' : 'scps' } : undefined
    }
    case 'ImplicitlyDenied': {
      const closed = home.scps.find(
        (level) =>
          organizationDecision(call, { home: { ...home, scps: [level] }, owner }).decision === 'ImplicitlyDenied',
      )
      return closed ? { kind: 'no-allow', level: closed.level } : undefined
    }
    default:
      return undefined
  }
}

const denies = ({ effect, applies, layer }: StatementTrace): boolean =>
  effect === 'Deny' && applies === 'yes' && (layer === 'scps' || layer === 'rcps')
