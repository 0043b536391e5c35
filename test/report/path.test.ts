import { describe, expect, test } from 'vitest'
import { drawPath } from '../../src/report/draw-path.js'
import { paintWith } from '../../src/report/paint.js'
import { pathOf } from '../../src/report/path.js'
import { type CheckResult, overallVerdict, type Report } from '../../src/report/report.js'
import { nextStep, verdictSentence } from '../../src/report/verdict.js'
import { healthy, sample } from './sample.js'

const check = (id: string, target: string | null, status: CheckResult['status'], ...codes: string[]): CheckResult => ({
  check: id,
  title: 'It is so',
  target,
  status,
  because: status === 'problem' ? null : 'Seen.',
  findings: codes.map((code) => ({ code, severity: 'error', summary: `${code}.`, because: ['seen'], docs: '' })),
})

const reportOf = (checks: CheckResult[], delivers: boolean | null, more: Partial<Report> = {}): Report => {
  const first = checks.find((result) => result.status === 'problem')
  return {
    ...healthy,
    verdict: overallVerdict(checks),
    firstBrokenHop: first ? { check: first.check, target: first.target } : null,
    targets: [
      {
        id: 'settle',
        arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle',
        type: 'lambda',
        role: 'arn:aws:iam::111122223333:role/pay',
        delivers,
      },
    ],
    checks,
    ...more,
  }
}

const draw = (report: Report, width = 160): string => drawPath(pathOf(report), width, paintWith(false)).join('\n')

