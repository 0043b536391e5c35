import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodeOfScan } from '../../src/cli/exit-codes.js'
import { openBaseline } from '../../src/cli/scan/baseline.js'
import { renderJsonLine } from '../../src/report/json.js'
import { BadBaseline, readBaseline } from '../../src/scan/baseline.js'
import { begin, manyRules, OPTIONS, PLACE, RULES, scanned } from './many-rules.js'

const first = await scanned()
const baseline = readBaseline(JSON.parse(JSON.stringify(first.scan)))
const rule = (path: string) => `arn:aws:events:eu-west-1:111122223333:rule/${path}`

/** A scan of another state of the account, held against the first one. */
async function again(
  rules: Parameters<typeof manyRules>[0] = RULES,
  more: Parameters<typeof manyRules>[1] = {},
  options: Partial<typeof OPTIONS> = {},
) {
  const { checks } = { ...OPTIONS, ...options }
  const summary = begin({ baseline, checks: checks.map(({ id }) => id), buses: options.buses ?? [] })
  const { scan } = await scanned(manyRules(rules, more), options, summary)
  if (!scan.baseline) throw new Error('nothing was compared')
  return { scan, ...scan.baseline }
}

const told = (list: readonly { arn: string; code: string }[]) =>
  list.map(({ arn, code }) => `${arn.split('rule/')[1]} ${code}`)

describe('a scan is held against an earlier one', () => {
  test('of the same account: everything is still there', async () => {
    const { new: fresh, gone, stillThere, notCompared } = await again()
    expect([fresh, gone, notCompared]).toEqual([[], [], []])
    expect(told(stillThere)).toContain('orders/off rule-disabled')
    expect(stillThere).toHaveLength(first.rules.flatMap(({ codes }) => codes).length)
  })

  test('a rule that is broken now is new, one that was repaired is gone, and so is one that was deleted', async () => {
    const { 'deleted-1': _, ...others } = RULES['default'] ?? {}
    const orders = { ...RULES['orders'], fine: [], 'returned-1': RULES['orders']?.['fine'] ?? [] }
    const { new: fresh, gone, notCompared } = await again({ orders, default: others })
    expect(told(fresh)).toEqual(['orders/fine no-targets'])
    expect(told(gone)).toEqual(['deleted-1 target-not-found', 'orders/returned-1 grant-missing'])
    expect(notCompared).toEqual([])
  })

  test('the rules of an event bus that is gone are gone', async () => {
    const { gone } = await again({ default: RULES['default'] ?? {} })
    expect(told(gone)).toContain('orders/off rule-disabled')
  })

  test('what could not be looked at now is neither gone nor still there', async () => {
    const refused = { state: 'denied', action: 'events:ListRules', resource: '*' } as const
    const blind = await again(RULES, { rules: async (bus) => (bus === 'orders' ? refused : manyRules().rules(bus)) })
    expect(blind.gone).toEqual([])
    expect(told(blind.notCompared)).toContain('orders/off rule-disabled')

    const closed = await again(RULES, {
      queue: async (arn) => ({ state: 'denied', action: 'sqs:GetQueueAttributes', resource: arn }),
    })
    expect(told(closed.gone)).toEqual([])
    expect(told(closed.notCompared)).toContain('orders/returned-1 grant-missing')
  })

  test('what was not asked about now is not compared: another bus, a check that was left out', async () => {
    const narrow = await again(RULES, {}, { buses: ['default'] })
    expect(narrow.gone).toEqual([])
    expect(told(narrow.notCompared)).toContain('orders/off rule-disabled')

    const few = await again(RULES, {}, { checks: OPTIONS.checks.filter(({ id }) => id !== 'resource-policy') })
    expect(told(few.notCompared)).toContain('orders/returned-1 grant-missing')
    expect(few.gone).toEqual([])
  })

  test('of another account says so: everything is new, and not because it was repaired before', async () => {
    const note = 'The baseline is of other accounts or Regions: nothing of this scan can be compared with it.'
    const elsewhere = readBaseline(JSON.parse(JSON.stringify(first.scan).replaceAll('111122223333', '444455556666')))
    const { scan } = await scanned(manyRules(), {}, begin({ baseline: elsewhere }))
    expect(scan.notes).toContain(note)
    expect(scan.baseline).toMatchObject({ gone: [], stillThere: [] })
    expect((await again()).scan.notes).not.toContain(note)
  })

  test('a warning that has become an error is new', async () => {
    const earlier = { ...baseline, rules: baseline.rules.map((one) => ({ ...one, errors: [] })) }
    const { scan } = await scanned(manyRules(), {}, begin({ baseline: earlier }))
    expect(told(scan.baseline?.new ?? [])).toContain('orders/off rule-disabled')
    expect(scan.baseline?.gone).toEqual([])
  })

  test('with --fail-on new only new breakage makes the exit code 1, and blindness still makes it 3', async () => {
    const seeing = { ...RULES, default: { ...RULES['default'], unseen: [] } }
    const before = readBaseline(JSON.parse(JSON.stringify((await scanned(manyRules(seeing))).scan)))
    const exit = async (rules: typeof RULES, failOn: 'new' | 'error') =>
      exitCodeOfScan((await scanned(manyRules(rules), {}, begin({ baseline: before }))).scan, failOn)
    expect(await exit(seeing, 'error')).toBe(1)
    expect(await exit(seeing, 'new')).toBe(0)
    expect(await exit({ ...seeing, more: { broken: [] } }, 'new')).toBe(1)
    expect(await exit(RULES, 'new')).toBe(3)
  })
})

