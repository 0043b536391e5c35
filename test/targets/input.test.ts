import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/aws/reads/events.js'
import { inputFlaws, inputObject } from '../../src/targets/input.js'
import type { Flaw, InputForm, TargetService } from '../../src/targets/target.js'

const service = (input?: InputForm) => (input ? { input } : {}) as TargetService
const flaws = (target: Partial<Target>, form?: InputForm): readonly Flaw[] =>
  inputFlaws({ Id: 'settle', Arn: 'arn:aws:x:::y', ...target }, service(form))
/** `error: summary` of each flaw. */
const said = (found: readonly Flaw[]): string[] => found.map((flaw) => `${flaw.severity ?? 'error'}: ${flaw.summary}`)

const PATHS = { instance: '$.detail.instance-id', state: '$.detail.state' }
const template = (InputTemplate: string, InputPathsMap: Record<string, string> = PATHS) => ({
  InputTransformer: { InputPathsMap, InputTemplate },
})

describe('an input template', () => {
  test.each([
    ['a variable outside of quotes stands for a whole value', '{"instance": <instance>, "n": 1}'],
    ['and within a list', '{"state": [ 9, <state>, true ], "Transformed": "Yes"}'],
    ['a variable in quotes is text, beside escaped quotes', '{"s": "instance \\"<instance>\\" is in <state>"}'],
    ['a quoted line is text', '"<instance> is in state <state>"'],
    ['several quoted lines are text of several lines', '"<instance> is in state <state>"\n"see you"\n'],
    ['text with escaped quotes', '"instance \\"<instance>\\" is in <state>"'],
    ['the variable alone passes on what it holds', '<instance>'],
    ['a line break within a text is taken', '{"s": "one\ntwo <state>"}'],
    ['a list is JSON', '[<instance>, <state>]'],
    ['comparison signs are no variables', '{"s": "<state> 1 < 2 > 0 <not a name>"}'],
    ['EventBridge fills in its own variables', '{"rule": <aws.events.rule-arn>, "event": <aws.events.event.json>}'],
    ['also those that are newer than this list', '{"x": <aws.events.something-new>}'],
  ])('false positive: %s', (_, text) => {
    expect(said(flaws(template(text)))).toEqual([])
  })

  test('with a variable that no path defines is named, with the paths that there are', () => {
    const [flaw, ...more] = flaws(template('{"i": <instanse>, "again": "<instanse>", "s": <state>}'))
    expect(more).toEqual([])
    expect(flaw?.code).toBe('input-invalid')
    expect(flaw?.summary).toBe('The input template of target settle uses <instanse>, which no path defines.')
    expect(flaw?.because?.join('\n')).toContain('InputPathsMap defines instance, state')
  })

  test('does not take the names that every object has for defined ones', () => {
    expect(flaws(template('{"a": <constructor>}'))).toHaveLength(1)
  })

  test.each([
    ['{"i": <instance>,}'],
    ['{"i": <instance>'],
    ["{'i': <instance>}"],
    ['{<instance>: 1}'],
    ['{"i": prefix-<instance>}'],
  ])('that cannot become JSON is an error: %s', (text) => {
    expect(said(flaws(template(text)))).toEqual(['error: The input template of target settle does not become JSON.'])
  })

  test('of text without quotes is a warning that cites both of the pages of AWS that disagree', () => {
    const [flaw, ...more] = flaws(template('<instance> is in state <state>'))
    expect(more).toEqual([])
    expect(flaw?.severity).toBe('warning')
    expect(flaw?.because?.join('\n')).toContain('eb-transform-target-input')
    expect(flaw?.because?.join('\n')).toContain('API_InputTransformer')
  })

  test('is needed', () => {
    expect(said(flaws(template('  ')))).toEqual(['error: Target settle has an input transformer without a template.'])
  })

  test('may not define a variable of EventBridge itself', () => {
    const found = flaws(template('{"a": <aws.events.rule-name>}', { 'aws.events.rule-name': '$.source' }))
    expect(said(found)).toEqual(['error: Target settle defines a variable with a reserved name.'])
  })

  test('of text is refused where the service takes its parameters from an object', () => {
    expect(said(flaws(template('"<instance> is <state>"'), 'object'))).toEqual([
      'error: The input template of target settle is not a JSON object, which its service needs.',
    ])
    expect(said(flaws(template('{"a": <instance>}'), 'object'))).toEqual([])
  })

  test('false positive: a lone variable may hold an object', () => {
    expect(said(flaws(template('<instance>'), 'object'))).toEqual([])
  })
})

