import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toAuditEvent } from '../../../src/aws/records/audit-event.js'
import { HOME } from '../../support/home.js'
import { live, named, sent, stubOf } from '../../support/live.js'

const trail = stubOf(CloudTrailClient)
const ROLE = `arn:aws:iam::${HOME}:role/deliver`

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a look into the event history', () => {
  test('has one attribute, a beginning and whole pages', async () => {
    trail.on(LookupEventsCommand).resolves({ Events: [] })
    expect(await live().auditEvents('ResourceName', ROLE, 60)).toEqual({
      state: 'found',
      value: { events: [], pages: 1, more: false },
    })
    expect(sent(trail)).toEqual([
      [
        'LookupEvents',
        {
          LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: ROLE }],
          StartTime: new Date('2026-11-21T11:00:00Z'),
          MaxResults: 50,
        },
      ],
    ])
  })

  test('goes on from page to page, three at most, and says that there was more', async () => {
    let page = 0
    trail.on(LookupEventsCommand).callsFake(() => {
      page += 1
      return { Events: [{ CloudTrailEvent: JSON.stringify({ eventName: `n${page}` }) }], NextToken: `t${page}` }
    })
    const answer = await live().auditEvents('EventName', 'RunTask', 60)
    expect(answer).toMatchObject({ value: { pages: 3, more: true } })
    expect(answer.state === 'found' && answer.value.events.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3'])
    expect(sent(trail).map(([, input]) => (input as { NextToken?: string }).NextToken)).toEqual([undefined, 't1', 't2'])
  })

  test('keeps the pace that AWS sets for the whole account: two at once, then two a second', async () => {
    vi.useRealTimers()
    const times: number[] = []
    const began = performance.now()
    trail.on(LookupEventsCommand).callsFake(() => {
      times.push(performance.now() - began)
      return { Events: [] }
    })
    const account = live()
    await Promise.all(Array.from({ length: 6 }, (_, i) => account.auditEvents('EventName', `e${i}`, 60)))
    // A clock may tick a little early, and a busy machine is late.
    const seconds = times.map((time) => Math.floor((time + 50) / 1000))
    expect(seconds).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('does not wait on when the time is over', async () => {
    vi.useRealTimers()
    const time = new AbortController()
    trail.on(LookupEventsCommand).resolves({ Events: [] })
    const account = live({ signal: time.signal })
    const reads = Array.from({ length: 6 }, (_, i) => account.auditEvents('EventName', `e${i}`, 60))
    const began = performance.now()
    setTimeout(() => time.abort(), 30)
    const answers = await Promise.all(reads)
    expect(performance.now() - began).toBeLessThan(900)
    expect(answers.at(-1)).toMatchObject({ state: 'failed', error: { kind: 'timeout' } })
  })

  test('that is refused is denied; a record that is no JSON, or no list, is malformed', async () => {
    trail.on(LookupEventsCommand).rejects(named('AccessDeniedException'))
    expect(await live().auditEvents('EventName', 'a', 60)).toEqual({
      state: 'denied',
      action: 'cloudtrail:LookupEvents',
      resource: '*',
    })
    trail.on(LookupEventsCommand).resolves({ Events: [{ CloudTrailEvent: '{' }] })
    expect(await live().auditEvents('EventName', 'a', 60)).toMatchObject({ error: { kind: 'malformed' } })
    trail.on(LookupEventsCommand).resolves({})
    expect(await live().auditEvents('EventName', 'a', 60)).toMatchObject({ error: { kind: 'malformed' } })
  })
})

describe('a record of CloudTrail', () => {
  test('of a refused call by the session of a role', () => {
    const record = {
      eventTime: '2026-11-21T11:30:00Z',
      eventID: '1',
      eventSource: 'states.amazonaws.com',
      eventName: 'StartExecution',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${HOME}:assumed-role/deliver/057ffa15`,
        sessionContext: { sessionIssuer: { arn: ROLE } },
        invokedBy: 'events.amazonaws.com',
      },
      errorCode: 'AccessDenied',
      errorMessage: 'not allowed',
      requestParameters: null,
    }
    expect(toAuditEvent(JSON.stringify(record))).toEqual({
      time: '2026-11-21T11:30:00Z',
      id: '1',
      source: 'states.amazonaws.com',
      name: 'StartExecution',
      identityType: 'AssumedRole',
      invokedBy: 'events.amazonaws.com',
      sessionRoleArn: ROLE,
      errorCode: 'AccessDenied',
      errorMessage: 'not allowed',
      resources: [],
      failures: [],
    })
  })

  test('of an AssumeRole by the service itself', () => {
    const record = {
      eventName: 'AssumeRole',
      userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
      requestParameters: { roleArn: ROLE, roleSessionName: 'x' },
      resources: [{ ARN: ROLE, type: 'AWS::IAM::Role' }],
    }
    expect(toAuditEvent(JSON.stringify(record))).toMatchObject({ assumedRoleArn: ROLE, resources: [ROLE] })
  })

  test('of a task that was not started although ECS answered 200', () => {
    const record = {
      eventName: 'RunTask',
      sourceIPAddress: 'events.amazonaws.com',
      requestParameters: {
        cluster: 'arn:aws:ecs:r:1:cluster/c',
        taskDefinition: 'arn:aws:ecs:r:1:task-definition/t:1',
        count: 1,
      },
      responseElements: {
        tasks: [],
        failures: [{ arn: 'i', reason: 'RESOURCE:MEMORY', detail: 'd' }, { reason: 'AGENT' }],
      },
    }
    expect(toAuditEvent(JSON.stringify(record))).toMatchObject({
      invokedBy: 'events.amazonaws.com',
      resources: ['arn:aws:ecs:r:1:cluster/c', 'arn:aws:ecs:r:1:task-definition/t:1'],
      failures: ['i: RESOURCE:MEMORY: d', 'AGENT'],
    })
  })

  test.each([
    '{}',
    '[]',
    'null',
    '7',
    '{"userIdentity":7,"resources":{},"responseElements":[],"requestParameters":"x"}',
  ])('that is odd (%s) is read as far as it goes', (json) => {
    expect(toAuditEvent(json)).toEqual({ time: '', id: '', source: '', name: '', resources: [], failures: [] })
  })
})
