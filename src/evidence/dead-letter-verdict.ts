import { ok, skipped, type Verdict, warning } from '../verdict/verdict.js'
import { type Origin, originOf } from './dead-letter.js'
import { errorCode } from './error-codes.js'
import { count, minuteOf, newest, oldest } from './moment.js'
import type { DeadLetter, QueueCounts } from './types.js'

export type DeadLetterCode = 'dead-letters-waiting'

/** The looks into the messages themselves. */
export type Peeked =
  /** Nobody asked for it, or it was not safe: one sentence. */
  { state: 'not-read'; because: string } | { state: 'read'; messages: readonly DeadLetter[] }

/** What the messages are read together with. */
export interface DeadLetterSubject {
  ruleArn: string
  target: { Id: string; Arn: string }
  queueArn: string
  /** InvocationsSentToDlq of the rule in the window; undefined when it is not known. */
  sent?: number | undefined
}

export const NOT_ASKED =
  'The messages were not read: --peek-dead-letters reads up to ten, and raises their receive count.'

/**
 * What waits in the dead-letter queue of a target. The counts are approximate and of the whole queue, which may serve
 * others too.
 */
export function deadLetterVerdict(
  counts: QueueCounts,
  peeked: Peeked,
  subject: DeadLetterSubject,
): Verdict<DeadLetterCode> {
  const { queueArn } = subject
  const held = counts.waiting + counts.inFlight + counts.delayed
  const letters = distinct(peeked.state === 'read' ? peeked.messages : [])
  if (held === 0 && letters.length === 0) {
    if ((subject.sent ?? 0) > 0) {
      // The number is the rule's: it may have gone to the queue of another target.
      return skipped(
        `The queue ${queueArn} is empty, but the rule sent ${count(subject.sent ?? 0, 'event')} to a dead-letter queue: something empties it, or they went to another queue.`,
      )
    }
    return ok(`The queue ${queueArn} holds no message.`)
  }
  const origins = letters.map((letter) => ({ letter, origin: originOf(letter, subject.ruleArn, subject.target.Arn) }))
  const own = origins.filter(({ origin }) => origin.kind === 'this-target').map(({ letter }) => letter)
  const others = origins.filter(({ origin }) => origin.kind !== 'this-target').map(({ origin }) => origin)
  const strangers = others.every(({ kind }) => kind !== 'unknown' && kind !== 'this-rule')
  if (letters.length > 0 && own.length === 0 && strangers && letters.length >= held) {
    return ok(`The queue ${queueArn} holds ${count(held, 'message')}, none of this rule: ${tell(others)}.`)
  }
  const size = `${queueArn}: ${counts.waiting} waiting, ${counts.inFlight} in flight, ${counts.delayed} delayed (approximate).`
  const beside = [
    ...(others.length > 0 ? [`Of the messages that were read, ${tell(others)}.`] : []),
    ...(peeked.state === 'not-read' ? [peeked.because] : []),
    ...(peeked.state === 'read' && letters.length === 0 ? ['No message could be received, although some wait.'] : []),
  ]
  if (own.length > 0) {
    return warning('dead-letters-waiting', waiting(own, letters.length, held, subject), {
      because: [size, ...byCode(own), ...beside],
    })
  }
  return warning(
    'dead-letters-waiting',
    `${count(Math.max(held, letters.length), 'message')} wait${held === 1 ? 's' : ''} in the dead-letter queue of target ${subject.target.Id}.`,
    { because: [size, ...beside, 'The queue may also serve other rules, schedules or functions.'] },
  )
}

function waiting(own: readonly DeadLetter[], read: number, held: number, { target }: DeadLetterSubject): string {
  const codes = [...new Set(own.map(codeOf))].join(', ')
  const share =
    read < held
      ? `at least ${own.length} of ${held} messages are`
      : `${own.length} ${own.length === 1 ? 'message is' : 'messages are'}`
  return `Events for target ${target.Id} wait in its dead-letter queue (${codes}): ${share} of this target.`
}

/** One line a code: how many, when, what it means, and one message of it. */
function byCode(letters: readonly DeadLetter[]): string[] {
  const codes = [...new Set(letters.map(codeOf))]
  return codes.flatMap((code) => {
    const same = letters.filter((letter) => codeOf(letter) === code)
    const timed = same.flatMap((letter) => (letter.sent ? [{ ...letter, time: letter.sent }] : []))
    const [first, last] = [oldest(timed), newest(timed)]
    const when =
      first && last
        ? `, ${first.time === last.time ? 'at' : `from ${minuteOf(first.time)} to`} ${minuteOf(last.time)}`
        : ''
    const message = same.find(({ attributes }) => attributes['ERROR_MESSAGE'])?.attributes['ERROR_MESSAGE']
    const known = errorCode(code)
    const retries = same.find(({ attributes }) => attributes['EXHAUSTED_RETRY_CONDITION'])?.attributes
    return [
      `${code}: ${count(same.length, 'message')}${when}${message ? `: ${message.replace(/\s+/g, ' ').trim()}` : ''}`,
      ...(known ? [`${code} means that ${known.means}.`] : []),
      ...(retries
        ? [
            `EventBridge tried ${retries['RETRY_ATTEMPTS'] ?? 'several'} times again until ${retries['EXHAUSTED_RETRY_CONDITION']} was reached.`,
          ]
        : []),
    ]
  })
}

/** The error code of a message; AWS's list is a sample, so an unknown one stands for itself. */
export const codeOf = ({ attributes }: DeadLetter): string => attributes['ERROR_CODE'] ?? 'no code'

/** How many messages are whose, in a few words. */
function tell(origins: readonly Origin[]): string {
  const kinds: readonly [Origin['kind'], string][] = [
    ['this-rule', 'of another target of this rule'],
    ['other-rule', 'of other rules'],
    ['schedule', 'of EventBridge Scheduler'],
    ['function', 'of a Lambda function'],
    ['subscription', 'of an SNS subscription'],
    ['unknown', 'of unknown origin'],
  ]
  return kinds
    .map(([kind, words]) => ({ words, n: origins.filter((origin) => origin.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ words, n }) => `${n} ${n === 1 ? 'is' : 'are'} ${words}`)
    .join(', ')
}

/** Each message once: with a visibility timeout of 0 a queue may give the same one again. */
function distinct(letters: readonly DeadLetter[]): DeadLetter[] {
  return [...new Map(letters.map((letter, i) => [letter.messageId || `${i}`, letter])).values()]
}
