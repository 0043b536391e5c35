import { grantOf, inOneSentence, ownCaller } from '../../access/grants.js'
import type { OwnCall } from '../../targets/target.js'
import { error, ok, undecidable, type Verdict, warning, withFix } from '../../verdict/verdict.js'
import { type Question, requestOf } from './question.js'

type Code = 'grant-missing' | 'grant-mismatch' | 'grant-denied' | 'grant-at-risk'

/** Whether the policy allows EventBridge, which calls under its own name. */
export function allowsEventBridge(own: OwnCall, question: Question): Verdict<Code> {
  const { subject, policy, attached } = question
  const { sender, target } = subject
  if (attached.open) return ok(attached.open)
  if (attached.unsure) return undecidable(`Cannot tell whether EventBridge may call ${target.Arn}: ${attached.unsure}`)
  const grant = grantOf({
    ...requestOf(question),
    caller: ownCaller(sender, own),
    contested: own.contested ?? [],
    ...(own.everybody ? { everybody: own.everybody } : {}),
    ...(own.page ? { page: own.page } : {}),
  })
  if (grant.answer === 'allowed') {
    return ok(`The ${policy.noun} allows EventBridge to deliver for the ${sender.noun} ${sender.name}.`)
  }
  const more = { because: grant.because, ...withFix(attached.fix?.(sender)) }
  const where = `${policy.noun} of ${target.Arn}`
  switch (grant.answer) {
    case 'cannot-tell':
      return undecidable(`Cannot tell whether the ${where} allows EventBridge: ${inOneSentence(grant.because)}`)
    case 'contested':
      return warning(
        'grant-at-risk',
        `The ${where} admits EventBridge only through a statement that AWS does not document as working.`,
        more,
      )
    case 'missing':
      return attached.documents.length === 0
        ? error('grant-missing', `No ${where} allows EventBridge to deliver for the ${sender.noun} ${sender.name}.`, {
            ...more,
            because: attached.none ?? [`There is no ${policy.noun}, and the target has no role.`],
          })
        : error(
            'grant-missing',
            `The ${where} does not allow EventBridge to deliver for the ${sender.noun} ${sender.name}.`,
            more,
          )
    case 'mismatch':
      return error(
        'grant-mismatch',
        `A statement in the ${where} is meant for EventBridge but does not match the ${sender.noun} ${sender.name}.`,
        more,
      )
    case 'denied':
      return error('grant-denied', `The ${where} denies EventBridge ${grant.action}.`, { because: grant.because })
  }
}
