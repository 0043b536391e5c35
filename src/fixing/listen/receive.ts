import type { Call } from '../../verdict/fix.js'
import { messageOf } from '../steps.js'

/** How the listening ended, how many events were received, and how many messages were not the listener's events. */
export interface Received {
  ended: 'time' | 'full' | 'interrupted' | 'failed'
  /** Why, when it failed. */
  error?: string
  events: number
  foreign: number
}

/** What events are received with: the queue, the calls to SQS, and what is done with each event. */
export interface Receiver {
  region: string
  /** The listener's queue, as QueueUrl. */
  url: string
  /** Sends a call and gives the answer. */
  ask(call: Call, signal: AbortSignal): Promise<unknown>
  /** Ends a receive that waits; from then on nothing more is received. */
  stop: AbortSignal
  /** Whether the body of a message is an event that the listener asked for. */
  isOurs(body: string): boolean
  /** Tells an event from one that came before: EventBridge and SQS deliver at least once. */
  idOf(body: string): string
  /** Given each event once. */
  onEvent(body: string): Promise<void>
  now(): number
  pause(milliseconds: number): Promise<void>
}

/** SQS gives ten messages at once, at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MOST_AT_ONCE = 10
/** Seconds that one receive waits; SQS takes twenty at most. */
const MOST_SECONDS = 10
/** Receives that fail one after the other before the connection counts as lost. The SDK tries each three times. */
const FAILURES = 3

/**
 * Receives events until a moment in milliseconds, until `max` events were received, or until somebody stops it. A message that is
 * not one of the listener's events is neither shown nor deleted. Never throws for what AWS answers.
 */
export async function receiveEvents(until: number, max: number, receiver: Receiver): Promise<Received> {
  const received = new Set<string>()
  const counts = { foreign: 0, failures: 0 }
  const end = (ended: Received['ended']): Received => ({ ended, events: received.size, foreign: counts.foreign })
  for (;;) {
    if (receiver.stop.aborted) return end('interrupted')
    if (received.size >= max) return end('full')
    const seconds = Math.min(MOST_SECONDS, Math.ceil((until - receiver.now()) / 1000))
    if (seconds <= 0) return end('time')
    try {
      for (const { body, handle } of await receiveMessages(
        receiver,
        seconds,
        Math.min(MOST_AT_ONCE, max - received.size),
      )) {
        if (!receiver.isOurs(body)) {
          counts.foreign += 1
          continue
        }
        const id = receiver.idOf(body)
        if (!received.has(id)) await receiver.onEvent(body)
        received.add(id)
        await receiver.ask(callOf(receiver, 'DeleteMessage', { ReceiptHandle: handle }), receiver.stop)
      }
      counts.failures = 0
    } catch (thrown) {
      if (receiver.stop.aborted) continue
      counts.failures += 1
      if (counts.failures >= FAILURES) return { ...end('failed'), error: messageOf(thrown) }
      await receiver.pause(1000)
    }
  }
}

async function receiveMessages(
  receiver: Receiver,
  seconds: number,
  most: number,
): Promise<{ body: string; handle: string }[]> {
  const input = { MaxNumberOfMessages: most, WaitTimeSeconds: seconds, VisibilityTimeout: 120 }
  const answer = await receiver.ask(callOf(receiver, 'ReceiveMessage', input), receiver.stop)
  const { Messages } = answer as { Messages?: readonly { Body?: string; ReceiptHandle?: string }[] }
  return (Messages ?? []).flatMap(({ Body, ReceiptHandle }) =>
    Body !== undefined && ReceiptHandle !== undefined ? [{ body: Body, handle: ReceiptHandle }] : [],
  )
}

const callOf = ({ url, region }: Receiver, operation: string, input: Call['input']): Call => ({
  service: 'sqs',
  operation,
  input: { QueueUrl: url, ...input },
  region,
})
