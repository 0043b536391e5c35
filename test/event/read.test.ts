import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Completion, GivenEvent } from '../../src/event/given.js'
import { MOST_EVENTS, readEvents } from '../../src/event/read.js'
import { ORDERS_RULE } from '../support/home.js'

const HERE: Completion = {
  account: '111122223333',
  region: 'eu-west-1',
  time: '2026-01-02T03:04:05Z',
  id: (n) => `id-${n}`,
}
const DELIVERED =
  '{"version":"0","id":"7","detail-type":"OrderPaid","source":"shop.orders","account":"1","time":"t","region":"r","resources":[],"detail":{"n":1.0,"n":2}}'

const events = (text: string, completion = HERE): readonly GivenEvent[] => {
  const read = readEvents(text, completion)
  if (!read.ok) throw new Error(read.error)
  return read.events
}
const only = (text: string, completion = HERE): GivenEvent => {
  const [event, ...more] = events(text, completion)
  if (!event || more.length > 0) throw new Error(`${more.length + 1} events`)
  return event
}
const error = (text: string): string => {
  const read = readEvents(text, HERE)
  return read.ok ? 'no error' : read.error
}
const json = (value: unknown): string => JSON.stringify(value)

describe('an event as EventBridge delivers it', () => {
  test('stays as it was written, repeated keys and numbers too', () => {
    expect(only(`  ${DELIVERED}\n`)).toEqual({ text: DELIVERED, form: 'event', completed: [], refused: [], notes: [] })
  })

  test('gets what EventBridge fills in where it lacks it', () => {
    const event = only('{"source":"a","detail-type":"b","detail":{} }')
    expect(event.completed).toEqual(['version', 'id', 'account', 'time', 'region', 'resources'])
    expect(event.text).toBe(
      '{"source":"a","detail-type":"b","detail":{},"version":"0","id":"id-1","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":[]}',
    )
  })

  test('says so when account and region are made up', () => {
    const [note] = only('{"source":"a","detail-type":"b","detail":{}}', { ...HERE, assumed: true }).notes
    expect(note).toBe('The event does not say its account and region: 111122223333 and eu-west-1 are assumed.')
    expect(only(DELIVERED, { ...HERE, assumed: true }).notes).toEqual([])
  })

  test.each([
    ['{"source":"a","detail":{}}', 'The event has no detail-type, which every event of EventBridge has.'],
    ['{"source":"a","detail-type":"b","detail":{},"DetailType":"b"}', 'no member "DetailType" at its top'],
    ['{"source":"a","detail-type":"b","detail":"{}"}', 'The detail is no object'],
    [`{"source":"a","detail-type":"b","detail":{"a":"${'x'.repeat(1 << 20)}"}}`, 'EventBridge takes less than 1 MB'],
  ])('with a flaw that no real event has says so: %.60s', (text, note) => {
    expect(only(text).notes.join('\n')).toContain(note)
  })

  test('false positive: a replay adds its name', () => {
    expect(only(DELIVERED.replace('{', '{"replay-name":"r",')).notes).toEqual([])
  })
})

describe('an entry for PutEvents', () => {
  const ENTRY = {
    Source: 'shop',
    DetailType: 'Paid',
    Detail: '{"total": 1.50, "a": 1, "a": 2}',
    EventBusName: 'orders',
  }

  test('becomes the event that EventBridge makes of it, the detail as it was written', () => {
    expect(only(json(ENTRY))).toEqual({
      text: '{"version":"0","id":"id-1","detail-type":"Paid","source":"shop","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":[],"detail":{"total": 1.50, "a": 1, "a": 2}}',
      form: 'entry',
      completed: ['version', 'id', 'account', 'time', 'region', 'resources'],
      bus: 'orders',
      refused: [],
      notes: [],
    })
  })

  test('keeps its own time and resources', () => {
    const event = only(json({ ...ENTRY, Time: '2026-03-04T05:06:07.891+01:00', Resources: ['arn:x'] }))
    expect(event.completed).toEqual(['version', 'id', 'account', 'region'])
    expect(JSON.parse(event.text)).toMatchObject({ time: '2026-03-04T04:06:07Z', resources: ['arn:x'] })
    expect(JSON.parse(only(json({ ...ENTRY, Time: 1767323045 })).text).time).toBe('2026-01-02T03:04:05Z')
  })

  test('comes as the file of the command line too', () => {
    expect(events(json({ Entries: [ENTRY, ENTRY] })).map(({ text }) => JSON.parse(text).id)).toEqual(['id-1', 'id-2'])
    expect(events(json([ENTRY, ENTRY]))).toHaveLength(2)
  })

  test('with an object for its detail is understood, and it says what PutEvents takes', () => {
    const event = only('{"Source":"a","DetailType":"b","Detail":{"n":1.0}}')
    expect(event.text).toContain('"detail":{"n":1.0}')
    expect(event.notes.join()).toContain('PutEvents takes it as JSON text')
  })

  test.each([
    [{ ...ENTRY, Source: undefined }, 'Source is missing.'],
    [{ ...ENTRY, DetailType: '' }, 'DetailType must be a text that is not empty.'],
    [{ ...ENTRY, Detail: undefined }, 'Detail is missing.'],
    [{ ...ENTRY, Source: 'aws.s3' }, 'A source that begins with "aws." is kept for the services of AWS.'],
    [{ ...ENTRY, Resources: 'arn:x' }, 'Resources must be a list of texts.'],
    [{ ...ENTRY, Time: 'yesterday' }, 'Time is no time.'],
    [{ ...ENTRY, Detail: json({ a: 'x'.repeat(1 << 20) }) }, 'less than 1 MB is allowed.'],
  ])('that PutEvents refuses says why: %#', (entry, why) => {
    expect(only(json(entry)).refused.join('\n')).toContain(why)
  })

  test.each(['not JSON', '[1]', '"text"'])('whose detail is no JSON object is an error: %s', (Detail) => {
    expect(error(json({ ...ENTRY, Detail }))).toMatch(/^line 1: Detail is not .*MalformedDetail/)
  })

  test('says which members do not become part of the event', () => {
    expect(only(json({ ...ENTRY, Detial: 1 })).notes).toEqual([
      '"Detial" is no member of an entry and does not become part of the event.',
    ])
  })
})

