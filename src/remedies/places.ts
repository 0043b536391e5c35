import { lastSegment, parseArn } from '../aws/arn.js'
import type { Call, Change, PolicyPlace, Statement, StateSource } from '../verdict/fix.js'
import { extend } from './document.js'
import { beyondLimitOf } from './limits.js'
import { meansSame, statementsIn } from './meaning.js'

/** How the policy of one place is read, written and taken away. */
interface Access {
  /** Names the document, whichever way it was come by. */
  id: string
  resource: string
  source: StateSource
  put(text: string): Omit<Call, 'region'>
  /** Back to no policy at all; absent where there always is one: a role's trust, a key's policy. */
  remove?(): Omit<Call, 'region'>
}

/** The one table of policies that can be written. */
function accessTo(place: PolicyPlace): Access {
  switch (place.kind) {
    case 'trust': {
      const RoleName = lastSegment(place.role)
      const put = (PolicyDocument: string) => iam('UpdateAssumeRolePolicy', { RoleName, PolicyDocument })
      const source: StateSource = { read: 'role', args: [place.role], path: ['trustPolicy'] }
      return { id: `trust ${place.role}`, resource: place.role, source, put }
    }
    case 'inline': {
      const names = { RoleName: lastSegment(place.role), PolicyName: place.name }
      return {
        id: `inline ${place.role} ${place.name}`,
        resource: place.role,
        source: {
          read: 'inlinePolicies',
          args: [place.role],
          path: [{ where: 'name', is: place.name }, 'document'],
        },
        put: (PolicyDocument) => iam('PutRolePolicy', { ...names, PolicyDocument }),
        remove: () => iam('DeleteRolePolicy', names),
      }
    }
    case 'queue': {
      const put = (Policy: string) => ({
        service: 'sqs',
        operation: 'SetQueueAttributes',
        input: { QueueUrl: place.url, Attributes: { Policy } },
      })
      const source: StateSource = { read: 'queue', args: [place.arn], path: ['policy'] }
      // An empty policy is how SQS is told to have none.
      return { id: `policy ${place.arn}`, resource: place.arn, source, put, remove: () => put('') }
    }
    case 'topic': {
      const put = (AttributeValue: string) => ({
        service: 'sns',
        operation: 'SetTopicAttributes',
        input: { TopicArn: place.arn, AttributeName: 'Policy', AttributeValue },
      })
      const source: StateSource = { read: 'topic', args: [place.arn], path: ['policy'] }
      return { id: `policy ${place.arn}`, resource: place.arn, source, put, remove: () => put('') }
    }
    case 'bus': {
      const EventBusName = parseArn(place.arn)?.resource.slice('event-bus/'.length) ?? place.arn
      return {
        id: `policy ${place.arn}`,
        resource: place.arn,
        source: { read: 'eventBus', args: [place.arn], path: ['policy'] },
        put: (Policy) => ({ service: 'events', operation: 'PutPermission', input: { EventBusName, Policy } }),
        remove: () => ({
          service: 'events',
          operation: 'RemovePermission',
          input: { EventBusName, RemoveAllPermissions: true },
        }),
      }
    }
    case 'logs':
      return {
        // One policy for the groups of a whole region.
        id: `logs ${place.name} ${place.arn.split(':').slice(3, 5).join(' ')}`,
        resource: place.arn,
        source: { read: 'logsPolicies', args: [place.arn], path: [{ where: 'name', is: place.name }, 'document'] },
        put: (policyDocument) => ({
          service: 'logs',
          operation: 'PutResourcePolicy',
          input: { policyName: place.name, policyDocument },
        }),
        remove: () => ({ service: 'logs', operation: 'DeleteResourcePolicy', input: { policyName: place.name } }),
      }
    case 'key': {
      const put = (Policy: string) => ({
        service: 'kms',
        operation: 'PutKeyPolicy',
        input: { KeyId: place.arn, PolicyName: 'default', Policy },
      })
      const source: StateSource = { read: 'keyPolicy', args: [place.arn, place.arn], path: [] }
      return { id: `policy ${place.arn}`, resource: place.arn, source, put }
    }
  }
}

const iam = (operation: string, input: Call['input']) => ({ service: 'iam', operation, input })

/** What a change of a policy document says beside the document. */
export interface About {
  title: string
  /** Where global services are called from: the rule's region. */
  region: string
  doubts?: readonly string[]
  needs?: readonly string[]
  /** What counts to the same limit as the document: the other inline policies of a role, in characters. */
  beside?: number
}

/**
 * The change that adds statements to the policy of a place. A problem when the document there cannot be added to, or would
 * be longer than AWS takes; undefined when the statements are there already, to the letter.
 */
export function policyChange(
  place: PolicyPlace,
  before: string | null,
  statements: readonly Statement[],
  about: About,
): Change | { problem: string } | undefined {
  const change = unlimitedChange(place, before, statements, about)
  if (!change || 'problem' in change) return change
  const problem = beyondLimitOf(place, String(change.after), about.beside)
  return problem === undefined ? change : { problem }
}

/**
 * The same without a look at the limit: joined changes are held against it when all of a plan are known, so that a
 * finding whose statement does not fit is told.
 */
export function unlimitedChange(
  place: PolicyPlace,
  before: string | null,
  statements: readonly Statement[],
  about: About,
): Change | { problem: string } | undefined {
  const extended = extend(before, statements)
  if ('problem' in extended) return extended
  const { text } = extended
  if (before !== null && meansSame(text, before)) return undefined
  const { id, resource, source, put, remove } = accessTo(place)
  const undo = before === null ? remove?.() : put(before)
  if (!undo) return { problem: 'There is no policy to add to.' }
  const arn = parseArn(resource)
  const region = arn?.region || about.region
  return {
    id,
    resource,
    account: arn?.account ?? '',
    title: about.title,
    before,
    after: text,
    source,
    call: { ...put(text), region },
    undo: { ...undo, region },
    doubts: about.doubts ?? [],
    needs: about.needs ?? [],
    edit: { place, statements: extended.statements },
    ...(place.kind === 'key' ? { only: 'include-key-policies' as const } : {}),
  }
}

/** How a document is written to a place; one that no statement is left in is taken away where that can be. */
export function writeOf(place: PolicyPlace, text: string, region: string): { call: Call; to: string | null } {
  const { put, remove } = accessTo(place)
  const gone = statementsIn(text)?.length === 0 ? remove?.() : undefined
  return gone ? { call: { ...gone, region }, to: null } : { call: { ...put(text), region }, to: text }
}
