import { describe, expect, test } from 'vitest'
import { found, missing, type Read } from '../../src/aws/read.js'
import { parseDeadLetter } from '../../src/aws/records/dead-letter.js'
import { originOf } from '../../src/evidence/dead-letter.js'
import { deadLetterVerdict, NOT_ASKED, type Peeked } from '../../src/evidence/dead-letter-verdict.js'
import { errorCode, fitsOf } from '../../src/evidence/error-codes.js'
import { mayPeek } from '../../src/evidence/peek.js'
import type { DeadLetter, QueueCounts } from '../../src/evidence/types.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { ORDERS_RULE } from '../support/home.js'
import { at } from './metrics.js'

const SETTLE = { Id: 'settle', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle' }
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:lost'

const serial = { next: 0 }
const letter = (attributes: Record<string, string> = {}, more: Partial<DeadLetter> = {}): DeadLetter => ({
  messageId: `m${serial.next++}`,
  sent: at(10),
  attributes: { RULE_ARN: ORDERS_RULE, TARGET_ARN: SETTLE.Arn, ERROR_CODE: 'FAILED_TO_ASSUME_ROLE', ...attributes },
  notification: false,
  ...more,
})
/** A message with just these attributes. */
const bare = (attributes: Record<string, string>, notification = false): DeadLetter => ({
  messageId: `m${serial.next++}`,
  attributes,
  notification,
})
const holding = (waiting: number): QueueCounts => ({ waiting, inFlight: 0, delayed: 0, redrives: false })
const unread: Peeked = { state: 'not-read', because: NOT_ASKED }
const read = (...messages: DeadLetter[]): Peeked => ({ state: 'read', messages })
const ask = (counts: QueueCounts, peeked: Peeked, sent?: number) =>
  deadLetterVerdict(counts, peeked, { ruleArn: ORDERS_RULE, target: SETTLE, queueArn: QUEUE, sent })
const because = (verdict: Verdict): string =>
  verdict.status === 'problem' ? verdict.findings[0].because.join('\n') : verdict.status
const summary = (verdict: Verdict): string =>
  verdict.status === 'problem' ? verdict.findings[0].summary : verdict.status

describe('a message of a dead-letter queue', () => {
  test('is read by its attributes; of the event only its name is kept', () => {
    const message = parseDeadLetter({
      MessageId: 'm',
      Body: JSON.stringify({
        id: 'e',
        source: 'orders',
        'detail-type': 'Order Paid',
        time: at(9),
        detail: { card: 4111 },
      }),
      Attributes: { SentTimestamp: `${Date.parse(at(10))}`, ApproximateReceiveCount: '1' },
      MessageAttributes: {
        RULE_ARN: { StringValue: ORDERS_RULE },
        ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
        X: {},
      },
    })
    expect(message).toEqual({
      messageId: 'm',
      sent: at(10),
      attributes: { RULE_ARN: ORDERS_RULE, ERROR_CODE: 'NO_PERMISSIONS' },
      event: { id: 'e', source: 'orders', detailType: 'Order Paid', time: at(9) },
      notification: false,
    })
  })

  test('may hold anything as its body', () => {
    for (const Body of [undefined, '', 'text', '[]', 'null', '{"source":7}']) {
      expect(parseDeadLetter({ Body })).toEqual({ messageId: '', attributes: {}, notification: false })
    }
  })

  test('tells where it comes from: this target, another target, another rule, Scheduler, Lambda, SNS', () => {
    const kind = (message: DeadLetter) => originOf(message, ORDERS_RULE, SETTLE.Arn).kind
    expect(kind(letter())).toBe('this-target')
    expect(kind(letter({ TARGET_ARN: 'arn:other' }))).toBe('this-rule')
    expect(kind(letter({ RULE_ARN: ORDERS_RULE.replace('/orders/', '/') }))).toBe('other-rule')
    expect(kind(bare({ SCHEDULE_ARN: 'arn:aws:scheduler:::schedule/default/x' }))).toBe('schedule')
    expect(kind(bare({ RequestID: 'r', ErrorCode: '200', ErrorMessage: 'm' }))).toBe('function')
    expect(kind(bare({}, true))).toBe('subscription')
    expect(kind(bare({}))).toBe('unknown')
    expect(parseDeadLetter({ Body: '{"Type":"Notification","TopicArn":"arn"}' }).notification).toBe(true)
  })
})

describe('what waits in the queue of a target', () => {
  test('an empty queue is ok', () => {
    expect(ask(holding(0), unread)).toEqual({ status: 'ok', because: `The queue ${QUEUE} holds no message.` })
  })

  test('an empty queue of a rule that sent dead letters: something empties it, and that is no ok', () => {
    expect(ask(holding(0), unread, 12)).toMatchObject({
      status: 'skipped',
      because: expect.stringContaining('sent 12 events to a dead-letter queue: something empties it'),
    })
  })

  test('messages that were not read are counted and nobody is blamed: the queue may serve others', () => {
    const verdict = ask(holding(4), unread)
    expect(summary(verdict)).toBe('4 messages wait in the dead-letter queue of target settle.')
    expect(because(verdict)).toContain('--peek-dead-letters')
    expect(because(verdict)).toContain('may also serve other rules')
  })

  test('messages in the hands of a consumer count too', () => {
    expect(summary(ask({ ...holding(0), inFlight: 1 }, unread))).toBe(
      '1 message waits in the dead-letter queue of target settle.',
    )
  })

  test('messages of this target are told by their code, with what it means', () => {
    const verdict = ask(holding(2), read(letter({ ERROR_MESSAGE: 'not allowed' }), letter({}, { sent: at(11) })))
    expect(summary(verdict)).toBe(
      'Events for target settle wait in its dead-letter queue (FAILED_TO_ASSUME_ROLE): 2 messages are of this target.',
    )
    expect(because(verdict)).toContain(
      'FAILED_TO_ASSUME_ROLE: 2 messages, from 2026-11-25T10:00Z to 2026-11-25T11:00Z: not allowed',
    )
    expect(because(verdict)).toContain("EventBridge could not assume the target's role")
  })

  test('messages of others in the same queue are told apart', () => {
    const verdict = ask(holding(3), read(letter(), letter({ RULE_ARN: 'arn:other' }), bare({ SCHEDULE_ARN: 's' })))
    expect(summary(verdict)).toContain('1 message is of this target')
    expect(because(verdict)).toContain('1 is of other rules, 1 is of EventBridge Scheduler')
  })

  test('false positive: a queue in which every message is known to be of others', () => {
    const verdict = ask(holding(2), read(letter({ RULE_ARN: 'arn:other' }), bare({ SCHEDULE_ARN: 's' })))
    expect(verdict.status).toBe('ok')
  })

  test('messages of others prove nothing about those that were not read, nor does a message of unknown origin', () => {
    expect(ask(holding(5), read(letter({ RULE_ARN: 'arn:other' }))).status).toBe('problem')
    expect(ask(holding(1), read(bare({}))).status).toBe('problem')
    expect(ask(holding(1), read(letter({ TARGET_ARN: 'arn:other' }))).status).toBe('problem')
  })

  test('a message that was received twice counts once', () => {
    const one = letter()
    expect(summary(ask(holding(1), read(one, one)))).toContain('1 message is of this target')
  })

  test('a short poll may bring nothing although messages wait', () => {
    const verdict = ask(holding(3), read())
    expect(because(verdict)).toContain('No message could be received, although some wait.')
  })

  test('how often EventBridge tried again is told', () => {
    const tried = letter({ RETRY_ATTEMPTS: '3', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' })
    expect(because(ask(holding(1), read(tried)))).toContain(
      'EventBridge tried 3 times again until MaximumRetryAttempts was reached.',
    )
  })
})

describe('the codes of dead letters', () => {
  test('NO_RESOURCE may mean denied: it fits a missing grant as well as a missing target', () => {
    expect(errorCode('NO_RESOURCE')?.means).toContain('the code does not tell which')
    expect(fitsOf('NO_RESOURCE')).toEqual(expect.arrayContaining(['target-state', 'resource-policy']))
  })

  test('THIRD_ACCOUNT_HOP_DETECTED is not about accounts: it comes within one account too', () => {
    expect(errorCode('THIRD_ACCOUNT_HOP_DETECTED')?.means).toContain('in this account or in another')
  })

  test('a code that AWS does not list stands for itself and gives no reason that could be compared', () => {
    for (const code of ['LOOP_DETECTED', 'constructor', '__proto__', 'toString']) {
      expect(errorCode(code)).toBeUndefined()
      expect(fitsOf(code)).toBeUndefined()
    }
    expect(summary(ask(holding(1), read(letter({ ERROR_CODE: 'LOOP_DETECTED' }))))).toContain('(LOOP_DETECTED)')
  })

  test('what passes by itself is no matter of the configuration', () => {
    for (const code of ['THROTTLING', 'TIMEOUT', 'INTERNAL_ERROR']) {
      expect(errorCode(code)).toMatchObject({ fits: [], passing: true })
    }
  })
})

describe('whether a queue may be received from', () => {
  const none: Read<readonly string[]> = found([])
  const calm = { redrives: false, consumers: none, moves: none }
  const denied: Read<readonly string[]> = { state: 'denied', action: 'lambda:ListEventSourceMappings', resource: QUEUE }

  test('only without a redrive policy, a consumer and a running redrive, each of which was seen', () => {
    expect(mayPeek(calm)).toEqual({ safe: true })
    expect(mayPeek({ ...calm, consumers: missing })).toEqual({ safe: true })
    expect(mayPeek({ ...calm, redrives: true }).safe).toBe(false)
    expect(mayPeek({ ...calm, consumers: found(['arn:aws:lambda:::function:drain']) }).safe).toBe(false)
    expect(mayPeek({ ...calm, moves: found(['task']) }).safe).toBe(false)
  })

  test('what could not be looked at is not taken for absent', () => {
    for (const conditions of [
      { ...calm, consumers: denied },
      { ...calm, moves: denied },
    ]) {
      expect(mayPeek(conditions)).toMatchObject({ safe: false, because: expect.stringContaining('It is not known') })
    }
  })
})
