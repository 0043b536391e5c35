import { lastSegment } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { invalid } from './parameters.js'
import type { TargetService } from './target.js'

/** What EventBridge does by itself, and on what: `target/NAME`. */
const BUILT_INS = {
  'create-snapshot': { action: 'ec2:CreateSnapshot', event: 'CreateSnapshot', kind: 'volume', does: 'snapshot' },
  'reboot-instance': { action: 'ec2:RebootInstances', event: 'RebootInstances', kind: 'instance', does: 'reboot' },
  'stop-instance': { action: 'ec2:StopInstances', event: 'StopInstances', kind: 'instance', does: 'stop' },
  'terminate-instance': {
    action: 'ec2:TerminateInstances',
    event: 'TerminateInstances',
    kind: 'instance',
    does: 'terminate',
  },
} as const

const builtIn = (resource: string): (typeof BUILT_INS)[keyof typeof BUILT_INS] | undefined =>
  Object.entries(BUILT_INS).find(([name]) => resource === `target/${name}`)?.[1]

/** Calls to EC2 that EventBridge makes itself; the input is the id of the instance or volume. */
export const ec2BuiltIns: TargetService = {
  id: 'ec2-built-ins',
  name: 'EC2 built-in',
  arnForms: Object.keys(BUILT_INS).map((name) => `arn:aws:events:REGION:ACCOUNT:target/${name}`),
  matches: (arn) => arn.service === 'events' && arn.resource.startsWith('target/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: ({ Id, Input }, arn) => {
    const action = builtIn(arn.resource)
    if (!action) {
      return [
        {
          code: 'arn-malformed',
          summary: `Target ${Id} is not a built-in target of EventBridge.`,
          because: [`Arn = "${arn.text}"`, `known: ${Object.keys(BUILT_INS).join(', ')}`],
        },
      ]
    }
    return Input === undefined || idIn(Input) !== undefined
      ? []
      : [
          invalid(
            `The input of target ${Id} is not the id of the ${action.kind}.`,
            `Input = ${JSON.stringify(Input)}`,
            'expected: the id in quotes, as a JSON string',
          ),
        ]
  },
  needs: looking([], async ({ target, sender }: TargetSubject) => {
    const action = builtIn(`target/${lastSegment(target.Arn)}`)
    if (!action) return { needs: [] }
    const id = idIn(target.Input)
    const thing = `arn:${sender.partition}:ec2:${sender.region}:${sender.account}:${action.kind}/${id ? lastSegment(id) : '*'}`
    const call = (resource: string): Need => ({
      action: action.action,
      resource,
      // The policy that AWS manages for these targets names no resource.
      grant: '*',
      why: `${action.does} the ${action.kind}`,
      severity: 'error',
    })
    // AWS's managed policy for these targets also allows ec2:Describe*; no page says that the call needs it.
    return { needs: [call(thing)] }
  }),
  actions: Object.values(BUILT_INS).map(({ action }) => action),
  history: { source: 'ec2.amazonaws.com', events: Object.values(BUILT_INS).map(({ event }) => event) },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}

/** The id, or the ARN, that the input is. */
function idIn(input: string | undefined): string | undefined {
  try {
    const parsed: unknown = JSON.parse(input ?? '')
    return typeof parsed === 'string' && parsed !== '' ? parsed : undefined
  } catch {
    return undefined
  }
}