describe('a baseline is checked whole before it is used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-baseline-'))
  const file = (text: string): string => {
    const path = join(folder, 'baseline')
    writeFileSync(path, text)
    return path
  }
  const scan = JSON.parse(JSON.stringify(first.scan))
  const lines = [...first.reports.map(renderJsonLine), `${JSON.stringify(scan)}\n`]
  const refusal = async (text: string) =>
    openBaseline(file(text), false).then(
      () => 'taken',
      (thrown) => `${thrown.exitCode} ${thrown.message.split(': ').slice(1).join(': ')}`,
    )

  test.each([
    ['pretty JSON', JSON.stringify(scan, null, 2)],
    ['compact JSON', JSON.stringify(scan)],
    ['JSON that another program has laid out', JSON.stringify(scan, null, '\t').replace('{\n', '{ ')],
    ['NDJSON', lines.join('')],
  ])('%s is taken', async (_, text) => {
    expect(await openBaseline(file(text), false)).toEqual(baseline)
  })

  test.each([
    ['', '2 the summary of a scan is not in it: it is empty, or was not written to its end.'],
    ['{', '2 it is not JSON.'],
    ['[]', '2 it is not a scan of eb-doctor.'],
    [lines.slice(0, -1).join(''), '2 the summary of a scan is not in it: it is empty, or was not written to its end.'],
    [lines.slice(1).join(''), '2 its reports are not those of its summary.'],
    [`${lines.join('')}${lines[0]}`, '2 something follows the summary of the scan.'],
    [`${lines[0]}nonsense\n`, '2 it is not JSON on every line.'],
    [JSON.stringify({ ...scan, schemaVersion: 2 }), '2 it was written by another version; this one reads version 1.'],
    [JSON.stringify({ ...scan, kind: 'event' }), '2 it is not a scan of eb-doctor.'],
    [JSON.stringify({ ...scan, rules: [...scan.rules, scan.rules[0]] }), '2 it names a rule twice.'],
    [
      JSON.stringify({ ...scan, rules: [{ ...scan.rules[0], arn: 'arn:aws:sqs:eu-west-1:111122223333:x' }] }),
      '2 rules.0.arn is not the ARN of a rule.',
    ],
    [
      JSON.stringify({ ...scan, rules: [{ ...scan.rules[0], codes: ['\u001b[31m'] }] }),
      '2 rules.0.codes.0 is not the code of a finding.',
    ],
    [JSON.stringify({ ...scan, generatedAt: 'yesterday' }), '2 generatedAt is not a time.'],
  ])('and refused with one line and exit code 2: %#', async (text, expected) => {
    expect(await refusal(text)).toBe(expected)
  })

  test('a file may begin with the mark that some shells write', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'eb-doctor-')), 'base.json')
    for (const indent of [undefined, 2]) {
      writeFileSync(file, `\ufeff${JSON.stringify(first.scan, null, indent)}`)
      expect((await openBaseline(file, false)).rules.length).toBe(first.rules.length)
    }
  })

  test('the report of one rule is no scan', () => {
    expect(() => readBaseline(first.reports[0])).toThrow(BadBaseline)
    expect(() => readBaseline(first.reports[0])).toThrow('it is the diagnosis of one rule, not a scan')
  })

  test('a file that is not there, and one with other names, are told', async () => {
    await expect(openBaseline(join(folder, 'none'), false)).rejects.toMatchObject({
      exitCode: 2,
      message: /cannot be read \(ENOENT\)/,
    })
    await expect(openBaseline(file(JSON.stringify(scan)), true)).rejects.toMatchObject({
      exitCode: 2,
      message: /its names are not pseudonyms \(--redact\), and those of this scan are\.$/,
    })
  })
})

test('a place that was not looked at keeps its findings', async () => {
  const summary = begin({ baseline })
  summary.addPlace({ ...PLACE, region: 'us-east-1' })
  const { baseline: compared } = summary.finish({ calls: 0, retries: 0, milliseconds: 0 }, 'complete')
  expect(compared?.gone).toEqual([])
  expect(told(compared?.notCompared ?? [])).toContain(`${rule('orders/off').split('rule/')[1]} rule-disabled`)
})
