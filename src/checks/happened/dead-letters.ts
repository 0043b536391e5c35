import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import type { DeadLetter } from '../../aws/reads/sqs.js'
import { NOT_ASKED, type Peeked } from '../../evidence/dead-letter-verdict.js'
import { mayPeek } from '../../evidence/peek.js'

/** The reads that tell whether a queue may be received from, and the one that receives. */
export const peekReads = ['queueConsumers', 'queueMoves', 'deadLetters'] as const

/** The ARN of a target's dead-letter queue; undefined when it names none, or something that is no queue. */
export const deadLetterArn = (target: { DeadLetterConfig?: { Arn?: string | undefined } | undefined }) => {
  const named = target.DeadLetterConfig?.Arn
  return named !== undefined && parseArn(named)?.service === 'sqs' ? named : undefined
}

/** Looks into the messages of a queue, where that harms nobody. */
export async function peek(
  arn: string,
  { redrives }: { redrives: boolean },
  account: Pick<Account, (typeof peekReads)[number]>,
): Promise<Peeked> {
  const idle = { state: 'found', value: [] as string[] } as const
  // What need not be known is not asked: the answer is no already.
  const [consumers, moves] = redrives
    ? [idle, idle]
    : await Promise.all([account.queueConsumers(arn), account.queueMoves(arn)])
  const allowed = mayPeek({ redrives, consumers, moves })
  if (!allowed.safe) return { state: 'not-read', because: allowed.because }
  const read = await account.deadLetters(arn)
  if (read.state === 'found') return { state: 'read', messages: read.value }
  const why = {
    missing: 'The queue does not exist.',
    denied: 'Grant sqs:ReceiveMessage, and kms:Decrypt on the key of the queue.',
    failed: read.state === 'failed' ? read.error.message : '',
  }[read.state]
  return { state: 'not-read', because: `The messages could not be read. ${why}` }
}

/** Nobody asked for the messages. */
export const notAsked: Peeked = { state: 'not-read', because: NOT_ASKED }

/** The messages that were read, or none. */
export const lettersOf = (peeked: Peeked): readonly DeadLetter[] => (peeked.state === 'read' ? peeked.messages : [])
