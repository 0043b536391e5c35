import { describe, expect, test } from 'vitest'
import { missing } from '../../src/aws/read.js'
import { senderCheck } from '../../src/checks/check.js'
import { resourcePolicy } from '../../src/checks/resource-policy.js'
import { roleTrust } from '../../src/checks/role-trust.js'
import { targetState } from '../../src/checks/target-state.js'
import { type Walk, walk } from '../../src/diagnosis/walk.js'
import type { Sender } from '../../src/verdict/sender.js'
import type { SenderSubject } from '../../src/verdict/subject.js'
import { error, ok } from '../../src/verdict/verdict.js'
import { account, answers, doc, forEventBridge, QUEUE, queue, ROLE, role } from '../checks/delivery.js'
import { HOME, REGION } from '../support/home.js'

/** Another kind of sender than a rule: all that a target is asked about rests on these members. */
const timer: Sender = {
  kind: 'timer',
  noun: 'timer',
  name: 'nightly',
  arn: `arn:aws:timers:${REGION}:${HOME}:timer/nightly`,
  account: HOME,
  region: REGION,
  partition: 'aws',
  principal: 'events.amazonaws.com',
}

interface TimerSubject extends SenderSubject {
  paused: boolean
}

const runs = senderCheck<TimerSubject>()({
  id: 'timer',
  title: 'The timer runs',
  stop: 'event',
  saysWhetherItExists: true,
  reads: [],
  findings: ['timer-paused'],
  run: async ({ paused }) =>
    paused ? error('timer-paused', 'The timer is paused.', { because: ['seen'] }) : ok('The timer runs.'),
})

const of = (more: Partial<Walk<TimerSubject>> = {}): Walk<TimerSubject> => ({
  sender: timer,
  subject: { now: new Date('2026-11-21T12:00:00Z'), sinceMinutes: 60, paused: false },
  exists: true,
  targets: { state: 'found', value: [{ Id: 'settle', Arn: QUEUE, RoleArn: ROLE }] },
  checks: [runs, targetState, roleTrust, resourcePolicy],
  ...more,
})

const there = account({ queue: answers(queue({ policy: null })), role: answers(role()) })
const options = { account: there, signal: new AbortController().signal }

describe('a walk of another sender than a rule', () => {
  test('asks the checks of its own, and of each target the ones that every sender shares', async () => {
    const { results } = await walk(of(), options)
    expect(results.map(({ check, target, status }) => `${check} ${target} ${status}`)).toEqual([
      'timer null ok',
      'target-state settle ok',
      'role-trust settle ok',
      'resource-policy settle ok',
    ])
  })

  test('holds the policy of the target against the ARN of this sender, and names it', async () => {
    const elsewhere = doc(
      forEventBridge('sqs:SendMessage', QUEUE, {
        Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:timers:${REGION}:${HOME}:timer/other` } },
      }),
    )
    const { results } = await walk(
      of({ targets: { state: 'found', value: [{ Id: 'settle', Arn: QUEUE }] }, checks: [resourcePolicy] }),
      { ...options, account: account({ queue: answers(queue({ policy: elsewhere })) }) },
    )
    expect(results[0]?.findings[0]?.summary).toContain('the timer nightly')
    expect(results[0]?.findings[0]?.because.join('\n')).toContain(timer.arn)
  })

  test('that does not exist is asked for nothing but that, and the reason says what it is', async () => {
    const { results } = await walk(of({ exists: false, targets: missing }), options)
    expect(results.map(({ check, status, because }) => `${check} ${status} ${because}`)).toEqual([
      'timer ok The timer runs.',
      'target-state skipped There is no such timer.',
      'role-trust skipped There is no such timer.',
      'resource-policy skipped There is no such timer.',
    ])
  })
})
