import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found, missing } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { CHECKS } from '../../src/checks/index.js'
import { findingsOf } from '../../src/report/report.js'
import { diagnosisOf } from '../support/diagnosing.js'
import { HOME, OTHER, REGION } from '../support/home.js'
import { ROLE, wholeAccount } from '../support/whole-account.js'

const arn = (service: string, resource: string, account = HOME) => `arn:aws:${service}:${REGION}:${account}:${resource}`

/** The configuration alone: the account's metrics show deliveries, which would soften every error. */
const CONFIGURATION = CHECKS.filter(({ evidence }) => !evidence)

async function reportOn(target: Omit<Target, 'Id'>, instead: Partial<Account> = {}) {
  const account = { ...wholeAccount([{ Id: 'settle', ...target } as Target]), ...instead }
  const report = await diagnosisOf(account, { checks: CONFIGURATION })
  return { verdict: report.verdict, delivers: report.targets[0]?.delivers, findings: findingsOf(report) }
}

describe('a target of a kind that is not known', () => {
  test.each([
    ['of a new service', { Arn: arn('quantum', 'box/1') }],
    ['of another resource of a known service', { Arn: arn('sagemaker', 'endpoint/score'), RoleArn: ROLE }],
    ['of EventBridge itself', { Arn: arn('events', 'connection/shop/1234'), RoleArn: ROLE }],
    ['of another account', { Arn: arn('quantum', 'box/1', OTHER), RoleArn: ROLE }],
  ])('%s leaves the rule inconclusive', async (_, target) => {
    const { verdict, delivers, findings } = await reportOn(target)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect({ verdict, delivers }).toEqual({ verdict: 'inconclusive', delivers: null })
  })
})

describe('a role of another account', () => {
  const there = `arn:aws:iam::${OTHER}:role/deliver`
  const elsewhere = 'arn:aws:iam::333344445555:role/deliver'
  test.each([
    ['on a bus of that account', { Arn: arn('events', 'event-bus/central', OTHER), RoleArn: there }],
    ['on a bus of this account', { Arn: arn('events', 'event-bus/central'), RoleArn: there }],
    ['of a third account on a bus', { Arn: arn('events', 'event-bus/central', OTHER), RoleArn: elsewhere }],
  ])('%s: the role of the last target belongs on the rule of that bus', async (_, target) => {
    const { verdict, delivers, findings } = await reportOn(target)
    const finding = findings.find(({ code }) => code === 'role-in-other-account')
    expect(finding?.because.join('\n')).toMatch(/belongs on the target of the rule on that bus/)
    expect({ verdict, delivers }).toEqual({ verdict: 'broken', delivers: false })
  })
})

describe('an object or a list within the quotes of a JSON template', () => {
  const FUNCTION = arn('lambda', 'function:settle')
  test.each([
    ['the detail', { d: '$.detail' }, '{"payload":"<d>"}'],
    ['the resources, with words before them', { d: '$.resources' }, '{"a":{"b":"of <d>"}}'],
    ['the whole event, in a list', { d: '$' }, '["<d>"]'],
    ['what EventBridge itself fills in', {}, '{"event":"<aws.events.event>"}'],
  ])('%s loses every event', async (_, InputPathsMap, InputTemplate) => {
    const { verdict, findings } = await reportOn({ Arn: FUNCTION, InputTransformer: { InputPathsMap, InputTemplate } })
    expect(findings.map(({ code }) => code)).toEqual(['input-invalid'])
    expect(verdict).toBe('broken')
  })

  test.each([
    ['without quotes', { d: '$.detail' }, '{"payload":<d>}'],
    ['in a template of text', { d: '$.detail' }, '"it was <d>"'],
    ['of a text in quotes', { d: '$.source' }, '{"payload":"<d>"}'],
  ])('false positive: %s', async (_, InputPathsMap, InputTemplate) => {
    const { findings } = await reportOn({ Arn: FUNCTION, InputTransformer: { InputPathsMap, InputTemplate } })
    expect(findings).toEqual([])
  })
})

describe('a function named with :$LATEST', () => {
  const name = arn('lambda', 'function:settle')
  const latest = { Arn: `${name}:$LATEST` }

  const allowing = (resource: string) =>
    found(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'lambda:InvokeFunction',
            Resource: resource,
          },
        ],
      }),
    )

  test.each([
    ['without a policy', missing],
    ['with a statement for the function', allowing(name)],
    ['with a statement for an alias', allowing(`${name}:live`)],
  ])('%s: no call can allow it', async (_, policy) => {
    const { verdict, findings } = await reportOn(latest, { lambdaPolicy: async () => policy })
    expect(findings.map(({ code }) => code)).toEqual(['grant-missing'])
    expect(findings[0]?.fix?.changes).toEqual([])
    expect(verdict).toBe('broken')
  })
})

describe('what is new at AWS in 2026', () => {
  test.each([
    ['a custom bus of the newer service', { Arn: arn('events', 'event-busv2/orders/0123'), RoleArn: ROLE }],
    ['a queue that takes less than the largest event', { Arn: arn('sqs', 'orders') }],
    ['a target with a member that is newer than this version', { Arn: arn('sqs', 'orders'), NewParameters: { A: 1 } }],
  ])('%s is no error', async (_, target) => {
    const { findings } = await reportOn(target, {
      queue: async (queueArn) => {
        const known = await wholeAccount().queue(queueArn)
        return known.state === 'found' ? found({ ...known.value, maximumMessageSize: 262_144 }) : known
      },
    })
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('a bus that AWS manages is not offered a change', async () => {
    const { findings } = await reportOn(
      { Arn: arn('events', 'event-bus/central', OTHER), RoleArn: ROLE },
      {
        eventBus: async (busArn) =>
          found({ name: 'central', arn: busArn, policy: null, managedBy: 'securitylake.amazonaws.com' }),
      },
    )
    expect(findings.flatMap(({ fix }) => fix?.changes ?? []).map(({ call }) => call.operation)).not.toContain(
      'PutPermission',
    )
  })
})
