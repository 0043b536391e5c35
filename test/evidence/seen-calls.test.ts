import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../src/aws/reads/cloudtrail.js'
import type { Change } from '../../src/evidence/changes.js'
import { type CallsOfTarget, fromCalls, seenCalls } from '../../src/evidence/seen-calls.js'
import { timelineOf } from '../../src/evidence/timeline.js'
import { at as atHour } from './metrics.js'

const at = (minute: number) => atHour(10, minute)

const RULE = { name: 'order-paid', arn: 'arn:aws:events:eu-west-1:111122223333:rule/order-paid' }
const ROLE = 'arn:aws:iam::111122223333:role/deliver'
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:settle'
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:settle'

const call = (time: string, name: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ time, id: time, source: 'states.amazonaws.com', name, resources: [MACHINE], failures: [] },
  ...more,
})
const refused = (time: string, name = 'StartExecution') =>
  call(time, name, {
    errorCode: 'AccessDenied',
    errorMessage: `User: x is not authorized to perform: states:${name} on resource: ${MACHINE} because no identity-based policy allows the states:${name} action`,
  })
const unassumed = (time: string) =>
  call(time, 'AssumeRole', { source: 'sts.amazonaws.com', errorCode: 'AccessDenied', resources: [ROLE] })
const of = (Id: string, more: Partial<CallsOfTarget> = {}, Arn = MACHINE): CallsOfTarget => ({
  target: { Id, Arn, RoleArn: ROLE },
  ...{ assumed: [], asRole: [], own: [] },
  needs: [{ action: 'states:StartExecution', resource: Arn, why: 'start it', severity: 'error' }],
  ...more,
})
const invoked = (Id: string, own: readonly AuditEvent[]): CallsOfTarget => ({
  ...of(Id, { own, needs: [] }, FUNCTION),
  target: { Id, Arn: FUNCTION },
})

describe('a call that CloudTrail recorded, as evidence', () => {
  test('a refused AssumeRole is a failure of the only target with that role, and fits the trust', () => {
    const [seen] = fromCalls(seenCalls([of('settle', { assumed: [unassumed(at(10))] })]))
    expect(seen).toMatchObject({
      kind: 'failure',
      target: 'settle',
      fits: expect.arrayContaining(['role-trust']),
      text: `CloudTrail, 2026-11-25T10:10Z: EventBridge could not assume the role deliver: AccessDenied.`,
    })
    expect(seen?.fits).not.toContain('role-permissions')
  })

  test('of a role that two targets share it blames neither, and is told once', () => {
    const assumed = [unassumed(at(10))]
    const seen = fromCalls(seenCalls([of('settle', { assumed }), of('archive', { assumed }, `${MACHINE}-2`)]))
    expect(seen.map(({ target }) => target)).toEqual([null])
  })

  test('a refused call fits the permissions, and of two targets with the role is the one that it names', () => {
    const asRole = [refused(at(10))]
    const seen = fromCalls(seenCalls([of('settle', { asRole }), of('archive', { asRole }, `${MACHINE}-2`)]))
    expect(seen.map(({ target, fits }) => [target, fits?.includes('role-permissions')])).toEqual([['settle', true]])
  })

  test('a failure after which the call has passed is none any more', () => {
    expect(fromCalls(seenCalls([of('settle', { asRole: [call(at(11), 'StartExecution'), refused(at(10))] })]))).toEqual(
      [],
    )
  })

  test('a passed call with the role clears nothing: another rule may use the role for the same target', () => {
    expect(fromCalls(seenCalls([of('settle', { asRole: [call(at(10), 'StartExecution')] })]))).toEqual([])
  })

  test('an invocation for this very rule is a delivery to the only target with that function', () => {
    const own = [call(at(10), 'Invoke')]
    expect(fromCalls(seenCalls([invoked('settle', own)]))).toMatchObject([{ kind: 'success', target: 'settle' }])
    const twice = fromCalls(seenCalls([invoked('settle', own), invoked('again', own)]))
    expect(twice).toMatchObject([{ kind: 'success', target: null }])
  })

  test('a call that failed for a passing reason confirms nothing', () => {
    const own = [call(at(10), 'Invoke', { errorCode: 'TooManyRequestsException' })]
    expect(fromCalls(seenCalls([invoked('settle', own)]))).toMatchObject([{ fits: [] }])
  })
})

describe('a call that CloudTrail recorded, in the timeline', () => {
  const change: Change = {
    time: at(9),
    text: 'DeleteRolePolicy on the role deliver, by eva.',
    short: 'DeleteRolePolicy by eva',
    targets: ['settle'],
    passed: true,
  }
  const story = (all: readonly CallsOfTarget[], changes: readonly Change[] = []) =>
    timelineOf({ rule: RULE, targets: all.map(({ target }) => target), calls: seenCalls(all), changes }).map(
      ({ kind, text }) => `${kind}: ${text}`,
    )

  test('the first and the last failure stand there, the first beside the change before it, and the last success', () => {
    const asRole = [
      refused(at(30)),
      refused(at(20)),
      refused(at(11)),
      call(at(5), 'StartExecution'),
      call(at(4), 'StartExecution'),
    ]
    expect(story([of('settle', { asRole })], [change])).toEqual([
      "success: EventBridge's StartExecution with the role deliver succeeded.",
      'change: DeleteRolePolicy on the role deliver, by eva.',
      "failure: EventBridge's StartExecution with the role deliver failed: AccessDenied to states:StartExecution, not allowed by identity-based policy, 2 min after DeleteRolePolicy by eva.",
      "failure: EventBridge's StartExecution with the role deliver failed: AccessDenied to states:StartExecution, not allowed by identity-based policy.",
    ])
  })

  test('an invocation names its target', () => {
    expect(story([invoked('settle', [call(at(10), 'Invoke')])])).toEqual([
      "success: EventBridge's Invoke for target settle succeeded.",
    ])
  })
})
