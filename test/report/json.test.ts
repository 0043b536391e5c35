import { describe, expect, test } from 'vitest'
import { renderJson, renderJsonError } from '../../src/report/json.js'
import type { Report } from '../../src/report/report.js'
import { healthy, sample } from './sample.js'
import { complaints, strictComplaints } from './schema.js'

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>

describe('JSON for programs', () => {
  test('fits the published schema, and has no member that the schema does not name', () => {
    expect(strictComplaints(parsed(renderJson(sample)))).toEqual([])
    expect(strictComplaints(parsed(renderJson(healthy)))).toEqual([])
  })

  test('an error fits the published schema too', () => {
    const text = renderJsonError({ code: 'wrong-usage', message: 'Nonexistent flag: --x.', hint: '' })
    expect(strictComplaints(parsed(text))).toEqual([])
  })

  test('a scheduled rule fits the published schema', () => {
    const schedule = { expression: 'rate(5 minutes)', next: ['2026-11-21T12:05:00Z'] }
    const report = { ...healthy, rule: { ...healthy.rule, schedule, managedBy: 'states.amazonaws.com' } }
    expect(strictComplaints(parsed(renderJson(report)))).toEqual([])
  })

  test('the schema refuses a check that is ok and yet has a finding', () => {
    const [rule, trigger] = sample.checks
    const checks = [{ ...rule, findings: trigger?.findings }]
    expect(complaints({ ...sample, checks }).join()).toContain('findings')
  })

  test('the schema refuses an unknown without its reason, and a status that does not exist', () => {
    const [rule] = sample.checks
    expect(complaints({ ...sample, checks: [{ ...rule, status: 'unknown', because: null }] })).not.toEqual([])
    expect(complaints({ ...sample, checks: [{ ...rule, status: 'fine' }] })).not.toEqual([])
  })

  test('a reader who validates is not stopped by a member that a later version adds', () => {
    expect(complaints({ ...sample, later: 1, rule: { ...sample.rule, later: 1 } })).toEqual([])
  })

  test('members stand in one order, whatever order they were made in', () => {
    expect(renderJson(backwards(sample) as Report)).toBe(renderJson(sample))
  })

  test('data of AWS keeps the order of its own members', () => {
    const text = renderJson(sample)
    expect(text.indexOf('"RoleName"')).toBeLessThan(text.indexOf('"PolicyDocument"'))
  })
})

/** The same value with the members of every object of ours the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).reverse()
  return Object.fromEntries(
    members.map(([key, member]) => [key, ['before', 'after', 'input'].includes(key) ? member : backwards(member)]),
  )
}
