import { describe, expect, test } from 'vitest'
import { exitCodeOfScan } from '../../src/cli/exit-codes.js'
import { BadSettings, countedBy, readSettings } from '../../src/scan/settings.js'
import { begin, manyRules, NOW, scanned } from './many-rules.js'

const until = { reason: 'Until the ledger is in use.', expires: '2026-12-31' }

/** A scan with the settings of a team. */
async function under(value: unknown) {
  const settings = readSettings(value)
  return scanned(manyRules(), {}, begin({ count: (report) => countedBy(settings, NOW, report) }))
}

const of = (rules: Awaited<ReturnType<typeof under>>['rules'], name: string) =>
  rules.find(({ arn }) => arn.endsWith(`/${name}`))

describe('settings', () => {
  test.each([
    [null, 'an empty file says nothing'],
    [{ regions: ['eu-west-1', 'us-gov-west-1'], buses: ['default', 'aws.partner/example.com/shop'] }, 'where to look'],
    [{ suppress: [{ rule: 'night-*', codes: ['rule-disabled'], bus: 'orders', ...until }] }, 'what does not count'],
    [
      { suppress: [{ rule: 'arn:aws:events:eu-west-1:111122223333:rule/orders/off', ...until }] },
      'of one rule by its ARN',
    ],
    [{ severities: { 'pattern-suspicious': 'error' } }, 'what counts as more'],
  ])('that are read: %j', (value: unknown, _why: string) => {
    expect(() => readSettings(value)).not.toThrow()
  })

  test.each([
    [[], 'it is not a list of settings by name'],
    [{ region: ['eu-west-1'] }, 'there is no setting "region"; did you mean regions?'],
    [{ suppress: [{ rules: 'x', ...until }] }, 'there is no setting "suppress.0.rules"; did you mean rule?'],
    [{ suppress: [{ rule: 'x', reason: 'y' }] }, 'suppress.0.expires is absent'],
    [{ suppress: [{ rule: 'x', reason: '', expires: '2026-12-31' }] }, 'suppress.0.reason is empty'],
    [
      { suppress: [{ rule: 'x', reason: 'y', expires: '2026-02-30' }] },
      'suppress.0.expires is not a day such as 2026-12-31',
    ],
    [{ suppress: [{ rule: 'a b', ...until }] }, 'suppress.0.rule is neither the name nor the ARN of a rule'],
    [
      { suppress: [{ rule: 'x', codes: ['rule-disable'], ...until }] },
      'there is no finding "rule-disable"; did you mean rule-disabled?',
    ],
    [{ suppress: 'x' }, 'suppress is a string, not a list'],
    [{ severities: { 'no-target': 'error' } }, 'there is no finding "no-target"; did you mean no-targets?'],
    [{ severities: { 'no-targets': 'fatal' } }, /^severities\.no-targets is none of/],
    [{ regions: ['Frankfurt'] }, 'regions.0 is not the name of a Region'],
    [{ buses: ['a b'] }, 'buses.0 is not the name of an event bus'],
    [{ ['__proto__x']: 1 }, /^there is no setting "__proto__x"/],
  ])('that are refused, with the place of the first flaw: %j', (value, expected) => {
    expect(() => readSettings(value)).toThrow(BadSettings)
    expect(() => readSettings(value)).toThrow(expected)
  })
})

describe('a suppression', () => {
  test('takes an error out of what counts, and never out of what is said', async () => {
    const { scan, rules, reports } = await under({ suppress: [{ rule: 'off', ...until }] })
    const off = of(rules, 'off')
    expect(off).toMatchObject({ verdict: 'broken', countsAs: 'suppressed', codes: ['rule-disabled'] })
    expect(off?.suppressed).toEqual([{ code: 'rule-disabled', target: null, severity: 'error', ...until }])
    expect(scan.totals).toMatchObject({ suppressed: 1, suppressedFindings: 1, broken: 12 })
    expect(scan.causes.map(({ code }) => code)).not.toContain('rule-disabled')
    const [report] = reports.filter(({ rule }) => rule.name === 'off')
    expect(report?.verdict).toBe('broken')
  })

  test('of everything makes the exit code 0, and the totals say so', async () => {
    const { scan } = await under({ suppress: [{ rule: '*', ...until }] })
    expect(scan.totals.broken).toBe(0)
    // One role may not be read: that is nothing that could be suppressed.
    expect(scan.totals.inconclusive).toBe(1)
    expect(exitCodeOfScan(scan, 'error')).toBe(3)
    expect(scan.verdict).toBe('inconclusive')
  })

  test('holds for its codes, its bus and its rules alone', async () => {
    const counts = async (entry: object) => {
      const { rules } = await under({ suppress: [{ ...entry, ...until }] })
      return rules.filter(({ suppressed }) => suppressed).map(({ arn }) => arn.split('rule/')[1])
    }
    expect(await counts({ rule: 'paid-*' })).toEqual(['orders/paid-1', 'orders/paid-2', 'orders/paid-3'])
    expect(await counts({ rule: 'paid-*', bus: 'default' })).toEqual([])
    expect(await counts({ rule: 'paid-1', codes: ['rule-disabled'] })).toEqual([])
    expect(await counts({ rule: 'arn:aws:events:eu-west-1:111122223333:rule/empty' })).toEqual(['empty'])
    expect(await counts({ rule: 'deleted.1' })).toEqual([])
  })

  test('holds to the end of its last day, and no longer', async () => {
    const on = async (expires: string) =>
      of((await under({ suppress: [{ rule: 'off', reason: 'x', expires }] })).rules, 'off')
    expect((await on('2026-11-25'))?.countsAs).toBe('suppressed')
    expect((await on('2026-11-24'))?.countsAs).toBeUndefined()
  })
})

describe('a severity of the team', () => {
  test('lowers what counts: an error counts as a warning', async () => {
    const { scan, rules } = await under({ severities: { 'rule-disabled': 'warning' } })
    expect(of(rules, 'off')).toMatchObject({
      verdict: 'broken',
      countsAs: 'at-risk',
      regraded: [{ code: 'rule-disabled', target: null, from: 'error', to: 'warning' }],
    })
    expect(scan.causes.find(({ code }) => code === 'rule-disabled')?.severity).toBe('warning')
  })

  test('raises what counts: a warning counts as an error', async () => {
    const { rules } = await under({ severities: { 'dead-letter-queue-unusable': 'error' } })
    expect(of(rules, 'letters-1')).toMatchObject({ verdict: 'at-risk', countsAs: 'broken' })
  })
})
