import { customerKey } from '../../access/encrypted.js'
import { type organizationReads, restrictionsOf } from '../../access/organization.js'
import { callingItself } from '../../access/organization-calls.js'
import { notRead, organizationVerdict } from '../../access/organization-verdict.js'
import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { isUnread } from '../../aws/read.js'
import type { Queue } from '../../aws/reads/sqs.js'
import { QUEUE_KEY_ACTIONS, queueKey, queueKeyCall } from '../../targets/sqs.js'
import type { TargetSubject } from '../../verdict/subject.js'
import type { Verdict } from '../../verdict/verdict.js'
import { asWarning } from './unusable.js'

/** What resource control policies deny on the queue and on its key. Nothing, when no profile was named that may read them. */
export async function organizationDenies(
  subject: TargetSubject,
  queue: Queue,
  account: Pick<Account, 'kmsKey' | (typeof organizationReads)[number]>,
): Promise<Verdict<'dead-letter-queue-unusable'>[]> {
  const { sender } = subject
  const owner = parseArn(queue.arn)?.account ?? sender.account
  const [home, theirs] = await Promise.all([restrictionsOf(sender.account, account), restrictionsOf(owner, account)])
  const unseen = isUnread(home)
    ? [notRead(home, sender.account)]
    : isUnread(theirs) && owner !== sender.account
      ? [notRead(theirs, owner)]
      : []
  if (home.state !== 'found' || home.value === null) return told(unseen)
  const own = home.value
  const { key: name } = queueKey(queue)
  const key = name === null ? undefined : await customerKey(name, queue.arn, account)
  const arn = key?.state === 'found' ? key.value : null
  const calls = [
    callingItself({ call: 'sqs' }, 'sqs:SendMessage', queue.arn, sender),
    ...(arn === null
      ? []
      : QUEUE_KEY_ACTIONS.map((action) => callingItself(queueKeyCall(subject, queue.arn), action, arn, sender))),
  ]
  const other = theirs.state === 'found' && theirs.value ? theirs.value : undefined
  return told([...unseen, ...calls.map((call) => asWarning(organizationVerdict(call, own, other)))])
}

/** What is worth saying beside the queue's own policy: what is in order is not. */
const told = (verdicts: readonly Verdict<'dead-letter-queue-unusable'>[]): Verdict<'dead-letter-queue-unusable'>[] =>
  verdicts.filter(({ status }) => status === 'problem' || status === 'unknown')