describe('a dead letter', () => {
  const attributes = (given: Record<string, string>) =>
    Object.fromEntries(Object.entries(given).map(([k, StringValue]) => [k, { StringValue, DataType: 'String' }]))
  const RULE_ARN = ORDERS_RULE
  const message = (given: Record<string, string>, Body = DELIVERED) => ({
    MessageId: 'm',
    ReceiptHandle: 'h',
    Body,
    MessageAttributes: attributes(given),
  })

  test('is the event in the body, and the attributes say whose delivery failed', () => {
    const event = only(
      json({ Messages: [message({ RULE_ARN, TARGET_ARN: 't', ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'no' })] }),
    )
    expect(event).toMatchObject({
      text: DELIVERED,
      form: 'dead-letter',
      bus: 'orders',
      from: { rule: RULE_ARN, target: 't', errorCode: 'NO_PERMISSIONS', errorMessage: 'no' },
      notes: [],
    })
  })

  test('of a rule of the default bus has no bus in its ARN', () => {
    expect(only(json(message({ RULE_ARN: 'arn:aws:events:eu-west-1:111122223333:rule/r' }))).bus).toBe('default')
  })

  test('comes from a function that is fed from the queue too', () => {
    const Records = [
      { body: DELIVERED, messageAttributes: { RULE_ARN: { stringValue: RULE_ARN } }, eventSource: 'aws:sqs' },
    ]
    expect(only(json({ Records })).from).toEqual({ rule: RULE_ARN })
  })

  test('without attributes says how to get them', () => {
    expect(only(json({ MessageId: 'm', Body: DELIVERED })).notes.join()).toContain('--message-attribute-names All')
  })

  test('of another sender is left out, with the reason', () => {
    const read = readEvents(
      json({
        Messages: [message({ SCHEDULE_ARN: 's' }), message({ RULE_ARN }), message({}, 'hello'), message({}, '{}')],
      }),
      HERE,
    )
    expect(read.ok && read.events).toHaveLength(1)
    expect(read.ok && read.leftOut).toEqual([
      'line 1, item 1: it comes from a schedule of EventBridge Scheduler (it has SCHEDULE_ARN), not from a rule',
      expect.stringMatching(/^line 1, item 3: its body is not JSON/),
      'line 1, item 4: its body is no event: it has no source and detail-type',
    ])
    expect(error(json({ Messages: [message({ SCHEDULE_ARN: 's' })] }))).toMatch(
      /^there is no event in it; line 1, item 1/,
    )
  })
})

describe('several events', () => {
  test('come as JSON lines, as a list, or one after the other over several lines', () => {
    const pretty = JSON.stringify(JSON.parse(DELIVERED), null, 2)
    expect(events(`${DELIVERED}\n${DELIVERED}\n\n`)).toHaveLength(2)
    expect(events(`[${DELIVERED},\n${DELIVERED}]`)).toHaveLength(2)
    expect(events(`\ufeff${pretty}\n${pretty}`)).toHaveLength(2)
  })

  test('may be of different forms', () => {
    const entry = json({ Source: 'a', DetailType: 'b', Detail: '{}' })
    expect(events(`${DELIVERED}\n${entry}`).map(({ form }) => form)).toEqual(['event', 'entry'])
  })
})

describe('a file that is none', () => {
  test.each([
    ['', 'there is no event in it'],
    ['[]', 'there is no event in it'],
    ['{"Messages": []}', 'there is no event in it'],
    [`${DELIVERED}\n{"source": }`, 'line 2: a JSON value was expected, and "}" came'],
    [`${DELIVERED}\n42`, 'line 2: an event is a JSON object, and this is a number'],
    [`[${DELIVERED},\n{"a":1}]`, 'line 2, item 2: this is no event'],
    ['['.repeat(100_000), 'line 1: more than 1000 objects and lists are within each other'],
    [`[${`${DELIVERED},`.repeat(MOST_EVENTS)}${DELIVERED}]`, 'there are more than 10000 events'],
  ])('says so in one line: %.40s', (text, wanted) => {
    expect(error(text)).toContain(wanted)
    expect(error(text)).not.toContain('\n')
  })

  test('whatever it holds never ends in a crash, and what is read is JSON', () => {
    const keys = fc.constantFrom(
      'source',
      'Detail',
      'Body',
      'Entries',
      'detail-type',
      'Source',
      'Time',
      'MessageAttributes',
    )
    const values = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.json(),
      fc.constant(DELIVERED),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.dictionary(keys, values).map(json)), (text) => {
        const read = readEvents(text, HERE)
        if (read.ok) for (const event of read.events) JSON.parse(event.text)
        else expect(read.error).not.toContain('\n')
      }),
      { numRuns: 500 },
    )
  })
})
