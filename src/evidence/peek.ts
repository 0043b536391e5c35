import type { Read } from '../aws/read.js'

/** What is known of a queue before it is received from. */
export interface PeekConditions {
  /** The queue has a RedrivePolicy of its own. */
  redrives: boolean
  /** Event source mappings of functions that consume the queue. */
  consumers: Read<readonly string[]>
  /** Move tasks of the queue that run now. */
  moves: Read<readonly string[]>
}

/** Whether a queue may be received from, or why not: one sentence. */
export type MayPeek = { safe: true } | { safe: false; because: string }

/**
 * SQS has no way to look at a message without counting it as received. A count too high moves the message to the next queue,
 * and a consumer beside us may lose its turn: so only where neither can happen, and where that was seen, not assumed.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function mayPeek({ redrives, consumers, moves }: PeekConditions): MayPeek {
  if (redrives) {
    return refuse(
      'The queue has a redrive policy of its own: each look would bring its messages nearer to the next queue.',
    )
  }
  if (consumers.state === 'denied' || consumers.state === 'failed') {
    return refuse(`It is not known whether a function consumes the queue (${consumers.action}).`)
  }
  if (consumers.state === 'found' && consumers.value.length > 0) {
    return refuse(`A function consumes the queue (${consumers.value[0]}).`)
  }
  if (moves.state === 'denied' || moves.state === 'failed') {
    return refuse(`It is not known whether the messages are being moved (${moves.action}).`)
  }
  if (moves.state === 'found' && moves.value.length > 0) {
    return refuse('The messages of the queue are being moved at the moment.')
  }
  return { safe: true }
}

const refuse = (because: string): MayPeek => ({ safe: false, because: `The messages were not read. ${because}` })
