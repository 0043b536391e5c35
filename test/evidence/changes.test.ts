import { describe, expect, test } from 'vitest'
import { parseChange } from '../../src/aws/records/change-record.js'
import { changeLookups, changesOn, whoText } from '../../src/evidence/changes.js'
import type { ChangeRecord, Who } from '../../src/evidence/types.js'
import type { WayInput, WayTarget } from '../../src/evidence/way.js'
import { addressOf, parseRuleRef } from '../../src/verdict/rule-address.js'
import { HOME } from '../support/home.js'
import { at } from './metrics.js'

const arn = (service: string, resource: string, region = 'eu-west-1') =>
  `arn:aws:${service}:${region}:${HOME}:${resource}`
const ROLE = `arn:aws:iam::${HOME}:role/team/deliver`
const settle: WayTarget = { Id: 'settle', Arn: arn('lambda', 'function:settle:live') }

const way = (
  targets: readonly WayTarget[] = [settle],
  bus = 'orders',
  partition = 'aws',
  region = 'eu-west-1',
): WayInput => ({
  rule: addressOf(parseRuleRef('order-paid', bus), { account: HOME, partition }, region),
  targets,
})

const WHO: Who = { type: 'AssumedRole', arn: `arn:aws:sts::${HOME}:assumed-role/developer/night-shift` }
const serial = { next: 0 }
const write = (source: string, name: string, parameters: Record<string, string>, more: Partial<ChangeRecord> = {}) => ({
  time: at(14, 2),
  id: `${serial.next++}`,
  source: `${source}.amazonaws.com`,
  name,
  who: WHO,
  parameters,
  ...more,
})
const texts = (input: WayInput, ...records: ChangeRecord[]): string[] =>
  changesOn(input, records).map(({ text }) => text)

describe('a record of CloudTrail', () => {
  test('keeps who, what and when, and of the request only what names a resource', () => {
    const change = parseChange(
      JSON.stringify({
        eventTime: '2026-11-25T14:02:00Z',
        eventID: 'id',
        eventSource: 'iam.amazonaws.com',
        eventName: 'PutRolePolicy',
        userAgent: 'aws-cli/2',
        userIdentity: {
          type: 'IAMUser',
          userName: 'eva',
          arn: 'arn:aws:iam::111122223333:user/eva',
          accessKeyId: 'AKIA',
        },
        requestParameters: { roleName: 'deliver', policyName: 'send', policyDocument: '{"Secret":1}' },
      }),
    )
    expect(change).toEqual({
      time: at(14, 2),
      id: 'id',
      source: 'iam.amazonaws.com',
      name: 'PutRolePolicy',
      who: { type: 'IAMUser', userName: 'eva', arn: 'arn:aws:iam::111122223333:user/eva', userAgent: 'aws-cli/2' },
      parameters: { roleName: 'deliver', policyName: 'send' },
    })
  })

  test('may be anything else', () => {
    const broken = ['', 'text', '[]', '{}', '{"eventTime":"late","eventSource":"a","eventName":"b"}']
    for (const line of broken) expect(parseChange(line)).toBeUndefined()
    const bare = { eventTime: at(1), eventSource: 'a', eventName: 'b', requestParameters: null, userIdentity: [] }
    expect(parseChange(JSON.stringify(bare))).toMatchObject({ who: { type: 'unknown' }, parameters: {} })
  })
})

describe('what CloudTrail is asked for', () => {
  test('one stream each for EventBridge and Lambda; the role by its name, in the Region of the history of IAM', () => {
    expect(changeLookups(way([{ ...settle, RoleArn: ROLE }]))).toEqual([
      { by: 'EventSource', value: 'events.amazonaws.com', region: 'eu-west-1' },
      { by: 'EventSource', value: 'lambda.amazonaws.com', region: 'eu-west-1' },
      { by: 'ResourceName', value: 'deliver', region: 'us-east-1' },
    ])
  })

  test('the history of IAM is elsewhere in the other partitions', () => {
    const regions = (partition: string, region: string) =>
      changeLookups(way([{ Id: 'a', Arn: ROLE, RoleArn: ROLE }], 'default', partition, region))
        .filter(({ by }) => by === 'ResourceName')
        .map((lookup) => lookup.region)
    expect(regions('aws-cn', 'cn-northwest-1')).toEqual(['cn-north-1'])
    expect(regions('aws-us-gov', 'us-gov-east-1')).toEqual(['us-gov-west-1'])
    expect(regions('aws-eusc', 'eusc-de-east-1')).toEqual(['eusc-de-east-1'])
  })

  test('sources with long streams are asked call by call', () => {
    const machine = { Id: 'm', Arn: arn('states', 'stateMachine:settle'), keys: [arn('kms', 'key/k')] }
    const lookups = changeLookups(way([machine])).filter(({ by }) => by === 'EventName')
    expect(lookups.map(({ value }) => value)).toEqual([
      'UpdateStateMachine',
      'DeleteStateMachine',
      'PutKeyPolicy',
      'DisableKey',
      'ScheduleKeyDeletion',
    ])
  })

  test('what several targets share is asked once', () => {
    expect(changeLookups(way([settle, { ...settle, Id: 'again' }]))).toHaveLength(2)
  })

  test('a target of another account or Region is in another history, and is not asked for', () => {
    const far = [
      { Id: 'a', Arn: arn('lambda', 'function:settle', 'us-east-1') },
      { Id: 'b', Arn: 'arn:aws:lambda:eu-west-1:999988887777:function:settle' },
    ]
    expect(changeLookups(way(far))).toHaveLength(1)
  })
})

