import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Target } from '../../../src/aws/reads/events.js'
import { TARGET_SERVICES } from '../../../src/targets/index.js'
import { receive } from '../../../src/targets/receive/receive.js'
import type { Received } from '../../../src/targets/receive/received.js'
import { readJson } from '../../../src/text/json-text.js'

const RULE = { ruleArn: 'arn:aws:events:us-east-1:111122223333:rule/shop/accounts', ruleName: 'accounts' }
const AT = { ...RULE, ingestionTime: '2026-01-02T03:04:05Z' }
const EVENT = `{"version":"0","id":"6a7e8feb","detail-type":"Account Changed","source":"shop.accounts",
  "account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:one","arn:two"],
  "detail":{"name":"baz","big":12345678901234567890,"price":1.50,"none":null,"said":"so \\"it\\" is",
  "list":["A","B"],"empty":[],"nested":{"a":{"b":[{"c":1},{"c":2}]}}}}`

const service = (id: string) => TARGET_SERVICES.find((one) => one.id === id)
const given = (target: Partial<Target>, id = 'sqs', event = EVENT): Received =>
  receive({ Id: 'settle', Arn: 'arn:aws:x:::y', ...target }, service(id), event, AT)
const filled = (InputTemplate: string, InputPathsMap: Record<string, string> = {}, id = 'sqs') =>
  given({ InputTransformer: { InputTemplate, InputPathsMap } }, id)
const text = (received: Received): string => (received.state === 'received' ? received.text : `(${received.state})`)
const because = (received: Received): string => (received.state === 'received' ? '' : received.because.join('\n'))

/** Recorded against real AWS by the tests of github.com/localstack/localstack (Apache-2.0): data only, names replaced. */
interface Recorded {
  path?: string
  template?: string
  paths?: Record<string, string>
  event: unknown
  received?: unknown
  delivered?: false
  /** The received text is the message's body; otherwise it was recorded as parsed JSON. */
  bytes: boolean
}
const recorded = readFileSync(new URL('recorded.jsonl', import.meta.url), 'utf8')
  // The event was put without a time, so its time is the time at which it was received.
  .replaceAll('<ingestion-time>', AT.ingestionTime)
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Recorded => JSON.parse(line))

describe('what real targets received', () => {
  test('is on record for 30 settings', () => expect(recorded).toHaveLength(30))

  test.each(recorded.map((row, i) => [i, row.template ?? row.path ?? 'no setting', row] as const))(
    '%i: %s',
    (_, __, row) => {
      const settings: Partial<Target> =
        row.template !== undefined
          ? { InputTransformer: { InputTemplate: row.template, InputPathsMap: row.paths ?? {} } }
          : row.path === undefined || row.path === null
            ? {}
            : { InputPath: row.path }
      const received = given(settings, 'sqs', JSON.stringify(row.event))
      if (row.delivered === false) expect(received.state).toBe('lost')
      else if (row.bytes) expect(text(received)).toBe(row.received)
      else expect(JSON.parse(text(received))).toEqual(row.received)
    },
  )
})

describe("the examples of AWS's page", () => {
  const ec2 = JSON.stringify({
    time: '2015-11-11T21:29:54Z',
    resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
    detail: { 'instance-id': 'i-0123456789', state: 'RUNNING' },
  })
  const InputPathsMap = {
    timestamp: '$.time',
    instance: '$.detail.instance-id',
    state: '$.detail.state',
    resource: '$.resources[0]',
  }
  test.each([
    ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
    ['{"instance" : <instance>,"state": <state>}', '{"instance" : "i-0123456789","state": "RUNNING"}'],
    [
      '{"instance" : <instance>,"state": "<state>","s": "instance \\"<instance>\\" is in <state>"}',
      '{"instance" : "i-0123456789","state": "RUNNING","s": "instance \\"i-0123456789\\" is in RUNNING"}',
    ],
    ['{"state": [ 9, <state>, true ],"T" : "Yes"}', '{"state": [ 9, "RUNNING", true ],"T" : "Yes"}'],
    ['{"r": <resource>}', '{"r": "arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"}'],
    ['{"rule": <aws.events.rule-arn>, "n": <aws.events.rule-name>}', `{"rule": "${RULE.ruleArn}", "n": "accounts"}`],
  ])('%s', (InputTemplate, wanted) => {
    expect(text(given({ InputTransformer: { InputTemplate, InputPathsMap } }, 'sqs', ec2))).toBe(wanted)
  })
})

