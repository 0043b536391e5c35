import { customerKey, keyReads } from '../access/encrypted.js'
import { grantOf, inOneSentence, ownCaller } from '../access/grants.js'
import { organizationReads, restrictionsOf } from '../access/organization.js'
import { callingItself } from '../access/organization-calls.js'
import { notRead, organizationVerdict } from '../access/organization-verdict.js'
import { ownKeyGrant } from '../access/own-key.js'
import type { Account } from '../aws/account.js'
import { isForeign, lastSegment, parseArn } from '../aws/arn.js'
import { isUnread } from '../aws/read.js'
import type { Queue } from '../aws/reads/sqs.js'
import { allowSend } from '../remedies/resource-policies.js'
import { QUEUE_KEY_ACTIONS, queueKey, queueKeyCall, queuePolicy } from '../targets/sqs.js'
import { STAR_IS_EVERYBODY } from '../targets/target.js'
import type { TargetSubject } from '../verdict/subject.js'
import {
  all,
  type Because,
  ok,
  skipped,
  undecidable,
  unread,
  unseenAside,
  type Verdict,
  warning,
  withFix,
} from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'dead-letter-queue-unusable'

const page = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'

/**
 * An event that could not be delivered is kept only if EventBridge can put it on the target's dead-letter queue. It does
 * so under its own name, also when the target has a role.
 */
export const deadLetterQueue = targetCheck({
  id: 'dead-letter-queue',
  title: 'Events that fail are kept',
  stop: null,
  reads: ['queue', ...keyReads, ...organizationReads],
  // What of them could not be read is told with the account that it is about.
  goesWithout: organizationReads,
  findings: ['dead-letter-queue-unusable'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const named = target.DeadLetterConfig?.Arn
    if (!named) return skipped(`Target ${target.Id} has no dead-letter queue: failed events are dropped.`)
    const arn = parseArn(named)
    if (arn?.service !== 'sqs') {
      return unusable(`The dead-letter queue of target ${target.Id} is not an SQS queue.`, [`Arn = "${named}"`])
    }
    const form = [
      ...(arn.resource.endsWith('.fifo') ? [isFifo(named)] : []),
      ...(arn.region === sender.region ? [] : [isElsewhere(named, sender.arn)]),
    ]
    const read = await account.queue(named)
    if (read.state === 'missing') {
      const gone = unusable(`The dead-letter queue ${named} does not exist.`, [
        'sqs:GetQueueAttributes: QueueDoesNotExist',
      ])
      return all([...form, gone])
    }
    if (read.state === 'denied' && isForeign(arn, sender.account)) {
      return all<Code>([...form, unseenAside(outOfSight(named, arn.account))])
    }
    if (read.state !== 'found') {
      const unseen = unread(read, `the dead-letter queue ${named}`, 'to check whether EventBridge may send to it')
      return all<Code>([...form, unseen])
    }
    const [ofKey, ofOrganization] = await Promise.all([
      key(subject, read.value, account),
      byOrganization(subject, read.value, account),
    ])
    return all([...form, grant(subject, read.value), ofKey, ...ofOrganization])
  },
})

/** Failed events are kept there or not; whether the target gets events does not depend on it. */
const outOfSight = (queue: string, owner: string): string =>
  `The dead-letter queue ${queue} belongs to account ${owner}, so its policy could not be read: name a profile of that account with --target-profile to check whether it keeps failed events.`

const unusable = (summary: string, because: Because): Verdict<Code> =>
  warning('dead-letter-queue-unusable', summary, { because })

const isFifo = (arn: string) =>
  unusable(`The dead-letter queue ${arn} is a FIFO queue, which EventBridge does not use for failed events.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    page,
  ])

const isElsewhere = (arn: string, rule: string) =>
  unusable(`The dead-letter queue ${arn} is not in the rule's Region.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    `rule = "${rule}"`,
    page,
  ])

function grant({ sender, target }: TargetSubject, queue: Queue): Verdict<Code> {
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

async function key(
  subject: TargetSubject,
  queue: Queue,
  account: Pick<Account, (typeof keyReads)[number]>,
): Promise<Verdict<Code>> {
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

/** An event that cannot be kept is lost only when its delivery fails as well. */
function asWarning(verdict: Verdict): Verdict<Code> {
  if (verdict.status !== 'problem') return verdict
  const [first, ...rest] = verdict.findings
  const soft = (finding: typeof first) =>
    ({ ...finding, code: 'dead-letter-queue-unusable', severity: 'warning' }) as const
  return { ...verdict, findings: [soft(first), ...rest.map(soft)] }
}

/** What resource control policies deny on the queue and on its key. Nothing, when no profile was named that may read them. */
async function byOrganization(
  subject: TargetSubject,
  queue: Queue,
  account: Pick<Account, 'kmsKey' | (typeof organizationReads)[number]>,
): Promise<Verdict<Code>[]> {
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
const told = (verdicts: readonly Verdict<Code>[]): Verdict<Code>[] =>
  verdicts.filter(({ status }) => status === 'problem' || status === 'unknown')
