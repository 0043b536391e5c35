import { describe, expect, test } from 'vitest'
import { parseLogRecord } from '../../src/aws/records/log-record.js'
import { filterPattern, insightsQuery } from '../../src/evidence/log-queries.js'
import { invocationsIn, recordsOfRule, recordsOfTarget, unmatched, wantedBy } from '../../src/evidence/log-reading.js'
import { type LogSubject, logVerdict } from '../../src/evidence/log-verdict.js'
import type { LogRecord } from '../../src/evidence/types.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { ORDERS_RULE } from '../support/home.js'
import { at } from './metrics.js'

const SETTLE = { Id: 'settle', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle' }
const ARCHIVE = { Id: 'archive', Arn: 'arn:aws:sqs:eu-west-1:111122223333:archive' }
const PATTERN = JSON.stringify({ source: ['com.example.orders'], 'detail-type': ['Order Paid'] })

const record = (type: string, more: Partial<LogRecord> = {}): LogRecord => ({
  time: at(10),
  type,
  ruleArn: ORDERS_RULE,
  targetArn: SETTLE.Arn,
  ...more,
})
const subject = (more: Partial<LogSubject> = {}): LogSubject => ({
  rule: { name: 'order-paid', arn: ORDERS_RULE, bus: 'orders' },
  pattern: PATTERN,
  target: SETTLE,
  targets: [SETTLE, ARCHIVE],
  level: 'INFO',
  ...more,
})
const ask = (records: readonly LogRecord[], more: Partial<LogSubject> = {}, unread = false) =>
  logVerdict({ records, more: unread }, subject(more))
const codes = (verdict: Verdict): string[] =>
  verdict.status === 'problem' ? verdict.findings.map(({ code, severity }) => `${code} ${severity}`) : [verdict.status]
const first = (verdict: Verdict) => (verdict.status === 'problem' ? verdict.findings[0] : undefined)

describe('a line of the log', () => {
  const line = (value: unknown): LogRecord | undefined => parseLogRecord(JSON.stringify(value), at(1))

  test('is read as AWS writes it, numbers given as text included', () => {
    expect(
      line({
        resource_arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/orders',
        event_bus_name: 'orders',
        request_id: 'r',
        event_id: 'e',
        invocation_id: 'i',
        message_timestamp_ms: 1795600920000,
        message_type: 'INVOCATION_FAILURE',
        log_level: 'ERROR',
        details: {
          rule_arn: ORDERS_RULE,
          role_arn: 'arn:aws:iam::111122223333:role/deliver',
          target_arn: SETTLE.Arn,
          total_attempts: 1,
          final_invocation_status: 'NO_PERMISSIONS',
        },
        error: { error_message: 'not authorized', aws_service: 'AWSLambda', http_status_code: '403' },
      }),
    ).toEqual({
      time: '2026-11-25T10:02:00.000Z',
      type: 'INVOCATION_FAILURE',
      level: 'ERROR',
      bus: 'orders',
      eventId: 'e',
      invocationId: 'i',
      ruleArn: ORDERS_RULE,
      targetArn: SETTLE.Arn,
      roleArn: 'arn:aws:iam::111122223333:role/deliver',
      status: 'NO_PERMISSIONS',
      attempts: 1,
      error: { message: 'not authorized', service: 'AWSLambda', httpStatus: 403 },
    })
  })

  test('holds nothing of an event, an input or an answer, even where the bus logs them in full', () => {
    const secret = 'card 4111'
    const read = line({
      message_type: 'INVOCATION_START',
      details: {
        rule_arn: ORDERS_RULE,
        event_detail: { secret },
        target_input: secret,
        target_properties: secret,
        target_response_body: secret,
        resources: [secret],
      },
      event_detail: secret,
    })
    expect(read?.ruleArn).toBe(ORDERS_RULE)
    expect(JSON.stringify(read)).not.toContain('4111')
  })

  test('may lack everything but its type; the moment is then that of the log', () => {
    expect(line({ message_type: 'SOMETHING_NEW' })).toEqual({ time: at(1), type: 'SOMETHING_NEW' })
  })

  test('is no record when it is not JSON, no object or has no type', () => {
    for (const value of ['not json', '[]', 'null', '7', '{"details":{}}', '{"message_type":7}']) {
      expect(parseLogRecord(value, at(1))).toBeUndefined()
    }
    expect(line({ message_type: 'X', details: 'text', error: [], message_timestamp_ms: 'late' })).toEqual({
      time: at(1),
      type: 'X',
    })
  })
})

describe('what the log is asked for', () => {
  const wanted = wantedBy(PATTERN)

  test('the filter pattern names the rule by its whole ARN, and the arrivals of its source', () => {
    expect(filterPattern({ arn: ORDERS_RULE }, wanted)).toBe(
      `{ ($.details.rule_arn = "${ORDERS_RULE}") || ($.message_type = "NO_STANDARD_RULES_MATCHED") || ($.details.source = "com.example.orders" && $.message_type = "EVENT_INGEST_SUCCESS") }`,
    )
  })

  test('the query of Logs Insights asks the same, newest first', () => {
    expect(insightsQuery({ arn: ORDERS_RULE }, wanted)).toBe(
      `fields @timestamp, @message | filter details.rule_arn = "${ORDERS_RULE}" or message_type = "NO_STANDARD_RULES_MATCHED" or (details.source = "com.example.orders" and message_type = "EVENT_INGEST_SUCCESS") | sort @timestamp desc | limit 1000`,
    )
  })

  test('a source that could end a string or mean something in a pattern is not written into one', () => {
    for (const source of ['a"b', 'a*', 'a\\', 'a|b', 'a}', 'a\nb', 'ä', '']) {
      const hostile = { sources: [source], detailTypes: undefined }
      expect(filterPattern({ arn: ORDERS_RULE }, hostile)).toBe(`{ ($.details.rule_arn = "${ORDERS_RULE}") }`)
      expect(insightsQuery({ arn: ORDERS_RULE }, hostile)).toContain(
        `filter details.rule_arn = "${ORDERS_RULE}" | sort`,
      )
    }
  })

  test('a rule that cannot be written into a pattern makes none: everything is read then', () => {
    expect(filterPattern({ arn: 'arn:"} || {' }, wanted)).toBeUndefined()
    expect(insightsQuery({ arn: 'arn:" | fields @x' }, wanted)).toBeUndefined()
  })

  test('a pattern is never longer than FilterLogEvents takes', () => {
    const sources = Array.from({ length: 5 }, (_, i) => `com.example.${'x'.repeat(200)}${i}`)
    expect(filterPattern({ arn: ORDERS_RULE }, { sources, detailTypes: undefined })).toBe(
      `{ ($.details.rule_arn = "${ORDERS_RULE}") }`,
    )
  })

  test('a pattern that leaves the source open asks for no arrivals', () => {
    for (const source of [[{ prefix: 'com.' }], undefined]) {
      expect(wantedBy(JSON.stringify({ source, 'detail-type': ['X'] })).sources).toBeUndefined()
    }
    expect(wantedBy(undefined)).toEqual({ sources: undefined, detailTypes: undefined })
    expect(wantedBy('not json')).toEqual({ sources: undefined, detailTypes: undefined })
  })
})

describe('whose a record is', () => {
  test('the rule is compared by its whole ARN: a namesake on another bus is another rule', () => {
    const namesakes = [ORDERS_RULE.replace('/orders/', '/'), `${ORDERS_RULE}-2`, ORDERS_RULE.replace('1111', '9999')]
    const records = namesakes.map((ruleArn) => record('INVOCATION_FAILURE', { ruleArn }))
    expect(recordsOfRule(records, ORDERS_RULE)).toEqual([])
    expect(codes(ask(records))).toEqual(['skipped'])
  })

  test('records that a filter should have kept out are left out here: emulators and text patterns let them in', () => {
    const other = record('INVOCATION_FAILURE', { targetArn: ARCHIVE.Arn })
    expect(codes(ask([other]))).toEqual(['skipped'])
    expect(codes(ask([other], { target: ARCHIVE }))).toEqual(['logged-failure error'])
  })

  test('two targets with one ARN are not told apart: the log names neither', () => {
    const twins = [SETTLE, { ...SETTLE, Id: 'again' }]
    expect(recordsOfTarget([record('INVOCATION_FAILURE')], ORDERS_RULE, SETTLE, twins)).toEqual([])
    const verdict = ask([record('INVOCATION_FAILURE')], { targets: twins })
    expect(verdict).toMatchObject({ status: 'skipped', because: expect.stringContaining('have this one') })
  })

  test('the records of one invocation count once', () => {
    const same = { invocationId: 'i', eventId: 'e' }
    const records = [record('INVOCATION_ATTEMPT_PERMANENT_FAILURE', same), record('INVOCATION_FAILURE', same)]
    expect(invocationsIn(records)).toBe(1)
    expect(invocationsIn([...records, record('INVOCATION_FAILURE', { eventId: 'other' })])).toBe(2)
  })
})

describe('what the log says of a target', () => {
  const failed = record('INVOCATION_FAILURE', {
    status: 'SDK_CLIENT_ERROR',
    error: { message: 'Request failed with status 403: not on the allow list', httpStatus: 403 },
  })

  test('a failure that is the last word is an error with the words of the service', () => {
    const verdict = ask([failed])
    expect(codes(verdict)).toEqual(['logged-failure error'])
    expect(first(verdict)?.summary).toContain('not on the allow list')
    expect(first(verdict)?.because[0]).toBe(
      'log of the bus, 2026-11-25T10:00Z, INVOCATION_FAILURE, SDK_CLIENT_ERROR (HTTP 403): Request failed with status 403: not on the allow list',
    )
  })

  test('a failure with a later success is a warning', () => {
    const verdict = ask([failed, record('INVOCATION_SUCCESS', { time: at(11) })])
    expect(codes(verdict)).toEqual(['logged-failure warning'])
    expect(codes(ask([failed, record('INVOCATION_SUCCESS', { time: at(9) })]))).toEqual(['logged-failure error'])
  })

  test('a later success of another target softens nothing', () => {
    const other = record('INVOCATION_SUCCESS', { time: at(11), targetArn: ARCHIVE.Arn })
    expect(codes(ask([failed, other]))).toEqual(['logged-failure error'])
  })

  test('a later delivery that other evidence knows of this target alone softens it too', () => {
    expect(codes(ask([failed], { delivered: at(11) }))).toEqual(['logged-failure warning'])
    expect(codes(ask([failed], { delivered: at(9) }))).toEqual(['logged-failure error'])
  })

  test('a bus that logs errors only cannot show a later success, and the finding says so', () => {
    expect(first(ask([failed], { level: 'ERROR' }))?.because.join()).toContain('logs errors only')
  })

  test('the reason is taken from whichever record of the failure has one', () => {
    const verdict = ask([failed, record('INVOCATION_DLQ', { time: at(10, 1) })])
    expect(first(verdict)?.summary).toContain('not on the allow list')
  })

  test('an attempt that is made again is a warning, and none once it has succeeded', () => {
    const again = record('INVOCATION_ATTEMPT_RETRYABLE_FAILURE', { status: 'THROTTLING' })
    expect(codes(ask([again]))).toEqual(['logged-failure warning'])
    expect(codes(ask([again, record('INVOCATION_SUCCESS', { time: at(11) })]))).toEqual(['ok'])
  })

  test('successes that name the target are ok', () => {
    const verdict = ask([
      record('INVOCATION_SUCCESS', { eventId: 'a' }),
      record('INVOCATION_SUCCESS', { eventId: 'b' }),
    ])
    expect(verdict).toEqual({
      status: 'ok',
      because: 'The log names target settle: 2 deliveries, the last at 2026-11-25T10:00Z, and no failure.',
    })
  })

  test('no record of the target is no proof of anything: never ok', () => {
    expect(codes(ask([]))).toEqual(['skipped'])
    expect(codes(ask([record('RULE_MATCH'), record('INVOCATION_START'), record('SOMETHING_NEW')]))).toEqual(['skipped'])
  })

  test('a log that was not read to its end is unknown, unless it shows a failure', () => {
    expect(codes(ask([record('INVOCATION_SUCCESS')], {}, true))).toEqual(['unknown'])
    expect(codes(ask([failed], {}, true))).toEqual(['logged-failure error'])
  })

  test('NO_RESOURCE is not read as "was deleted"', () => {
    const verdict = ask([record('INVOCATION_FAILURE', { status: 'NO_RESOURCE' })])
    expect(first(verdict)?.because.join()).toContain('does not exist, or that EventBridge has no access to it')
  })

  test('a message of a service becomes one line', () => {
    const verdict = ask([record('INVOCATION_FAILURE', { error: { message: `a\n\nb${'c'.repeat(2000)}` } })])
    expect(first(verdict)?.summary).toMatch(/^[^\n]{1,520}$/)
  })
})

describe('events that matched no rule', () => {
  const missed = (eventId: string): LogRecord => ({ time: at(12), type: 'NO_STANDARD_RULES_MATCHED', eventId })
  const came = (eventId: string, source: string, detailType: string): LogRecord => ({
    time: at(12),
    type: 'EVENT_INGEST_SUCCESS',
    eventId,
    source,
    detailType,
  })

  test('the record of the miss is joined to the arrival by the id of the event', () => {
    const records = [
      missed('a'),
      came('a', 'com.example.orders', 'Order Paid'),
      came('b', 'com.example.orders', 'Order Paid'),
    ]
    expect(unmatched(records, PATTERN)).toEqual([
      { time: at(12), eventId: 'a', source: 'com.example.orders', detailType: 'Order Paid' },
    ])
    const verdict = ask(records)
    expect(codes(verdict)).toEqual(['logged-no-match warning'])
    expect(first(verdict)?.summary).toContain('"Order Paid" came to the bus orders and matched no rule')
  })

  test('false positive: an event that the pattern does not ask for', () => {
    const records = [
      missed('a'),
      came('a', 'com.example.orders', 'Order Shipped'),
      missed('b'),
      came('b', 'x', 'Order Paid'),
    ]
    expect(unmatched(records, PATTERN)).toEqual([])
  })

  test('false positive: a pattern that names neither source nor detail-type asks for no event in particular', () => {
    const open = JSON.stringify({ detail: { state: ['paid'] } })
    expect(unmatched([missed('a'), came('a', 'x', 'y')], open)).toEqual([])
    expect(unmatched([missed('a'), came('a', 'x', 'y')], undefined)).toEqual([])
  })

  test('it is said once a rule, with the first target', () => {
    const records = [missed('a'), came('a', 'com.example.orders', 'Order Paid')]
    expect(codes(ask(records, { target: ARCHIVE }))).toEqual(['skipped'])
  })
})