describe('a target without an input setting', () => {
  test('receives the event, its numbers as they were written', () => {
    const received = given({})
    expect(received).toMatchObject({ state: 'received', by: 'event', form: 'json', wrong: [], notes: [] })
    expect(text(received)).toContain('"big":12345678901234567890,"price":1.50')
  })

  test('false positive: a log group takes the event as it is', () => {
    expect(given({}, 'cloudwatch-logs')).toMatchObject({ state: 'received', wrong: [] })
  })
})

describe('a constant', () => {
  test('arrives whatever the event holds', () =>
    expect(text(given({ Input: '{ "a": "<b>" }' }))).toBe('{ "a": "<b>" }'))
  test('is refused where the service needs an object', () => {
    expect(given({ Input: '"halt"' }, 'ecs')).toMatchObject({
      wrong: [expect.stringMatching(/a JSON object is needed, and this is a text/)],
    })
  })
  test('is nothing for a log group', () => {
    expect(given({ Input: '{}' }, 'cloudwatch-logs')).toMatchObject({ wrong: [expect.stringMatching(/neither Input/)] })
  })
})

describe('a path', () => {
  test.each([
    ['$.detail.name', '"baz"'],
    ['$.detail.big', '12345678901234567890'],
    ['$.detail.none', 'null'],
    ['$.resources[1]', '"arn:two"'],
    ['$.detail.nested.a.b[1].c', '2'],
    ['$.detail.nested.a.b[*].c', '[1,2]'],
  ])('%s gives %s', (InputPath, wanted) => expect(text(given({ InputPath }))).toBe(wanted))

  test('with a wildcard says that a list is assumed', () => {
    expect(given({ InputPath: '$.resources[*]' })).toMatchObject({
      notes: [expect.stringMatching(/a list is assumed/)],
    })
  })

  test.each([
    '$.detail.nope',
    '$.resources[9]',
    '$.detail.name.more',
    "$.detail['name']",
    '$..name',
    '$.resources[-1]',
  ])('of which nobody knows what it gives is unknown: %s', (InputPath) =>
    expect(given({ InputPath }).state).toBe('unknown'),
  )

  test('does not find what every object of the program has', () => {
    expect(given({ InputPath: '$.detail.constructor' }).state).toBe('unknown')
  })
})

