import type { Account } from '../aws/account.js'
import { isUnread } from '../aws/read.js'
import { type DeadLetterCode, deadLetterVerdict, type Peeked } from '../evidence/dead-letter-verdict.js'
import type { TargetSubject } from '../verdict/subject.js'
import { skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { deadLetterArn, notAsked, peek, peekReads } from './happened/dead-letters.js'

const about = {
  id: 'dead-letter-messages',
  title: 'No events wait in the dead-letter queue',
  stop: null,
  findings: ['dead-letters-waiting'],
  evidence: true,
} as const

/** Events that could not be delivered wait in the target's dead-letter queue, with the reason: how many there are. */
export const deadLetterMessages = targetCheck({
  ...about,
  reads: ['queue'],
  run: (subject, account) => waiting(subject, account, async () => notAsked),
})

/** The same with a look into the messages, which raises their receive count: only for who asks for it. */
export const peekedDeadLetterMessages = targetCheck({
  ...about,
  reads: ['queue', ...peekReads],
  run: (subject, account) => waiting(subject, account, (arn, counts) => peek(arn, counts, account)),
})

async function waiting(
  { sender, target }: TargetSubject,
  account: Pick<Account, 'queue'>,
  look: (arn: string, counts: { redrives: boolean }) => Promise<Peeked>,
): Promise<Verdict<DeadLetterCode>> {
  const arn = deadLetterArn(target)
  if (arn === undefined) return skipped(`Target ${target.Id} has no dead-letter queue.`)
  const queue = await account.queue(arn)
  if (queue.state === 'missing') return skipped(`The dead-letter queue ${arn} does not exist.`)
  if (isUnread(queue)) return unread(queue, `the dead-letter queue ${arn}`, 'to see whether events wait in it')
  const { counts } = queue.value
  if (counts === undefined) return skipped(`It is not known how many messages the dead-letter queue ${arn} holds.`)
  const held = counts.waiting + counts.inFlight + counts.delayed
  const peeked = held > 0 ? await look(arn, counts) : notAsked
  return deadLetterVerdict(counts, peeked, { ruleArn: sender.arn, target, queueArn: arn })
}
