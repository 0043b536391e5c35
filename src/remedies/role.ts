import { lastSegment, parseArn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import type { NamedPolicy, Role } from '../aws/reads/iam.js'
import type { Json } from '../text/json.js'
import type { Change, Fix, Statement } from '../verdict/fix.js'
import type { Need } from '../verdict/need.js'
import { isRule, type RuleAddress } from '../verdict/rule-address.js'
import type { Sender } from '../verdict/sender.js'
import type { Severity } from '../verdict/verdict.js'
import { decide, fixOf } from './decide.js'
import { sizeOf } from './limits.js'
import { inlinePolicyOf, newRoleOf, worldwideSidOf } from './names.js'
import { policyChange } from './places.js'
import { listed, otherUsersOf } from './role-users.js'

/** Why a role must not be changed by anybody but AWS, if so. */
function untouchable(roleArn: string, sender: Sender): string | undefined {
  const arn = parseArn(roleArn)
  if (arn?.resource.startsWith('role/aws-service-role/')) {
    return `${lastSegment(roleArn)} is a service-linked role, which only AWS can change: give the target another role.`
  }
  if (arn?.account !== sender.account) {
    return `${roleArn} belongs to another account: give the target a role of account ${sender.account}.`
  }
  return undefined
}

/** The statement by which a role trusts EventBridge for one rule only. */
const trustOf = (sender: Sender): Statement => ({
  Sid: worldwideSidOf(sender),
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: { ArnEquals: { 'aws:SourceArn': sender.arn }, StringEquals: { 'aws:SourceAccount': sender.account } },
})

/**
 * Allows EventBridge to assume a role for one rule: one statement more in its trust policy.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
 */
export function trustEventBridge(role: Pick<Role, 'arn' | 'trustPolicy'>, sender: Sender): Fix | undefined {
  const name = lastSegment(role.arn)
  const title = `Allow EventBridge to assume the role ${name} for the ${sender.noun} ${sender.name}.`
  const refusal = untouchable(role.arn, sender)
  if (refusal) return decide(title, refusal)
  const about = { title, region: sender.region, doubts: servesBeside(role) }
  return fixOf(title, policyChange({ kind: 'trust', role: role.arn }, role.trustPolicy, [trustOf(sender)], about))
}

/** An explicit Deny was written by somebody who meant it, and no Allow outweighs it. */
export const trustIsDenied = ({ arn }: Pick<Role, 'arn'>): Fix =>
  decide(
    `Allow EventBridge to assume the role ${lastSegment(arn)}.`,
    `A Deny in the trust policy of ${lastSegment(arn)} refuses EventBridge: change that statement, or give the target another role.`,
  )

/** The same of what a role may do. */
export const denyStands = (name: string, need: Need): Fix =>
  decide(
    `Allow the role ${name} to call ${need.action}.`,
    `A Deny forbids ${need.action} on ${need.resource}: change that statement, or give the target a role that it does not apply to.`,
  )

/** A boundary limits on purpose: widening it is for whoever set it. */
export const widenBoundary = (name: string, need: Need): Fix =>
  decide(
    `Allow the role ${name} to call ${need.action}.`,
    `The permissions boundary of ${name} limits it on purpose: add ${need.action} on ${need.resource} to it, or give the target a role without that boundary.`,
  )

/** Who else uses the role, as far as its trust policy says. */
function servesBeside(role: Pick<Role, 'arn' | 'trustPolicy'>): string[] {
  const users = otherUsersOf(role)
  return users.length > 0
    ? [`${lastSegment(role.arn)} is also trusted by ${listed(users)}: it serves more than this rule.`]
    : []
}

/** Keys whose values are ARNs are compared as such, all others as text. */
const conditionOf = (context: Need['context']): { readonly [operator: string]: Json } => {
  const condition: Record<string, Record<string, Json>> = {}
  for (const [key, value] of Object.entries(context ?? {})) {
    const operator = [value].flat().every((text) => text.startsWith('arn:')) ? 'ArnEquals' : 'StringEquals'
    condition[operator] = { ...condition[operator], [key]: value }
  }
  return condition
}

/** One statement a set of resources that share action and condition. */
function statementsOf(needs: readonly Need[], sender: Sender): Statement[] {
  const groups = new Map<string, Need[]>()
  for (const need of needs) {
    const key = JSON.stringify([need.action, need.context ?? {}])
    groups.set(key, [...(groups.get(key) ?? []), need])
  }
  return [...groups].map(([key, [first, ...more]]) => {
    const resources = [...new Set([first, ...more].flatMap((need) => (need ? [need.grant ?? need.resource] : [])))]
    const condition = conditionOf(first?.context)
    return {
      // The name stands for all that the statement says, so that a later need never replaces an earlier grant.
      Sid: worldwideSidOf(sender, `${key} ${resources.join(' ')}`),
      Effect: 'Allow',
      Action: first?.action ?? '',
      Resource: resources.length === 1 ? (resources[0] ?? '') : resources,
      ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
    }
  })
}

/**
 * Allows a role what a target needs: in one inline policy of eb-doctor's own for the rule, which is added to on a second
 * run. Managed policies, AWS's or the account's, are never touched.
 */
export function grantRole(
  roleArn: string,
  sender: Sender,
  missing: readonly Need[],
  inline: readonly NamedPolicy[],
  more: { needs?: readonly string[] } = {},
): Fix | undefined {
  const name = lastSegment(roleArn)
  const what = [...new Set(missing.map((need) => need.action))].join(', ')
  const title = `Allow the role ${name} to call ${what} for the ${sender.noun} ${sender.name}.`
  const refusal = untouchable(roleArn, sender)
  if (refusal) return decide(title, refusal)
  const place = { kind: 'inline' as const, role: roleArn, name: inlinePolicyOf(sender) }
  const before = inline.find((policy) => policy.name === place.name)?.document ?? null
  const others = inline.filter((policy) => policy.name !== place.name)
  const beside = others.reduce((sum, { document }) => sum + sizeOf('inline', document), 0)
  return fixOf(
    title,
    policyChange(place, before, statementsOf(missing, sender), { title, region: sender.region, beside, ...more }),
  )
}

/** Gives a target a role: the target is sent whole, since PutTargets replaces it. */
export function setTargetRole(
  target: Target,
  sender: RuleAddress,
  roleArn: string,
  more: { needs?: readonly string[]; doubts?: readonly string[] } = {},
): Change {
  // What the SDK leaves undefined is not there.
  const before = JSON.parse(JSON.stringify(target)) as { readonly [member: string]: Json }
  const after = { ...before, RoleArn: roleArn }
  const put = (item: Json) => ({
    service: 'events',
    operation: 'PutTargets',
    input: { Rule: sender.name, EventBusName: sender.busRef, Targets: [item] },
    region: sender.region,
  })
  return {
    id: `target ${sender.arn} ${target.Id}`,
    resource: sender.arn,
    account: sender.account,
    title: `Give the target ${target.Id} of the ${sender.noun} ${sender.name} the role ${lastSegment(roleArn)}.`,
    before,
    after,
    source: { read: 'targets', args: [sender.name, sender.busRef], path: [{ where: 'Id', is: target.Id }] },
    call: put(after),
    undo: put(before),
    doubts: [
      ...(more.doubts ?? []),
      'The undo removes the role again; AWS refuses that for services whose targets must have a role.',
    ],
    needs: more.needs ?? [],
  }
}

/**
 * PutTargets replaces a target whole: members that this version does not know would be lost. What a person does then;
 * undefined when all is known.
 */
function cannotCarry(title: string, target: Target, roleArn: string): Fix | undefined {
  const { Id, unknownMembers = [] } = target
  return unknownMembers.length === 0
    ? undefined
    : decide(
        title,
        `The target ${Id} has settings that this version of eb-doctor does not know (${unknownMembers.join(', ')}), and PutTargets would remove them: give it the role ${roleArn} in the console, or use a newer eb-doctor.`,
      )
}

/**
 * Makes a role for a rule's target, with trust and permissions for just this rule, and gives it to the target. Undefined
 * for another sender: how its targets are changed is not known here.
 */
export function giveNewRole(
  target: Target,
  sender: RuleAddress,
  needs: readonly Need[],
  doubts?: readonly string[],
): Fix
export function giveNewRole(
  target: Target,
  sender: Sender,
  needs: readonly Need[],
  doubts?: readonly string[],
): Fix | undefined
export function giveNewRole(
  target: Target,
  sender: Sender,
  needs: readonly Need[],
  doubts: readonly string[] = [],
): Fix | undefined {
  if (!isRule(sender)) return undefined
  const title = `Create a role for the target ${target.Id} of the ${sender.noun} ${sender.name}.`
  const { name, arn } = newRoleOf(sender)
  const refusal = cannotCarry(title, target, 'that you create for it')
  if (refusal) return refusal
  const id = `create ${arn}`
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [trustOf(sender)] })
  const create: Change = {
    id,
    resource: arn,
    account: sender.account,
    title: `Create the role ${name}, which EventBridge can assume for the ${sender.noun} ${sender.name} only.`,
    before: null,
    after: trust,
    source: { read: 'role', args: [arn], path: ['trustPolicy'] },
    call: {
      service: 'iam',
      operation: 'CreateRole',
      input: {
        RoleName: name,
        AssumeRolePolicyDocument: trust,
        Description: `Allows EventBridge to deliver events of the ${sender.noun} ${sender.name}. Made by eb-doctor.`,
      },
      region: sender.region,
    },
    undo: { service: 'iam', operation: 'DeleteRole', input: { RoleName: name }, region: sender.region },
    doubts: [],
    needs: [],
  }
  const grant = grantRole(arn, sender, needs, [], { needs: [id] })?.changes ?? []
  const set = setTargetRole(target, sender, arn, { needs: [id, ...grant.map((change) => change.id)], doubts })
  return { title, changes: [create, ...grant, set] }
}

