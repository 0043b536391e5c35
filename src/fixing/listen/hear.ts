import type { Call } from '../../verdict/fix.js'
import { messageOf } from '../steps.js'

/** How the listening ended, how many events were heard, and how many messages were not the listener's events. */
export interface Heard {
  ended: 'time' | 'full' | 'interrupted' | 'failed'
  /** Why, when it failed. */
  error?: string
  events: number
  foreign: number
}

export interface Ears {
  region: string
  /** The listener's queue, as QueueUrl. */
  url: string
  /** Sends a call and gives the answer. */
  ask(call: Call, signal: AbortSignal): Promise<unknown>
  /** Ends a receive that waits; from then on nothing more is heard. */
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

/** SQS hands out ten messages at once, at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MOST_AT_ONCE = 10
/** Seconds that one receive waits; SQS takes twenty at most. */
const MOST_SECONDS = 10
/** Receives that fail one after the other before the connection counts as lost. The SDK tries each three times. */
const FAILURES = 3

/**
 * Receives events until a moment in milliseconds, until `max` events were heard, or until somebody stops it. A message that is
 * not one of the listener's events is neither shown nor deleted. Never throws for what AWS answers.
 */
export async function hear(until: number, max: number, ears: Ears): Promise<Heard> {
  const heard = new Set<string>()
  const counts = { foreign: 0, failures: 0 }
  const end = (ended: Heard['ended']): Heard => ({ ended, events: heard.size, foreign: counts.foreign })
  for (;;) {
    if (ears.stop.aborted) return end('interrupted')
    if (heard.size >= max) return end('full')
    const seconds = Math.min(MOST_SECONDS, Math.ceil((until - ears.now()) / 1000))
    if (seconds <= 0) return end('time')
    try {
      for (const { body, handle } of await receive(ears, seconds, Math.min(MOST_AT_ONCE, max - heard.size))) {
        if (!ears.isOurs(body)) {
          counts.foreign += 1
          continue
        }
        const id = ears.idOf(body)
        if (!heard.has(id)) await ears.onEvent(body)
        heard.add(id)
        await ears.ask(callOf(ears, 'DeleteMessage', { ReceiptHandle: handle }), ears.stop)
      }
      counts.failures = 0
    } catch (thrown) {
      if (ears.stop.aborted) continue
      counts.failures += 1
      if (counts.failures >= FAILURES) return { ...end('failed'), error: messageOf(thrown) }
      await ears.pause(1000)
    }
  }
}

async function receive(ears: Ears, seconds: number, most: number): Promise<{ body: string; handle: string }[]> {
  const input = { MaxNumberOfMessages: most, WaitTimeSeconds: seconds, VisibilityTimeout: 120 }
  const answer = await ears.ask(callOf(ears, 'ReceiveMessage', input), ears.stop)
  const { Messages } = answer as { Messages?: readonly { Body?: string; ReceiptHandle?: string }[] }
  return (Messages ?? []).flatMap(({ Body, ReceiptHandle }) =>
    Body !== undefined && ReceiptHandle !== undefined ? [{ body: Body, handle: ReceiptHandle }] : [],
  )
}

const callOf = ({ url, region }: Ears, operation: string, input: Call['input']): Call => ({
  service: 'sqs',
  operation,
  input: { QueueUrl: url, ...input },
  region,
})
