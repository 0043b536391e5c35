import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TimelineEntry } from '../../src/evidence/types.js'
import { type Happened, happenedMarkdown, happenedText } from '../../src/report/what-happened.js'
import { columns } from '../../src/text/wrap.js'

const hour = (n: number): string => new Date(Date.parse('2026-11-24T20:00:00Z') + n * 3_600_000).toISOString()
const series = (from: number, to: number, value: number) =>
  Array.from({ length: to - from }, (_, i) => ({ time: hour(from + i), value }))

const story: Happened = {
  from: hour(0),
  to: hour(24),
  metrics: [
    { label: 'matched', points: [...series(0, 5, 2), ...series(9, 24, 8)], total: 130 },
    { label: 'delivered', points: [...series(0, 5, 2), ...series(9, 18, 8)], total: 82 },
    { label: 'failed', points: series(18, 24, 8), total: 48 },
  ],
  timeline: [
    {
      time: hour(17.9),
      kind: 'success',
      text: 'The last successful delivery of the rule order-paid was counted.',
      source: 'CloudWatch',
    },
    {
      time: hour(18.03),
      kind: 'change',
      text: 'PutRolePolicy on the role deliver, by CloudFormation (stack orders-prod, role deploy-exec).',
      source: 'CloudTrail',
    },
    {
      time: hour(18.07),
      kind: 'failure',
      text: 'Deliveries of the rule order-paid begin to fail, 2 min after PutRolePolicy by CloudFormation (stack orders-prod, role deploy-exec).',
      source: 'CloudWatch',
    },
  ],
}

describe('the part "What happened" in a terminal', () => {
  test('80 columns', () => {
    expect(happenedText(story, 80).join('\n')).toMatchInlineSnapshot(`
      "  From 2026-11-24T20:00Z to 2026-11-25T20:00Z, as AWS recorded it.
        matched    ▂ ▂ ▂ ▂ ▂         █ █ █ █ █ █ █ █ █ █ █ █ █ █ █   130
        delivered  ▂ ▂ ▂ ▂ ▂         █ █ █ █ █ █ █ █ █                82
        failed                                         █ █ █ █ █ █    48

        11-25 13:54  ✓ success  The last successful delivery of the rule order-paid
                                was counted.
        11-25 14:01  ~ change   PutRolePolicy on the role deliver, by CloudFormation
                                (stack orders-prod, role deploy-exec).
        11-25 14:04  ✗ failure  Deliveries of the rule order-paid begin to fail, 2 min
                                after PutRolePolicy by CloudFormation (stack
                                orders-prod, role deploy-exec)."
    `)
  })

  test('160 columns', () => {
    expect(happenedText(story, 160).join('\n')).toMatchInlineSnapshot(`
      "  From 2026-11-24T20:00Z to 2026-11-25T20:00Z, as AWS recorded it.
        matched    ▂  ▂  ▂  ▂  ▂              █  █  █  █  █  █  █  █  █  █  █  █  █  █  █    130
        delivered  ▂  ▂  ▂  ▂  ▂              █  █  █  █  █  █  █  █  █                       82
        failed                                                           █  █  █  █  █  █     48

        11-25 13:54  ✓ success  The last successful delivery of the rule order-paid was counted.
        11-25 14:01  ~ change   PutRolePolicy on the role deliver, by CloudFormation (stack orders-prod, role deploy-exec).
        11-25 14:04  ✗ failure  Deliveries of the rule order-paid begin to fail, 2 min after PutRolePolicy by CloudFormation (stack orders-prod, role deploy-exec)."
    `)
  })

  test('a number that is not known is said to be so', () => {
    const open = { ...story, metrics: [{ label: 'delivered', points: [], total: null }] }
    expect(happenedText(open, 80).join('\n')).toMatch(/delivered +not known/)
  })

  test('nothing known, nothing shown', () => {
    const nothing = { ...story, metrics: [], timeline: [] }
    expect(happenedText(nothing, 80)).toEqual([])
    expect(happenedMarkdown(nothing)).toEqual([])
  })

  test('a long story is cut at its beginning, and says so', () => {
    const [entry] = story.timeline
    const long = { ...story, metrics: [], timeline: Array.from({ length: 45 }, () => entry as TimelineEntry) }
    expect(happenedText(long, 160)).toHaveLength(1 + 30 + 1)
    expect(happenedText(long, 160).at(-1)).toContain('15 earlier entries are not shown: see --output json.')
    expect(happenedMarkdown(long).at(-1)).toContain('15 earlier entries')
  })
})

describe('the part "What happened" in Markdown', () => {
  test('has the lines of the metrics as they are, and the story as a table', () => {
    expect(happenedMarkdown(story).join('\n\n')).toMatchInlineSnapshot(`
      "## What happened

      From 2026-11-24T20:00Z to 2026-11-25T20:00Z, as AWS recorded it.

      \`\`\`
        matched    ▂ ▂ ▂ ▂ ▂         █ █ █ █ █ █ █ █ █ █ █ █ █ █ █   130
        delivered  ▂ ▂ ▂ ▂ ▂         █ █ █ █ █ █ █ █ █                82
        failed                                         █ █ █ █ █ █    48
      \`\`\`

      | Time (UTC) | Kind | What | Source |
      | --- | --- | --- | --- |
      | 11-25 13:54 | ✓ success | The last successful delivery of the rule order-paid was counted. | CloudWatch |
      | 11-25 14:01 | ~ change | PutRolePolicy on the role deliver, by CloudFormation (stack orders-prod, role deploy-exec). | CloudTrail |
      | 11-25 14:04 | ✗ failure | Deliveries of the rule order-paid begin to fail, 2 min after PutRolePolicy by CloudFormation (stack orders-prod, role deploy-exec). | CloudWatch |"
    `)
  })
})

describe('whatever the names of an account hold', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '\u001b[2J',
      '\n# x\n',
      '| a |',
      '<img src=x>',
      '```',
      '\u202e',
      '[x](javascript:1)',
      '**b**',
      'x'.repeat(300),
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  const hostile = fc.tuple(nasty, nasty, nasty).map(
    ([text, source, label]): Happened => ({
      ...story,
      metrics: [{ label, points: series(0, 5, 1), total: 5 }],
      timeline: [{ time: text, kind: 'failure', text: `a ${text} b`, source }, ...story.timeline],
    }),
  )
  const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

  test('no line of the terminal has a character that cannot be seen', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(40, 80, 160), (happened, width) => {
        for (const line of happenedText(happened, width)) expect(line).not.toMatch(INVISIBLE)
      }),
    )
  })

  test('the Markdown has the same rows and cells as without it', () => {
    fc.assert(
      fc.property(hostile, (happened) => {
        const blocks = happenedMarkdown(happened)
        for (const block of blocks) for (const line of block.split('\n')) expect(line).not.toMatch(INVISIBLE)
        const table = (blocks.find((block) => block.startsWith('| Time')) ?? '').split('\n')
        expect(table).toHaveLength(2 + 4)
        for (const row of table) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5)
        expect(table.join('\n')).not.toContain('<img')
      }),
    )
  })

  test('lines keep to the width, but for words that cannot be broken', () => {
    for (const width of [80, 160]) {
      for (const line of happenedText(story, width)) expect(columns(line)).toBeLessThanOrEqual(width)
    }
  })
})
