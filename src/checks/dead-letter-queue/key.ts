import type { keyReads } from '../../access/encrypted.js'
import { ownKeyGrant } from '../../access/own-key.js'
import type { Account } from '../../aws/account.js'
import type { Queue } from '../../aws/reads/sqs.js'
import { QUEUE_KEY_ACTIONS, queueKey, queueKeyCall } from '../../targets/sqs.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { ok, type Verdict } from '../../verdict/verdict.js'
import { asWarning } from './unusable.js'

/** Whether the key of the dead-letter queue allows EventBridge to encrypt what it sends there. */
export async function keyAllows(
  subject: TargetSubject,
  queue: Queue,
  account: Pick<Account, (typeof keyReads)[number]>,
): Promise<Verdict<'dead-letter-queue-unusable'>> {
  const name = queueKey(queue)
  if (name.key === null) return ok(name.because)
  const verdict = await ownKeyGrant(
    {
      key: name.key,
      owner: queue.arn,
      noun: 'dead-letter queue',
      actions: QUEUE_KEY_ACTIONS,
      via: 'sqs',
      user: { own: queueKeyCall(subject, queue.arn) },
    },
    subject.sender,
    account,
  )
  return asWarning(verdict)
}