describe('changes on the way', () => {
  test('the rule: its name alone is not enough, the bus must be the same', () => {
    expect(
      texts(
        way(),
        write('events', 'DisableRule', { name: 'order-paid', eventBusName: 'orders' }),
        write('events', 'PutTargets', { rule: 'order-paid', eventBusName: arn('events', 'event-bus/orders') }),
        write('events', 'PutRule', { name: 'order-paid', eventBusName: 'orders', state: 'DISABLED' }),
        write('events', 'DisableRule', { name: 'order-paid' }),
        write('events', 'DisableRule', { name: 'order-paid', eventBusName: 'orders-old' }),
        write('events', 'DisableRule', { name: 'other', eventBusName: 'orders' }),
      ),
    ).toEqual([
      'DisableRule on the rule order-paid, by developer/night-shift.',
      'PutTargets on the rule order-paid, by developer/night-shift.',
      'PutRule (state DISABLED) on the rule order-paid, by developer/night-shift.',
    ])
    expect(texts(way([], 'default'), write('events', 'EnableRule', { name: 'order-paid' }))).toHaveLength(1)
  })

  test('Lambda: names with a version, functions by name, by ARN and with a qualifier', () => {
    const names = ['settle', 'settle:live', arn('lambda', 'function:settle'), `${HOME}:function:settle`]
    for (const functionName of names) {
      expect(texts(way(), write('lambda', 'RemovePermission20150331v2', { functionName }))).toEqual([
        'RemovePermission on the function settle, by developer/night-shift.',
      ])
    }
    expect(
      texts(way(), write('lambda', 'PutResourcePolicy', { resourceArn: arn('lambda', 'function:settle') })),
    ).toHaveLength(1)
    expect(texts(way(), write('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'other' }))).toEqual([])
  })

  test('the role, its policies, the key, the connection', () => {
    const target = {
      ...settle,
      RoleArn: ROLE,
      policies: [`arn:aws:iam::${HOME}:policy/send`],
      keys: [arn('kms', 'key/k-1')],
      connections: ['erp'],
    }
    expect(
      texts(
        way([target]),
        write('iam', 'PutRolePolicy', { roleName: 'deliver' }),
        write('iam', 'CreatePolicyVersion', { policyArn: `arn:aws:iam::${HOME}:policy/send` }),
        write('kms', 'PutKeyPolicy', { keyId: 'k-1' }),
        write('events', 'DeauthorizeConnection', { name: 'erp' }),
        write('iam', 'PutRolePolicy', { roleName: 'other' }),
        write('kms', 'PutKeyPolicy', { keyId: 'k-2' }),
      ),
    ).toEqual([
      'PutRolePolicy on the role deliver, by developer/night-shift.',
      'CreatePolicyVersion on the policy send, by developer/night-shift.',
      'PutKeyPolicy on the key k-1, by developer/night-shift.',
      'DeauthorizeConnection on the connection erp, by developer/night-shift.',
    ])
  })

  test('queues, topics, state machines, log groups, buses as targets', () => {
    const targets = [
      { Id: 'q', Arn: arn('sqs', 'archive') },
      { Id: 't', Arn: arn('sns', 'alerts') },
      { Id: 'm', Arn: arn('states', 'stateMachine:settle:live') },
      { Id: 'l', Arn: arn('logs', 'log-group:/audit') },
      { Id: 'b', Arn: arn('events', 'event-bus/central') },
      { Id: 'd', Arn: arn('events', 'api-destination/erp/0-1') },
    ]
    const records = [
      write('sqs', 'SetQueueAttributes', { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${HOME}/archive` }),
      write('sns', 'SetTopicAttributes', { topicArn: arn('sns', 'alerts') }),
      write('states', 'UpdateStateMachine', { stateMachineArn: arn('states', 'stateMachine:settle') }),
      write('logs', 'DeleteResourcePolicy', { policyName: 'events' }),
      write('events', 'RemovePermission', { eventBusName: 'central' }),
      write('events', 'UpdateApiDestination', { name: 'erp' }),
      write('sqs', 'SetQueueAttributes', { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${HOME}/my-archive` }),
      write('sqs', 'SetQueueAttributes', { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/999988887777/archive' }),
    ]
    expect(changesOn(way(targets), records).map((change) => change.targets)).toEqual([
      ['q'],
      ['t'],
      ['m'],
      ['l'],
      ['b'],
      ['d'],
    ])
  })

  test('false positive: a call that failed, or a call that only reads, changed nothing', () => {
    const name = { functionName: 'settle' }
    expect(texts(way(), write('lambda', 'RemovePermission20150331v2', name, { errorCode: 'AccessDenied' }))).toEqual([])
    expect(texts(way(), write('lambda', 'GetPolicy20150331v2', name))).toEqual([])
    expect(texts(way(), write('sqs', 'RemovePermission', name))).toEqual([])
  })

  test('a change of the dead-letter queue is told, and is not on the way to the target', () => {
    const target = { ...settle, DeadLetterConfig: { Arn: arn('sqs', 'lost') } }
    const url = `https://sqs.eu-west-1.amazonaws.com/${HOME}/lost`
    const [change] = changesOn(way([target]), [write('sqs', 'SetQueueAttributes', { queueUrl: url })])
    expect(change).toMatchObject({ passed: false, targets: ['settle'] })
  })

  test('a change of the rule is one of all targets; a change of something shared is one of those that share it', () => {
    const input = way([
      { ...settle, RoleArn: ROLE },
      { Id: 'b', Arn: arn('sqs', 'b'), RoleArn: ROLE },
      { Id: 'c', Arn: arn('sqs', 'c') },
    ])
    const [ofRule] = changesOn(input, [write('events', 'PutRule', { name: 'order-paid', eventBusName: 'orders' })])
    const [ofRole] = changesOn(input, [write('iam', 'DetachRolePolicy', { roleName: 'deliver' })])
    expect(ofRule?.targets).toBeNull()
    expect(ofRole?.targets).toEqual(['settle', 'b'])
  })

  test('each record once, oldest first, whatever the order in which several look-ups brought them', () => {
    const early = write('events', 'PutRule', { name: 'order-paid', eventBusName: 'orders' }, { time: at(9) })
    const late = write('events', 'PutTargets', { rule: 'order-paid', eventBusName: 'orders' }, { time: at(10) })
    expect(changesOn(way(), [late, early, late]).map(({ time }) => time)).toEqual([at(9), at(10)])
  })
})

describe('who made a change', () => {
  test.each<[string, Who, string | undefined]>([
    ['developer/night-shift', WHO, undefined],
    ['CloudFormation (role developer)', { ...WHO, invokedBy: 'cloudformation.amazonaws.com' }, undefined],
    ['CloudFormation (stack orders, role developer)', { ...WHO, userAgent: 'cloudformation.amazonaws.com' }, 'orders'],
    ['CloudFormation', { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' }, undefined],
    ['developer/night-shift with Terraform', { ...WHO, userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9' }, undefined],
    ['the user eva', { type: 'IAMUser', userName: 'eva' }, undefined],
    ['the root user', { type: 'Root', arn: `arn:aws:iam::${HOME}:root` }, undefined],
    ['config.amazonaws.com', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, undefined],
    ['someone whom the record does not name', { type: 'unknown' }, undefined],
  ])('%s', (text, who, stack) => {
    expect(whoText(who, stack)).toBe(text)
  })

  test('a deployment is named by its stack where the tags of the resource tell it', () => {
    const record = write(
      'lambda',
      'RemovePermission20150331v2',
      { functionName: 'settle' },
      {
        who: { ...WHO, invokedBy: 'cloudformation.amazonaws.com' },
      },
    )
    expect(changesOn(way(), [record], { [settle.Arn]: 'orders-prod' })[0]?.text).toBe(
      'RemovePermission on the function settle, by CloudFormation (stack orders-prod, role developer).',
    )
  })
})
