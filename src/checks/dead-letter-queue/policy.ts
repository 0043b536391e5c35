import { grantOf, inOneSentence, ownCaller } from '../../access/grants.js'
import { lastSegment } from '../../aws/arn.js'
import type { Queue } from '../../aws/reads/sqs.js'
import { allowSend } from '../../remedies/resource-policies.js'
import { queuePolicy } from '../../targets/sqs.js'
import { STAR_IS_EVERYBODY } from '../../targets/target.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { ok, undecidable, type Verdict, warning, withFix } from '../../verdict/verdict.js'
import { unusable } from './unusable.js'

/** Whether the policy of the dead-letter queue allows EventBridge to send to it. */
export function policyAllows({ sender, target }: TargetSubject, queue: Queue): Verdict<'dead-letter-queue-unusable'> {
  const answer = grantOf({
    caller: ownCaller(sender, { call: 'sqs' }),
    everybody: STAR_IS_EVERYBODY,
    actions: ['sqs:SendMessage'],
    resource: queue.arn,
    documents: queuePolicy(queue).documents,
    sender,
  })
  if (answer.answer === 'allowed') {
    return ok(`The dead-letter queue ${queue.arn} accepts failed events of the ${sender.noun} ${sender.name}.`)
  }
  const { because } = answer
  switch (answer.answer) {
    case 'cannot-tell':
      return undecidable(
        `Cannot tell whether the policy of the dead-letter queue ${queue.arn} allows EventBridge: ${inOneSentence(because)}`,
      )
    case 'contested':
      return unusable(
        `The policy of the dead-letter queue ${queue.arn} admits EventBridge only through a statement that AWS does not document as working.`,
        because,
      )
    case 'denied':
      return unusable(`The policy of the dead-letter queue ${queue.arn} denies EventBridge ${answer.action}.`, because)
    case 'missing':
    case 'mismatch': {
      const [first, ...rest] = queue.policy === null ? (['The queue has no policy.'] as const) : because
      return warning(
        'dead-letter-queue-unusable',
        `The policy of the dead-letter queue ${queue.arn} does not allow EventBridge to send failed events of the ${sender.noun} ${sender.name}.`,
        { because: [first, ...rest, ...roleDoesNotCount(target)], ...withFix(allowSend(queue, sender)) },
      )
    }
  }
}

/** What a target's role may do is of no use here, although many roles are given sqs:SendMessage for it. */
const roleDoesNotCount = ({ RoleArn }: TargetSubject['target']): string[] =>
  RoleArn
    ? [
        `EventBridge sends to a dead-letter queue as events.amazonaws.com, not with the target's role ${lastSegment(RoleArn)}: the permissions of that role have no effect here.`,
      ]
    : []
