import { describe, expect, test } from 'vitest'
import { exitCodeOfEvents } from '../../src/cli/exit-codes.js'
import { linesOf, shortened, withMarks } from '../../src/event/render/lines.js'
import { arrives, nearestFirst, type ReportedEvent, type ReportedField } from '../../src/event/report.js'
import { readJson } from '../../src/text/json-text.js'
import { event, REPORT, rule } from './render/sample.js'

const exit = (...events: ReportedEvent[]) => exitCodeOfEvents({ ...REPORT, events })
const matching = rule('yes', { matches: true })
const off = rule('off', { matches: true, state: 'DISABLED' })
const unread = rule('unread', { matches: null, state: null, because: 'denied' })
const no = rule('no')

describe('the exit code', () => {
  test('is 0 when each event matches a rule that is on', () => {
    expect(exit(event({ rules: [no, matching] }), event({ rules: [matching] }))).toBe(0)
    expect(exit(event({ rules: [{ ...matching, state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }] }))).toBe(0)
    expect(exit(event({ rules: [{ ...matching, arn: null, state: null }] }))).toBe(0)
  })
  test('is 1 when one matches none, or only a disabled one', () => {
    expect(exit(event({ rules: [matching] }), event({ rules: [no] }))).toBe(1)
    expect(exit(event({ rules: [off] }))).toBe(1)
    expect(exit(event({ rules: [] }))).toBe(1)
  })
  test('is 1 when PutEvents refuses the entry', () => {
    expect(exit(event({ refused: ['Source is missing.'], rules: [matching] }))).toBe(1)
  })
  test('is 3 when a rule or its targets could not be read', () => {
    expect(exit(event({ rules: [no, unread] }))).toBe(3)
    expect(exit(event({ rules: [matching, unread] }))).toBe(3)
    expect(exit(event({ rules: [{ ...matching, targets: null }] }))).toBe(3)
    expect(arrives(event({ rules: [no, unread] }))).toBeNull()
  })
})

describe('the order of the rules', () => {
  const field = (path: string, outcome: ReportedField['outcome']): ReportedField => ({
    path,
    outcome,
    wanted: '[]',
    found: null,
    optional: false,
    hints: [],
  })
  test('is nearest first', () => {
    const otherSource = rule('a-other-source', { fields: [field('source', 'other-value')] })
    const twoFields = rule('b-two', {
      fields: [field('source', 'met'), field('detail.a', 'absent'), field('detail.b', 'absent')],
    })
    const oneField = rule('c-one', { fields: [field('source', 'met'), field('detail.a', 'absent')] })
    const schedule = rule('d-schedule', { because: 'it has no pattern', fields: [] })
    const names = nearestFirst([schedule, otherSource, twoFields, oneField, unread, off, matching]).map(
      ({ name }) => name,
    )
    expect(names).toEqual(['yes', 'off', 'unread', 'c-one', 'b-two', 'a-other-source', 'd-schedule'])
  })
})

describe('the lines of an event', () => {
  const lines = (json: string, ...paths: string[]) => {
    const read = readJson(json)
    if (!read.ok) throw new Error(read.fault.reason)
    const fields = paths.map(
      (path): ReportedField => ({ path, wanted: '["x"]', found: null, outcome: 'absent', optional: false, hints: [] }),
    )
    return withMarks(linesOf(read.value), fields).map(({ text, marks }) => `${marks.length > 0 ? '✗ ' : '  '}${text}`)
  }

  test('carry the marks of the fields in the way', () => {
    expect(lines('{"a":{"b":1.0,"c":[{"d":1}]}}', 'a.b', 'a.c.d')).toEqual([
      ...[
        '  {',
        '    "a": {',
        '✗     "b": 1.0,',
        '      "c": [',
        '        {',
        '✗         "d": 1',
        '        }',
        '      ]',
      ],
      ...['    }', '  }'],
    ])
  })

  test('show a field that is not there under the last object on its way that is', () => {
    expect(lines('{"a":{"b":1}}', 'a.x.y')).toEqual([
      '  {',
      '    "a": {',
      '✗     (no "x.y")',
      '      "b": 1',
      '    }',
      '  }',
    ])
    expect(lines('{}', 'z')).toEqual(['  {}', '✗   (no "z")'])
    expect(lines('{"a":1}', 'z')).toEqual(['  {', '✗   (no "z")', '    "a": 1', '  }'])
  })

  test('keep what is missing in the order of the pattern, and mark the element that came nearest', () => {
    expect(lines('{"a":1}', 'y', 'z')).toEqual(['  {', '✗   (no "y")', '✗   (no "z")', '    "a": 1', '  }'])
    const read = readJson('{"a":[{"b":1},{"b":2}]}')
    if (!read.ok) throw new Error(read.fault.reason)
    const field: ReportedField = {
      path: 'a.b',
      wanted: '[1]',
      found: '2',
      outcome: 'other-element',
      optional: false,
      hints: [],
    }
    const marked = withMarks(linesOf(read.value), [field]).filter(({ marks }) => marks.length > 0)
    expect(marked.map(({ text }) => text.trim())).toEqual(['"b": 2'])
  })

  test('find keys that have dots in them', () => {
    expect(lines('{"a.b":{"c":1}}', 'a.b.c')[2]).toBe('✗     "c": 1')
  })

  test('of a long event are those around the marks, and how many are left out', () => {
    const members = Array.from({ length: 300 }, (_, i) => [`k${i}`, i])
    const read = readJson(JSON.stringify(Object.fromEntries(members)))
    if (!read.ok) throw new Error(read.fault.reason)
    const marked = withMarks(linesOf(read.value), [
      { path: 'k200', wanted: '', found: null, outcome: 'absent', optional: false, hints: [] },
    ])
    const shown = shortened(marked, 60).map(({ text }) => text.trim())
    expect(shown).toContain('"k200": 200,')
    expect(shown.filter((text) => text.startsWith('...'))).toEqual(['... 178 lines', '... 94 lines'])
    expect(shown.length).toBeLessThan(60)
  })
})