describe('the path of the delivery', () => {
  test('an event goes by bus, rule, target and role to the service', () => {
    const all = ['trigger', 'rule', 'targets'].map((id) => check(id, null, 'ok'))
    const report = reportOf([...all, check('target-state', 'settle', 'ok'), check('role-trust', 'settle', 'ok')], true)
    expect(draw(report)).toBe(
      '  ✓ event ──▶ ✓ bus default ──▶ ✓ rule order-paid ──▶ ✓ target settle ──▶ ✓ role pay ──▶ ✓ Lambda function',
    )
  })

  test('beyond the first broken hop no event passes, and the mark stands below that hop', () => {
    const report = reportOf(
      [check('rule', null, 'ok'), check('role-trust', 'settle', 'problem', 'role-not-trusted')],
      false,
    )
    expect(draw(report)).toBe(
      [
        '  · event ──▶ ✓ bus default ──▶ ✓ rule order-paid ──▶ · target settle ──▶ ✗ role pay ┄┄▶ · Lambda function',
        '                                                                          ▲ first broken hop: role-not-trusted',
      ].join('\n'),
    )
  })

  test('a rule that does not exist is broken there, and shows no target', () => {
    const report = reportOf([check('rule', null, 'problem', 'rule-not-found')], null, {
      rule: { ...healthy.rule, state: null },
      targets: [],
    })
    expect(draw(report)).toContain('· bus default ──▶ ✗ rule order-paid\n')
    expect(draw(report)).toContain('▲ first broken hop: rule-not-found')
  })

  test('a role that CloudTrail saw EventBridge fail to assume is broken at the role, not at the service', () => {
    const report = reportOf(
      [check('role-trust', 'settle', 'ok'), check('cloudtrail', 'settle', 'problem', 'assume-role-failed')],
      false,
    )
    expect(draw(report)).toContain('✗ role pay ┄┄▶ · Lambda function')
  })

  test('a call that CloudTrail saw denied is broken at the service', () => {
    const report = reportOf(
      [check('role-trust', 'settle', 'ok'), check('cloudtrail', 'settle', 'problem', 'delivery-denied')],
      false,
    )
    expect(draw(report)).toContain('✓ role pay ──▶ ✗ Lambda function')
  })

  test('not a broken hop: a look that was refused is shown as unknown', () => {
    const report = reportOf([check('role-trust', 'settle', 'unknown')], null)
    expect(draw(report)).toContain('? role pay ──▶ ? Lambda function')
    expect(draw(report)).not.toContain('broken')
  })

  test('a schedule stands where the event would', () => {
    const rule = { ...healthy.rule, schedule: { expression: 'rate(5 minutes)', next: [] } }
    expect(draw(reportOf([], true, { rule }))).toContain('· schedule rate(5 minutes) ──▶')
  })

  test('keeps to the width of the terminal as far as names allow, and several targets branch off below the rule', () => {
    for (const width of [60, 80, 100, 160]) {
      for (const line of draw(sample, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    }
    expect(draw(sample, 80)).toContain('├──▶ ✓ target settle')
    expect(draw(sample, 80)).toContain('└──▶ · target partner')
  })
})

describe('the verdict in one sentence', () => {
  test('names no account, no ARN and no cause: it can be passed on to a customer', () => {
    for (const report of [sample, healthy]) {
      expect(verdictSentence(report)).not.toMatch(/arn:|\d{12}|iam|policy/i)
      expect(verdictSentence(report)).toMatch(/\.$/)
    }
  })

  test('a rule that is broken before any target delivers nothing', () => {
    const report = reportOf([check('rule', null, 'problem', 'rule-disabled')], false)
    expect(verdictSentence(report)).toBe('The EventBridge rule order-paid delivers no events.')
  })

  test('of a rule that nothing reached it is not said that it delivers, but what was counted', () => {
    const window = { from: '2026-11-20T12:00:00Z', to: '2026-11-21T12:00:00Z' }
    const more = { window, generatedAt: '2026-11-21T12:00:00Z', nothingSeen: true } as const
    const ok = reportOf([check('role-trust', 'settle', 'ok')], true, more)
    expect(verdictSentence(ok)).toBe(
      'No event matched the EventBridge rule order-paid in the last 24 h, as far as CloudWatch counted, so nothing was seen of its deliveries. Nothing was found that would stop an event.',
    )
    const schedule = { expression: 'rate(5 minutes)', next: [] }
    const scheduled = { ...ok, verdict: 'at-risk' as const, rule: { ...ok.rule, schedule } }
    expect(verdictSentence(scheduled)).toBe(
      'The schedule of the EventBridge rule order-paid did not trigger it in the last 24 h, as far as CloudWatch counted, so nothing was seen of its deliveries. No error was found, but there are warnings.',
    )
    const broken = reportOf([check('rule', null, 'problem', 'rule-disabled')], false, more)
    expect(verdictSentence(broken)).toBe('The EventBridge rule order-paid delivers no events.')
  })

  test('not seen is not fine: an inconclusive verdict says how many checks could not be completed', () => {
    expect(verdictSentence(reportOf([check('role-trust', 'settle', 'unknown')], null))).toContain('one check could not')
  })
})

describe('what to do next', () => {
  test('a plan of all changes, when something can be fixed in the live account', () => {
    expect(nextStep(sample).command).toBe('eb-doctor fix order-paid --event-bus-name orders --dry-run')
  })

  test('a snapshot cannot be fixed: the page about the first error', () => {
    const report = { ...sample, context: { ...sample.context, source: 'snapshot' as const } }
    expect(nextStep(report).command).toBe('eb-doctor explain role-not-trusted')
  })

  test('a rule name that looks like a flag is given by its ARN', () => {
    const report = { ...sample, rule: { ...sample.rule, name: '-rf' } }
    expect(nextStep(report).command).toContain(sample.rule.arn)
  })

  test('the permissions to ask for, when only they are lacking', () => {
    const report = reportOf([check('role-trust', 'settle', 'unknown')], null, { gaps: sample.gaps })
    expect(nextStep(report).text).toContain('Ask for the permissions')
  })

  test('what a check cannot decide is to be read by hand, and the statement is named', () => {
    const open = {
      ...check('role-permissions', 'settle', 'unknown'),
      because: 'Cannot tell whether deliver allows sqs:SendMessage: inline policy "deliver", statement 2.',
    }
    const step = nextStep(reportOf([open], null, { gaps: [] }))
    expect(step.text).toContain('Decide by hand what role-permissions of target settle left open.')
    expect(step.text).toContain('inline policy "deliver", statement 2')
    expect(step.command).toBeUndefined()
  })

  test('a look that failed is made again with --debug', () => {
    const failed = {
      ...check('role-trust', 'settle', 'unknown'),
      because: 'Could not read the role (iam:GetRole): Throttling.',
    }
    expect(nextStep(reportOf([failed], null, { gaps: [] })).command).toContain('--debug')
  })
})
