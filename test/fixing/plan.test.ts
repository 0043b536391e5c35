import { describe, expect, test } from 'vitest'
import { makePlan, type PlanOptions } from '../../src/fixing/plan.js'
import { readPlan } from '../../src/fixing/read-plan.js'
import { allowKey, allowSend } from '../../src/remedies/resource-policies.js'
import type { Report } from '../../src/report/report.js'
import type { Fix } from '../../src/verdict/fix.js'
import { HOME, ruleAddress } from '../support/home.js'

const addressOfRule = (name: string) => ruleAddress({ name })
const queue = { arn: `arn:aws:sqs:eu-west-1:${HOME}:inbox`, url: 'https://q/1/inbox', policy: null }
const options: PlanOptions = {
  only: [],
  targets: [],
  includeKeyPolicies: false,
  extendSharedRoles: false,
  account: HOME,
}

/** A report with one finding of one target. */
const report = (name: string, fix: Fix | undefined, managedBy?: string): Report => {
  const rule = addressOfRule(name)
  const finding = {
    code: 'grant-missing',
    severity: 'error' as const,
    summary: `${name} is kept out.`,
    because: ['seen'] as const,
    docs: 'https://docs',
    ...(fix ? { fix } : {}),
  }
  return {
    schemaVersion: 1,
    tool: { name: 'eb-doctor', version: '0' },
    generatedAt: '2026-11-21T12:00:00Z',
    context: { account: HOME, partition: 'aws', region: 'eu-west-1', identity: null, source: 'live' },
    rule: { name, arn: rule.arn, bus: 'default', state: 'ENABLED', ...(managedBy ? { managedBy } : {}) },
    verdict: 'broken',
    firstBrokenHop: null,
    targets: [],
    checks: [
      { check: 'resource-policy', title: '', target: 'q', status: 'problem', because: null, findings: [finding] },
    ],
    window: { from: '2026-11-20T12:00:00Z', to: '2026-11-21T12:00:00Z' },
    metrics: [],
    timeline: [],
    gaps: [],
    limits: [],
    stats: { calls: 0, retries: 0, milliseconds: 0 },
  }
}

const sendFix = (name: string) => allowSend(queue, addressOfRule(name))

describe('a plan', () => {
  test('writes a policy once for all rules that need it, with a statement for each', () => {
    const plan = makePlan([report('a', sendFix('a')), report('b', sendFix('b'))], options)
    expect(plan.changes).toHaveLength(1)
    expect(JSON.parse(String(plan.changes[0]?.after)).Statement).toHaveLength(2)
    expect(plan.changes[0]?.because.map(({ rule }) => rule.split('/').at(-1))).toEqual(['a', 'b'])
  })

  test('leaves a rule alone that an AWS service manages', () => {
    const plan = makePlan([report('a', sendFix('a'), 'states.amazonaws.com')], options)
    expect(plan.changes).toEqual([])
    expect(plan.left[0]?.decide[0]).toContain('managed by states.amazonaws.com')
  })

  test('changes nothing for a finding that what happened contradicts, and says what there is to decide', () => {
    const held = (state: 'contradicted' | 'confirmed' | 'unobserved') => {
      const one = report('a', sendFix('a'))
      const evidence = { state, because: ['A delivery succeeded at 11:30.'] as const }
      const checks = one.checks.map((check) => ({
        ...check,
        findings: check.findings.map((finding) => ({ ...finding, evidence })),
      }))
      return makePlan([{ ...one, checks }], options)
    }
    const plan = held('contradicted')
    expect([plan.changes, plan.withheld]).toEqual([[], []])
    expect(plan.left[0]?.decide.join(' ')).toMatch(
      /^Nothing is changed for this finding, .*: A delivery succeeded at 11:30. If it is right all the same: Allow /,
    )
    for (const state of ['confirmed', 'unobserved'] as const) expect(held(state).changes).toHaveLength(1)
  })

  test('has nothing of what happened itself: that is no configuration', () => {
    const one = report('a', undefined)
    const checks = one.checks.map((check) => ({ ...check, check: 'metrics', target: null }))
    expect(makePlan([{ ...one, checks }], options).left).toEqual([])
  })

  test("never changes what is not in the caller's own account", () => {
    const plan = makePlan([report('a', sendFix('a'))], { ...options, account: '444455556666' })
    expect(plan.changes).toEqual([])
    expect(plan.left[0]?.decide[0]).toContain(`belongs to account ${HOME}`)
  })

  test('withholds the policy of a key until the flag is given', () => {
    const key = { arn: `arn:aws:kms:eu-west-1:${HOME}:key/1`, policy: '{"Statement":[]}' }
    const reports = [report('a', allowKey(key, { kind: 'queue', arn: 'arn:q' }, addressOfRule('a')))]
    expect(makePlan(reports, options)).toMatchObject({ changes: [], withheld: [{ resource: key.arn }] })
    expect(makePlan(reports, { ...options, includeKeyPolicies: true })).toMatchObject({ withheld: [] })
  })

  test('is of the named codes and targets only', () => {
    const reports = [report('a', sendFix('a'))]
    expect(makePlan(reports, { ...options, only: ['rule-disabled'] }).changes).toEqual([])
    expect(makePlan(reports, { ...options, targets: ['another'] }).changes).toEqual([])
    expect(makePlan(reports, { ...options, only: ['grant-missing'], targets: ['q'] }).changes).toHaveLength(1)
  })

  test('lists what no machine fixes, for a person', () => {
    expect(makePlan([report('a', undefined)], options).left).toMatchObject([{ code: 'grant-missing', decide: [] }])
  })

  test('keeps whether shared roles were to be extended: a plan from a file is diagnosed again in the same way', () => {
    const plan = makePlan([report('a', sendFix('a'))], { ...options, extendSharedRoles: true })
    expect(readPlan(JSON.stringify(plan)).asked).toMatchObject({ extendSharedRoles: true })
  })
})