describe('an object or a list within quotes of a JSON template', () => {
  test.each(['$', '$.detail', '$.resources'])('loses each event: %s', (path) => {
    const [flaw, ...more] = flaws(template('{"a": "x <a> y", "again": "<a>"}', { a: path }))
    expect(more).toEqual([])
    expect(flaw?.code).toBe('input-invalid')
    expect(flaw?.severity).toBeUndefined()
    expect(flaw?.summary).toBe(
      'The input template of target settle has <a> in quotes, so EventBridge drops the events.',
    )
    expect(flaw?.because?.join('\n')).toContain('{"key": <a>}')
  })

  test.each(['<aws.events.event>', '<aws.events.event.json>'])('loses each event: %s', (variable) => {
    expect(said(flaws(template(`{"a": "${variable}"}`)))).toHaveLength(1)
    expect(said(flaws(template(`{"a": ${variable}}`)))).toEqual([])
  })

  test.each([
    ['outside of quotes it is a value', '{"a": <a>, "b": [<a>]}', '$.detail'],
    ['in a template of text its quotes are taken out', '"it is <a>"', '$.detail'],
    ['what a field of the detail holds only an event tells', '{"a": "<a>"}', '$.detail.state'],
    ['an element of the resources is a text', '{"a": "<a>"}', '$.resources[0]'],
    ['so is the name of the rule', '{"a": "<aws.events.rule-name> <aws.events.rule-arn>"}', '$.detail'],
  ])('false positive: %s', (_, text, path) => {
    expect(said(flaws(template(text, { a: path })))).toEqual([])
  })
})

describe('the input of a log group', () => {
  const paths = { timestamp: '$.time', message: '$.detail' }

  test('is a record with a time and a message', () => {
    expect(said(flaws(template('{"timestamp":<timestamp>,"message":<message>}', paths), 'log-record'))).toEqual([])
  })

  test('false positive: the message may be a text with variables in it', () => {
    const text = '{"timestamp" : <timestamp>, "message": "instance \\"<message>\\" is up"}'
    expect(said(flaws(template(text, { ...paths, message: '$.detail.state' }), 'log-record'))).toEqual([])
  })

  test.each(['{"time":<timestamp>,"message":<message>}', '{"timestamp":<timestamp>,"message":<message>,"a":1}', '{}'])(
    'is nothing else: %s',
    (text) => {
      expect(said(flaws(template(text, paths), 'log-record'))).toEqual([
        'error: The input template of target settle does not have the form that a log group accepts.',
      ])
    },
  )

  test('is at risk as a constant or a path', () => {
    expect(said(flaws({ Input: '{"a":1}' }, 'log-record'))[0]).toMatch(/^warning: /)
    expect(said(flaws({ InputPath: '$.detail' }, 'log-record'))[0]).toMatch(/^warning: /)
  })
})

describe('a constant input', () => {
  test.each(['{"a":1}', '"text"', '[1]', 'true', '12'])('false positive: any JSON will do: %s', (Input) => {
    expect(said(flaws({ Input }))).toEqual([])
  })

  test.each(['hello', "{'a': 1}", ''])('that is no JSON is refused: %j', (Input) => {
    expect(said(flaws({ Input }))).toEqual(['error: The input of target settle is not JSON.'])
  })

  test('false positive: what looks like a variable in a constant is text', () => {
    expect(said(flaws({ Input: '{"a":"<b>"}' }))).toEqual([])
  })

  test('must be an object where the service takes its parameters from one', () => {
    expect(flaws({ Input: '"halt"' }, 'object')).toHaveLength(1)
  })

  test('leaves no room for a path or a transformer', () => {
    const found = flaws({ Input: '{}', InputPath: '$.detail' })
    expect(said(found)).toEqual(['error: Target settle has more than one kind of input.'])
  })
})

describe('a path in the input', () => {
  test('is quoted where it is malformed', () => {
    const [flaw] = flaws({ InputPath: 'detail' })
    expect(flaw?.because).toContain('InputPath = "detail"')
    const [inMap] = flaws(template('{"a": <a>}', { a: '$.detail[0' }))
    expect(inMap?.because?.[0]).toBe('InputPathsMap["a"] = "$.detail[0"')
  })

  test('that is only not listed by AWS is a warning', () => {
    expect(said(flaws({ InputPath: "$.detail['a']" }))[0]).toMatch(/^warning: /)
  })
})

describe('the object that an input becomes', () => {
  test('has null for what comes from the event', () => {
    expect(inputObject({ Id: 'a', Arn: '', ...template('{"i": <instance>, "t": "BATCH"}') })).toEqual({
      i: null,
      t: 'BATCH',
    })
  })

  test('is not known when the event itself is the input, and none when the input is text', () => {
    expect(inputObject({ Id: 'a', Arn: '' })).toBeUndefined()
    expect(inputObject({ Id: 'a', Arn: '', Input: '"text"' })).toBeUndefined()
    expect(inputObject({ Id: 'a', Arn: '', Input: 'no JSON' })).toBeUndefined()
  })
})
