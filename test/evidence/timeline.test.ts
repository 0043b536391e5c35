import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/evidence/changes.js'
import { type Story, timelineOf } from '../../src/evidence/timeline.js'
import type { DeadLetter, LogRecord } from '../../src/evidence/types.js'
import { ORDERS_RULE } from '../support/home.js'
import { at, metricsWith, points } from './metrics.js'

const SETTLE = { Id: 'settle', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle' }

const change = (time: string, more: Partial<Change> = {}): Change => ({
  time,
  text: 'PutRolePolicy on the role deliver, by developer/eva.',
  short: 'PutRolePolicy by developer/eva',
  targets: ['settle'],
  passed: true,
  ...more,
})
const record = (type: string, time: string, more: Partial<LogRecord> = {}): LogRecord => ({
  time,
  type,
  ruleArn: ORDERS_RULE,
  targetArn: SETTLE.Arn,
  ...more,
})
const tell = (story: Partial<Story>): string[] =>
  timelineOf({ rule: { name: 'order-paid', arn: ORDERS_RULE }, targets: [SETTLE], ...story }).map(
    ({ time, kind, text }) => `${time.slice(11, 16)} ${kind}: ${text}`,
  )

const hours = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => at(from + i))

describe('the story of the window', () => {
  test('a change that broke a rule: the first failure stands beside it', () => {
    const metrics = metricsWith({
      MatchedEvents: points([...hours(8, 14), at(14, 4), at(15)]),
      SuccessfulInvocationAttempts: points(hours(8, 14)),
      FailedInvocations: points([at(14, 4), at(15)]),
    })
    expect(tell({ metrics, changes: [change(at(14, 2))] })).toEqual([
      '14:00 success: The last successful delivery of the rule order-paid was counted.',
      '14:02 change: PutRolePolicy on the role deliver, by developer/eva.',
      '14:04 failure: Deliveries of the rule order-paid begin to fail, 2 min after PutRolePolicy by developer/eva.',
      '15:00 failure: The last failed delivery of the rule order-paid was counted.',
    ])
  })

  test('failures that stopped: the change that fixed it, and the deliveries since', () => {
    const metrics = metricsWith({
      MatchedEvents: points(hours(8, 16)),
      FailedInvocations: points(hours(8, 10)),
      SuccessfulInvocationAttempts: points(hours(11, 16)),
    })
    expect(tell({ metrics, changes: [change(at(10, 30))] })).toEqual([
      '08:00 failure: The first failed delivery of the rule order-paid in the window was counted.',
      '10:00 failure: The last failed delivery of the rule order-paid was counted.',
      '10:30 change: PutRolePolicy on the role deliver, by developer/eva.',
      '11:00 success: Deliveries of the rule order-paid succeed again.',
      '16:00 success: The last successful delivery of the rule order-paid was counted.',
    ])
  })

  test('a failure within the period of the change counts as after it', () => {
    const metrics = metricsWith({ MatchedEvents: points([at(14, 2)]), FailedInvocations: points([at(14, 2)]) })
    const after = '2026-11-25T14:02:30.000Z'
    expect(tell({ metrics, changes: [change(after)] }).join('\n')).toContain(
      'was counted, less than a minute after PutRolePolicy by developer/eva.',
    )
  })

  test('a change long before is not put beside a failure when deliveries succeeded in between', () => {
    const metrics = metricsWith({
      MatchedEvents: points(hours(8, 14)),
      SuccessfulInvocationAttempts: points(hours(8, 13)),
      FailedInvocations: points([at(14)]),
    })
    expect(tell({ metrics, changes: [change(at(9, 30))] }).join('\n')).not.toContain('after PutRolePolicy')
  })

  test('only the first beginning after a change stands beside it', () => {
    const metrics = metricsWith({ MatchedEvents: points(hours(8, 14)), FailedInvocations: points([at(9), at(13)]) })
    const told = tell({ metrics, changes: [change(at(8, 30))] }).filter((line) => line.includes('begin to fail'))
    expect(told).toEqual([
      '09:00 failure: Deliveries of the rule order-paid begin to fail, 30 min after PutRolePolicy by developer/eva.',
      '13:00 failure: Deliveries of the rule order-paid begin to fail.',
    ])
  })

  test('a change after the first failure is not its cause', () => {
    const metrics = metricsWith({ FailedInvocations: points(hours(8, 14)) })
    expect(tell({ metrics, changes: [change(at(9, 30))] }).join('\n')).not.toContain('after PutRolePolicy')
  })

  test('a change of the dead-letter queue is no cause of a failure', () => {
    const metrics = metricsWith({ FailedInvocations: points([at(14)]) })
    const told = tell({ metrics, changes: [change(at(13, 58), { passed: false })] })
    expect(told).toHaveLength(2)
    expect(told.join('\n')).not.toContain('after PutRolePolicy')
  })

  test('failing that begins again after a quiet stretch is a second beginning', () => {
    const metrics = metricsWith({
      MatchedEvents: points(hours(8, 14)),
      FailedInvocations: points([at(9), at(13), at(14)]),
    })
    expect(tell({ metrics }).filter((line) => line.includes('begin to fail'))).toHaveLength(2)
  })

  test('false positive: a stretch without events is no end of failing', () => {
    const metrics = metricsWith({
      MatchedEvents: points([at(8), at(14)]),
      FailedInvocations: points([at(8), at(14)]),
    })
    expect(tell({ metrics }).filter((line) => line.includes('begin to fail'))).toHaveLength(0)
  })

  test('failing that comes and goes all day does not fill the page', () => {
    const times = Array.from({ length: 200 }, (_, i) => new Date(Date.parse(at(1)) + i * 300_000).toISOString())
    const metrics = metricsWith({
      MatchedEvents: points(times),
      FailedInvocations: points(times.filter((_, i) => i % 2 === 0)),
    })
    const told = tell({ metrics })
    expect(told.length).toBeLessThan(10)
    expect(told.join('\n')).toContain('94 more such beginnings are not shown')
  })

  test('the log tells the first and the last failure with the words of the service, and the last delivery', () => {
    const error = { message: 'not on the allow list', httpStatus: 403 }
    const records = [
      record('INVOCATION_FAILURE', at(12), { error }),
      record('INVOCATION_DLQ', at(12)),
      record('INVOCATION_FAILURE', at(10), { error }),
      record('INVOCATION_FAILURE', at(11), { error }),
      record('INVOCATION_SUCCESS', at(9)),
    ]
    expect(tell({ records, changes: [change(at(9, 58))] })).toEqual([
      '09:00 success: A delivery to target settle succeeded.',
      '09:58 change: PutRolePolicy on the role deliver, by developer/eva.',
      '10:00 failure: A delivery to target settle failed (HTTP 403): not on the allow list, 2 min after PutRolePolicy by developer/eva.',
      '12:00 failure: A delivery to target settle failed (HTTP 403): not on the allow list.',
    ])
  })

  test('the first dead letter of each code', () => {
    const letter = (sent: string, ERROR_CODE: string): DeadLetter => ({
      messageId: sent,
      sent,
      attributes: { RULE_ARN: ORDERS_RULE, TARGET_ARN: SETTLE.Arn, ERROR_CODE },
      notification: false,
    })
    const letters = [letter(at(11), 'NO_PERMISSIONS'), letter(at(10), 'NO_PERMISSIONS'), letter(at(12), 'TIMEOUT')]
    expect(tell({ letters })).toEqual([
      '10:00 failure: An event for target settle became a dead letter: NO_PERMISSIONS, the first of 2.',
      '12:00 failure: An event for target settle became a dead letter: TIMEOUT.',
    ])
  })

  test('matches alone are told where no outcome is known', () => {
    expect(tell({ metrics: metricsWith({ TriggeredRules: points(hours(8, 10)) }) })).toEqual([
      '10:00 match: The last trigger of the rule order-paid was counted.',
    ])
  })

  test('at one moment a change stands before the failure, and the failure before a success', () => {
    const metrics = metricsWith({
      FailedInvocations: points([at(14)]),
      SuccessfulInvocationAttempts: points([at(14)]),
    })
    expect(tell({ metrics, changes: [change(at(14))] }).map((line) => line.split(' ')[1])).toEqual([
      'change:',
      'failure:',
      'success:',
    ])
  })

  test('nothing read, nothing told', () => {
    expect(tell({})).toEqual([])
  })
})