/**
 * The fix for a target whose role lacks something. A role that EventBridge alone may assume is extended. One that also
 * serves something else (a task, a function, another account) stays as it is, and the target gets a role of its own:
 * whatever is added to a shared role, the others may do too.
 *
 * `needs`: all that the target needs; undefined when that is not known. `severity`: of the finding; for what only may be
 * missing a target does not change its role. `extending`: the fix that extends the role.
 */
export function extendOrReplace(
  { target, sender }: { target: Target; sender: Sender },
  role: Pick<Role, 'arn' | 'trustPolicy'>,
  needs: readonly Need[] | undefined,
  extending: Fix | undefined,
  severity: Severity = 'error',
): Fix | undefined {
  // A role that is not extended at all, since a person has to decide first, is not replaced by itself either.
  if (!extending || extending.changes.length === 0 || otherUsersOf(role).length === 0) return extending
  const kept = staysAsItIs(role)
  const fix = needs && severity === 'error' ? giveNewRole(target, sender, needs, [kept]) : undefined
  return { ...(fix ?? decide(`Give the target ${target.Id} a role of its own.`, kept)), extending }
}

/** Why a shared role is not extended, and how to have it extended all the same. */
export const staysAsItIs = (role: Pick<Role, 'arn' | 'trustPolicy'>): string =>
  `The role ${lastSegment(role.arn)} stays as it is, because it also serves ${listed(otherUsersOf(role))}; "eb-doctor fix --extend-shared-roles" extends it instead.`

/** Gives a rule's target a role that is there already; undefined for another sender. */
export function giveRole(target: Target, sender: RuleAddress, roleArn: string, doubts?: readonly string[]): Fix
export function giveRole(target: Target, sender: Sender, roleArn: string, doubts?: readonly string[]): Fix | undefined
export function giveRole(
  target: Target,
  sender: Sender,
  roleArn: string,
  doubts: readonly string[] = [],
): Fix | undefined {
  if (!isRule(sender)) return undefined
  const change = setTargetRole(target, sender, roleArn, { doubts })
  const refusal = untouchable(roleArn, sender)
  if (refusal) return decide(change.title, refusal)
  return cannotCarry(change.title, target, lastSegment(roleArn)) ?? { title: change.title, changes: [change] }
}