describe('a template', () => {
  test('says which path found nothing', () => {
    expect(filled('{"a": <a>}', { a: '$.detail.nope' })).toMatchObject({
      text: '{"a": ""}',
      notes: ['<a>: $.detail.nope finds nothing in this event'],
    })
  })

  test('keeps numbers as they were written, within quotes and outside of them', () => {
    const paths = { big: '$.detail.big', price: '$.detail.price' }
    expect(text(filled('{"a": <big>, "b": "<price>"}', paths))).toBe('{"a": 12345678901234567890, "b": "1.50"}')
  })

  test('that has an object within quotes loses the event and says how to write it', () => {
    const received = filled('{"a": "<a>"}', { a: '$.detail.nested' })
    expect(received.state).toBe('lost')
    expect(because(received)).toContain('{"key": <a>}')
  })

  test('that becomes no JSON loses the event', () => {
    expect(filled('{"a": x<a>}', { a: '$.detail.name' }).state).toBe('lost')
  })

  test.each([
    ['quotation marks within quotes', '{"a": "<a>"}', { a: '$.detail.said' }],
    ['quotation marks in a text', '"<a>"', { a: '$.detail.said' }],
    ['an empty list within quotes', '{"a": "<a>"}', { a: '$.detail.empty' }],
    ['text without quotes', 'it is <a>', { a: '$.detail.name' }],
    ['a variable that nothing defines', '{"a": <a>}', {}],
    ['a variable of AWS that is not documented', '{"a": <aws.events.new>}', {}],
    ['the event within a text', '"it is <aws.events.event.json>"', {}],
  ])('is unknown where AWS does not say: %s', (_, template, paths) => {
    expect(filled(template, paths as Record<string, string>).state).toBe('unknown')
  })

  test('false positive: quotation marks outside of quotes are escaped as in the event', () => {
    expect(text(filled('{"a": <a>}', { a: '$.detail.said' }))).toBe('{"a": "so \\"it\\" is"}')
  })

  test('does not fill what comes from the event a second time', () => {
    const event = '{"detail":{"a":"<b>","b":"$&$1"}}'
    const InputTransformer = {
      InputTemplate: '{"x": <a>, "y": "<a> <b>"}',
      InputPathsMap: { a: '$.detail.a', b: '$.detail.b' },
    }
    expect(text(given({ InputTransformer }, 'sqs', event))).toBe('{"x": "<b>", "y": "<b> $&$1"}')
  })

  test('of several lines is no JSON, which Lambda and Step Functions refuse and a queue takes', () => {
    const lines = '"one <a>"\n"two"'
    const paths = { a: '$.detail.name' }
    expect(filled(lines, paths, 'sqs')).toMatchObject({ form: 'text', wrong: [] })
    expect(filled(lines, paths, 'lambda')).toMatchObject({ wrong: [expect.stringMatching(/Lambda refuses/)] })
    expect(filled(lines, paths, 'step-functions')).toMatchObject({ wrong: [expect.stringMatching(/InvalidExecution/)] })
    expect(filled('"one <a>"', paths, 'lambda')).toMatchObject({ form: 'json', wrong: [] })
  })

  test('for a log group has a time and a message', () => {
    const paths = { timestamp: '$.time', message: '$.detail' }
    expect(filled('{"timestamp":<timestamp>,"message":<message>}', paths, 'cloudwatch-logs')).toMatchObject({
      wrong: [],
    })
    expect(filled('{"time":<timestamp>}', paths, 'cloudwatch-logs')).toMatchObject({
      wrong: ['CloudWatch log group: the keys "timestamp" and "message" are needed and no others; there are time'],
    })
  })

  test('says that the time of ingestion is not known when it is not', () => {
    const target = {
      Id: 'a',
      Arn: 'b',
      InputTransformer: { InputTemplate: '{"t": <aws.events.event.ingestion-time>}' },
    }
    expect(receive(target, undefined, EVENT, RULE)).toMatchObject({ notes: [expect.stringMatching(/is not known/)] })
  })
})

describe('any event, any setting', () => {
  const path = fc.oneof(fc.constantFrom('$', '$.detail', '$.detail.a', '$.resources[0]', '$.detail.*'), fc.string())
  const part = fc.oneof(
    fc.constantFrom(
      '<a>',
      '<b>',
      '"',
      '{',
      '}',
      ':',
      ',',
      '\\',
      '\n',
      '<aws.events.event>',
      '[',
      ']',
      '"k"',
      '{"k": <a>}',
    ),
    fc.string(),
  )
  test('never throws, and JSON that is received is JSON', () => {
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        path,
        fc.oneof(
          fc.json().map((detail) => `{"detail":${detail}}`),
          fc.string(),
        ),
        fc.constantFrom('sqs', 'ecs', 'cloudwatch-logs', 'lambda'),
        (InputTemplate, a, event, id) => {
          for (const target of [
            { InputTransformer: { InputTemplate, InputPathsMap: { a, b: '$.detail' } } },
            { InputPath: a },
            { Input: InputTemplate },
          ]) {
            const received = given(target, id, event)
            if (received.state === 'received' && received.form === 'json') expect(readJson(received.text).ok).toBe(true)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
