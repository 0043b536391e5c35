import { describe, expect, test } from 'vitest'
import { eventSourcesWith, isApi, operationsOf, readsByName } from '../../../src/trigger/knowledge/api-calls.js'
import {
  DETAIL_TYPE_OF_EVENT_TYPE,
  detailTypeOfRecord,
  isFromCloudTrail,
  recordField,
} from '../../../src/trigger/knowledge/cloudtrail-record.js'
import {
  arnFieldOf,
  callsOfRight,
  EVENT_SOURCES_BESIDES,
  emptyResourcesPage,
  isAlsoSent,
  othersOfSameEffect,
  renamedDetailType,
  twoSourcesOf,
} from '../../../src/trigger/knowledge/event-facts.js'
import {
  detailTypesOf,
  fieldOf,
  fieldsOf,
  hasEventType,
  nearestDetailType,
  sendersOf,
} from '../../../src/trigger/knowledge/event-types.js'
import { fieldsWithValues, meantValue } from '../../../src/trigger/knowledge/event-values.js'
import { loadApiCalls, loadEventTypes, loadPlaces, loadSources } from '../../../src/trigger/knowledge/index.js'
import { nearest } from '../../../src/trigger/knowledge/near.js'
import { homeRegionOf, nearestRegion, partitionOf, partitions, regions } from '../../../src/trigger/knowledge/places.js'
import { factAt, leavesOf } from '../../../src/trigger/knowledge/shape.js'
import {
  eventSourceOfSource,
  eventSources,
  isEventSource,
  isSource,
  sourcesOfEventSource,
} from '../../../src/trigger/knowledge/sources.js'
import { KNOWN_DETAIL_TYPES } from '../../../src/trigger/known-events.js'

const path = (text: string): readonly string[] => text.split('.')
const yes = { state: 'yes' }
const unknown = { state: 'unknown' }
const nearTo = (meant: string) => ({ state: 'near-miss', meant })

describe('a near miss', () => {
  test.each([
    ['lastStatus', 'laststatus', 'case'],
    ['instance-id', 'instanceId', 'punctuation'],
    ['RunInstances', 'RunInstance', 'a letter too few'],
    ['RunInstances', 'RunInstancess', 'a letter too many'],
    ['RunInstances', 'RunInstancas', 'another letter'],
    ['RunInstances', 'RunInstanecs', 'two letters swapped'],
    ['EC2 Instance State-change Notification', 'EC2 Instnce State-change Notifcation', 'two letters of a long name'],
  ])('%s is meant by %s: %s', (known, text) => {
    expect(nearest(text, [known])).toBe(known)
  })

  test.each([
    ['a name itself', 'state', ['state']],
    ['a short name that differs by a letter', 'sns', ['ses']],
    ['a name that is unlike', 'reason', ['status']],
    ['two letters of a short name', 'statos_', ['stasis']],
    ['nothing but punctuation', '--', ['-']],
  ])('%s is none', (_, text, names) => {
    expect(nearest(text, names)).toBeUndefined()
  })

  test('the closest of several wins, and fewer letters may differ where that is asked', () => {
    expect(nearest('DeleteDBInstancee', ['DeleteDBInstances', 'DeleteDBInstance'])).toBe('DeleteDBInstances')
    expect(nearest('CreateAccountResultXY', ['CreateAccountResult'])).toBe('CreateAccountResult')
    expect(nearest('CreateAccountResultXY', ['CreateAccountResult'], 1)).toBeUndefined()
  })
})

describe('a field of a shape', () => {
  const shape = {
    state: 's',
    'count?': 'n',
    'containers?': [{ name: 's', 'exitCode?': 'n' }],
    'tags?': { '*': 's' },
    'parameters?': '*',
    'who?': ['|', { name: 's' }, { name: 's', 'age?': 'i' }],
    'mixed?': ['|', 's', 'n'],
    'IP?': { '10.0.0.1': 'n' },
  }

  test('is a value, with its type and whether it is always there', () => {
    expect(factAt(shape, ['state'])).toEqual({ state: 'value', type: 'text', list: false, always: true })
    expect(factAt(shape, ['count'])).toEqual({ state: 'value', type: 'number', list: false, always: false })
  })

  test('in a list counts as the field of each element, none of which is certain', () => {
    expect(factAt(shape, path('containers.exitCode'))).toMatchObject({ type: 'number', list: true, always: false })
    expect(factAt(shape, path('containers.name'))).toMatchObject({ type: 'text', list: true, always: false })
  })

  test('that is an object tells which fields it has', () => {
    expect(factAt(shape, ['containers'])).toEqual({
      state: 'object',
      fields: ['name', 'exitCode'],
      list: true,
      always: false,
    })
    expect(factAt(shape, ['who'])).toMatchObject({ state: 'object', fields: ['name', 'age'] })
  })

  test('is open where the schema says nothing, below maps, and where it may be of two types', () => {
    for (const open of ['parameters', 'parameters.a.b', 'tags', 'mixed']) {
      expect.soft(factAt(shape, path(open)), open).toEqual({ state: 'open' })
    }
    expect(factAt(shape, path('tags.team'))).toMatchObject({ state: 'value', type: 'text' })
  })

  test('may have dots in its name, which EventBridge does not tell from fields within fields', () => {
    expect(factAt(shape, path('IP.10.0.0.1'))).toMatchObject({ state: 'value', type: 'number' })
    expect(factAt(shape, ['containers.name'])).toMatchObject({ state: 'value', type: 'text' })
  })

  test('that is not listed names the one that it is close to, if any', () => {
    expect(factAt(shape, ['State'])).toEqual({ state: 'unlisted', meant: 'detail.state' })
    expect(factAt(shape, path('Containers.name'))).toEqual({ state: 'unlisted', meant: 'detail.containers.name' })
    expect(factAt(shape, ['exitCode'])).toEqual({ state: 'unlisted', meant: 'detail.containers.exitCode' })
    expect(factAt(shape, path('state.name'))).toEqual({ state: 'unlisted' })
    expect(factAt(shape, ['redriveStatus'])).toEqual({ state: 'unlisted' })
  })

  test('with a name that every object of the language has is not listed', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect.soft(factAt(shape, [name]), name).toEqual({ state: 'unlisted' })
    }
  })

  test('has one path, and lists all of them', () => {
    expect(leavesOf(shape)).toEqual([
      'detail.state',
      'detail.count',
      'detail.containers.name',
      'detail.containers.exitCode',
      'detail.tags',
      'detail.parameters',
      'detail.who.name',
      'detail.who.age',
      'detail.mixed',
      'detail.IP.10.0.0.1',
    ])
  })
})

describe('the events that services send', () => {
  test('are known by source and detail-type; what is not known may exist all the same', () => {
    expect(hasEventType('aws.ec2', 'EC2 Instance State-change Notification')).toBe(true)
    expect(hasEventType('aws.ecs', 'ECS Deployment State Change')).toBe(false)
    expect(isAlsoSent('aws.ecs', 'ECS Deployment State Change')).toBe(true)
    expect(detailTypesOf('aws.backup')).toBeUndefined()
    expect(detailTypesOf('constructor')).toBeUndefined()
    expect(sendersOf('Object Created')).toEqual(['aws.s3'])
    expect(sendersOf('Order Placed')).toBeUndefined()
    expect(sendersOf('Data Store Creating')).toEqual(['aws.healthlake', 'aws.medical-imaging'])
  })

  test('a misspelt detail-type has a nearest one, of its source or of any', () => {
    expect(nearestDetailType('ECS Task State change', 'aws.ecs')).toBe('ECS Task State Change')
    expect(nearestDetailType('EC2 Instance State Change Notification')).toBe('EC2 Instance State-change Notification')
    expect(nearestDetailType('ECS Task State Change', 'aws.ecs')).toBeUndefined()
    expect(nearestDetailType('ECS Deployment State Change', 'aws.ecs')).toBeUndefined()
    expect(nearestDetailType('Backup Job State Change', 'aws.backup')).toBeUndefined()
    expect(nearestDetailType('AWS API call via Cloudtrail', 'aws.backup')).toBe('AWS API Call via CloudTrail')
  })

  test('a detail-type that AWS documents and the registry lacks is no misspelling of another', () => {
    expect(KNOWN_DETAIL_TYPES.filter((one) => sendersOf(one) === undefined && nearestDetailType(one))).toEqual([])
  })

  test('fields have types: a number of GuardDuty, an object of S3, a name that another service would write so', () => {
    const severity = fieldOf('aws.guardduty', 'GuardDuty Finding', path('detail.severity'))
    expect(severity).toMatchObject({ state: 'value', type: 'number' })
    expect(fieldOf('aws.s3', 'Object Created', path('detail.bucket'))).toMatchObject({
      state: 'object',
      fields: ['name'],
    })
    expect(fieldOf('aws.ec2', 'EC2 Instance State-change Notification', path('detail.instanceId'))).toEqual({
      state: 'unlisted',
      meant: 'detail.instance-id',
    })
    expect(fieldsOf('aws.ec2', 'EC2 Instance State-change Notification')).toEqual([
      'detail.instance-id',
      'detail.state',
    ])
  })

  test('of an event that is not known, and outside of its detail, nothing is known', () => {
    expect(fieldOf('aws.backup', 'Backup Job State Change', path('detail.state'))).toBeUndefined()
    expect(fieldOf('aws.ec2', 'EC2 Instance State-change Notification', ['account'])).toBeUndefined()
    expect(fieldsOf('aws.backup', 'Backup Job State Change')).toBeUndefined()
  })

  test('ECS Service Action has an eventName, although CloudTrail’s records have one too', () => {
    expect(fieldOf('aws.ecs', 'ECS Service Action', path('detail.eventName'))).toMatchObject({ type: 'text' })
  })
})

describe('CloudTrail’s record', () => {
  test('has its fields whatever the source, in one spelling', () => {
    expect(fieldOf('aws.anything', 'AWS API Call via CloudTrail', path('detail.eventName'))).toMatchObject({
      type: 'text',
    })
    expect(recordField(path('detail.EventName'))).toEqual({ state: 'unlisted', meant: 'detail.eventName' })
    expect(recordField(path('detail.useridentity.type'))).toEqual({
      state: 'unlisted',
      meant: 'detail.userIdentity.type',
    })
    expect(recordField(path('detail.readOnly'))).toMatchObject({ type: 'true or false' })
    expect(recordField(path('detail.userIdentity'))).toMatchObject({ state: 'object' })
  })

  test('leaves open what the called service fills', () => {
    expect(recordField(path('detail.requestParameters.bucketName'))).toEqual({ state: 'open' })
    expect(recordField(path('detail.responseElements'))).toEqual({ state: 'open' })
  })

  test('comes with a detail-type by what it records: a sign-in is no API call', () => {
    expect(isFromCloudTrail('AWS API Call via CloudTrail')).toBe(true)
    expect(isFromCloudTrail('EC2 Instance State-change Notification')).toBe(false)
    expect(detailTypeOfRecord('ConsoleLogin')).toBe('AWS Console Sign In via CloudTrail')
    expect(detailTypeOfRecord('RunInstances')).toBeUndefined()
    for (const type of Object.values(DETAIL_TYPE_OF_EVENT_TYPE)) expect.soft(isFromCloudTrail(type), type).toBe(true)
  })
})

describe('sources and event sources', () => {
  test.each([
    ['ec2.amazonaws.com', yes],
    ['signin.amazonaws.com', yes],
    ['email.amazonaws.com', yes],
    ['stepfunctions.amazonaws.com', nearTo('states.amazonaws.com')],
    ['cloudwatch.amazonaws.com', nearTo('monitoring.amazonaws.com')],
    ['elb.amazonaws.com', nearTo('elasticloadbalancing.amazonaws.com')],
    ['emr.amazonaws.com', nearTo('elasticmapreduce.amazonaws.com')],
    ['EC2.amazonaws.com', nearTo('ec2.amazonaws.com')],
    ['aws.ec2', nearTo('ec2.amazonaws.com')],
    ['organization.amazonaws.com', nearTo('organizations.amazonaws.com')],
    ['cloudshell.amazonaws.com', unknown],
    ['constructor', unknown],
  ])('the event source %s', (text, expected) => {
    expect(isEventSource(text)).toEqual(expected)
  })

  test.each([
    ['aws.ec2', yes],
    ['aws.cloudwatch', yes],
    ['aws.backup', yes],
    ['aws.sns', yes],
    ['aws.stepfunctions', nearTo('aws.states')],
    ['aws.eventbridge', nearTo('aws.events')],
    ['aws.guard-duty', nearTo('aws.guardduty')],
    ['ec2.amazonaws.com', nearTo('aws.ec2')],
    ['aws.EC2', nearTo('aws.ec2')],
    ['aws.partner/example.com/orders', unknown],
    ['com.example.orders', unknown],
  ])('the source %s', (text, expected) => {
    expect(isSource(text)).toEqual(expected)
  })

  test('belong together by their name, with the exceptions that are known', () => {
    expect(sourcesOfEventSource('ec2.amazonaws.com')).toEqual(['aws.ec2'])
    expect(sourcesOfEventSource('email.amazonaws.com')).toEqual(['aws.email', 'aws.ses'])
    expect(sourcesOfEventSource('autoscaling.amazonaws.com')).toContain('aws.application-autoscaling')
    expect(sourcesOfEventSource('ec2')).toBeUndefined()
    expect(eventSourceOfSource('aws.ec2')).toBe('ec2.amazonaws.com')
    expect(eventSourceOfSource('aws.emr')).toBeUndefined()
    expect(twoSourcesOf('aws.emr')).toEqual({ events: 'aws.emr', calls: 'aws.elasticmapreduce' })
    expect(twoSourcesOf('aws.elasticmapreduce')).toEqual(twoSourcesOf('aws.emr'))
  })

  test('what was typed besides is not in the models', () => {
    expect(EVENT_SOURCES_BESIDES.filter((one) => eventSources().includes(one))).toEqual([])
  })
})

describe('API calls', () => {
  test.each([
    ['ec2.amazonaws.com', 'RunInstances', yes],
    ['ec2.amazonaws.com', 'RunInstance', nearTo('RunInstances')],
    ['ec2.amazonaws.com', 'runInstances', nearTo('RunInstances')],
    ['lambda.amazonaws.com', 'CreateFunction20150331', yes],
    ['lambda.amazonaws.com', 'AddPermission20150331v2', yes],
    ['cloudfront.amazonaws.com', 'UpdateDistribution2020_05_31', yes],
    ['email.amazonaws.com', 'SendEmail', yes],
    ['signin.amazonaws.com', 'ConsoleLogin', unknown],
    ['organizations.amazonaws.com', 'CreateAccountResult', unknown],
    ['s3.amazonaws.com', 'RunInstances', unknown],
    ['constructor', 'RunInstances', unknown],
    [undefined, 'RunInstances', yes],
    [undefined, 'RevokeSecurityGroupIngresss', nearTo('RevokeSecurityGroupIngress')],
    [undefined, 'CreateManagedAccount', unknown],
  ] as const)('of %s: %s', (eventSource, name, expected) => {
    expect(isApi(eventSource, name)).toEqual(expected)
  })

  test('every operation is found again, by its event source and by its name', () => {
    for (const eventSource of eventSources()) {
      const operations = operationsOf(eventSource) ?? []
      expect.soft(operations.length, eventSource).toBeGreaterThan(0)
      expect.soft(new Set(operations).size, eventSource).toBe(operations.length)
    }
    expect(operationsOf('sqs.amazonaws.com')).toEqual(expect.arrayContaining(['SendMessage', 'CreateQueue']))
    expect(operationsOf('nobody.amazonaws.com')).toBeUndefined()
    expect(eventSourcesWith('RunTask')).toEqual(['ecs.amazonaws.com'])
    expect(eventSourcesWith('NoSuchCall')).toEqual([])
  })

  test('a name tells of some calls whether they only read', () => {
    expect(readsByName('DescribeInstances')).toBe(true)
    expect(readsByName('PutObject')).toBe(false)
    expect(readsByName('AssumeRole')).toBeUndefined()
    expect(readsByName('Getaway')).toBeUndefined()
  })
})

describe('places', () => {
  test.each([
    ['iam', 'aws', 'us-east-1'],
    ['aws.iam', 'aws-cn', 'cn-north-1'],
    ['organizations', 'aws-cn', 'cn-northwest-1'],
    ['route53', 'aws-cn', 'cn-northwest-1'],
    ['aws.route53', 'aws-us-gov', 'us-gov-west-1'],
    ['networkmanager', 'aws', 'us-west-2'],
    ['iam', 'aws-eusc', 'eusc-de-east-1'],
    ['cloudfront', 'aws-us-gov', undefined],
    ['ec2', 'aws', undefined],
    ['iam', 'aws-nowhere', undefined],
  ])('%s in %s is at home in %s', (service, partition, region) => {
    expect(homeRegionOf(service, partition)).toBe(region)
  })

  test('regions have a partition, and misspelt ones a nearest', () => {
    expect(partitions()).toEqual(expect.arrayContaining(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc']))
    expect(partitionOf('eu-west-1')).toBe('aws')
    expect(partitionOf('eusc-de-east-1')).toBe('aws-eusc')
    expect(partitionOf('eu-west-9')).toBeUndefined()
    expect(regions('aws-cn')).toEqual(['cn-north-1', 'cn-northwest-1'])
    expect(regions()).toContain('us-gov-west-1')
    expect(regions('aws-nowhere')).toBeUndefined()
    expect(nearestRegion('eu-west1')).toBe('eu-west-1')
    expect(nearestRegion('eu-west-9')).toBeUndefined()
    expect(nearestRegion('eu-west-1')).toBeUndefined()
  })
})

describe('facts with AWS’s page', () => {
  test('resources that stay empty', () => {
    expect(emptyResourcesPage('aws.ecr', 'ECR Image Action')).toContain('ecr-eventbridge')
    expect(emptyResourcesPage('aws.ecr', 'ECR Image Scan')).toBeUndefined()
  })

  test('fields that hold an ARN', () => {
    expect(arnFieldOf('aws.batch', 'Batch Job State Change', path('detail.jobQueue'))?.form).toContain(':job-queue/')
    expect(arnFieldOf('aws.ecs', 'ECS Task State Change', path('detail.clusterArn'))?.form).toContain(':cluster/')
    expect(arnFieldOf('aws.ecs', 'ECS Task State Change', path('detail.group'))).toBeUndefined()
    expect(arnFieldOf('aws.ecs', undefined, path('detail.clusterArn'))).toBeUndefined()
  })

  test('detail-types that a service does not send, or no longer', () => {
    expect(renamedDetailType('aws.securityhub', 'Security Hub Findings')?.is).toContain(
      'Security Hub Findings - Imported',
    )
    expect(renamedDetailType(undefined, 'Security Findings - Custom Action')?.source).toBe('aws.securityhub')
    expect(renamedDetailType('aws.securityhub', 'Security Hub Findings - Imported')).toBeUndefined()
    expect(renamedDetailType('aws.ec2', 'Macie Alert')).toBeUndefined()
  })

  test('rights that are no calls, and calls that do the same', () => {
    expect(callsOfRight('iam.amazonaws.com', 'PassRole')?.calls).toEqual([])
    expect(callsOfRight('s3.amazonaws.com', 'ListBucket')?.calls).toContain('ListObjects')
    expect(callsOfRight('s3.amazonaws.com', 'PutObject')).toBeUndefined()
    expect(othersOfSameEffect('s3.amazonaws.com', 'PutObject')).toEqual(['CompleteMultipartUpload', 'CopyObject'])
    expect(othersOfSameEffect('ec2.amazonaws.com', 'RunInstances')).toEqual([])
  })

  test('none of these rights is an operation, all of these calls are', () => {
    for (const [source, right] of [
      ['iam.amazonaws.com', 'PassRole'],
      ['s3.amazonaws.com', 'ListBucket'],
      ['s3.amazonaws.com', 'ListAllMyBuckets'],
      ['lambda.amazonaws.com', 'InvokeFunction'],
    ] as const) {
      expect.soft(operationsOf(source), right).not.toContain(right)
      for (const call of callsOfRight(source, right)?.calls ?? []) expect.soft(operationsOf(source)).toContain(call)
    }
  })
})

describe('values that AWS lists', () => {
  const state = path('detail.state')

  test('a value in another case or punctuation is meant', () => {
    const ec2 = 'EC2 Instance State-change Notification'
    expect(meantValue('aws.ec2', ec2, state, 'RUNNING')?.meant).toBe('running')
    expect(meantValue('aws.ec2', ec2, state, 'shutting_down')?.meant).toBe('shutting-down')
    expect(meantValue('aws.ec2', ec2, state, 'running')).toBeUndefined()
    expect(meantValue('aws.glue', 'Glue Crawler State Change', state, 'FAILED')?.meant).toBe('Failed')
    expect(meantValue('aws.glue', 'Glue Job State Change', state, 'FAILED')).toBeUndefined()
  })

  test('a value that is not listed may be right, and so may any of a field of which nothing is listed', () => {
    expect(meantValue('aws.ec2', 'EC2 Instance State-change Notification', state, 'hibernated')).toBeUndefined()
    expect(meantValue('aws.ec2', 'EC2 Instance State-change Notification', path('detail.x'), 'RUNNING')).toBeUndefined()
  })

  test('the fields that have them are texts in AWS’s schemas too, where these have the event', () => {
    const listed = fieldsWithValues().filter(({ source, detailType }) => hasEventType(source, detailType))
    expect(listed.length).toBeGreaterThan(8)
    for (const { source, detailType, path: at } of listed) {
      const fact = fieldOf(source, detailType, path(at))
      expect.soft(fact, `${source} ${at}`).toMatchObject({ state: 'value', type: 'text' })
    }
  })
})

test('each table can be loaded by itself', async () => {
  expect((await loadEventTypes()).hasEventType('aws.s3', 'Object Created')).toBe(true)
  expect((await loadSources()).isSource('aws.s3')).toEqual(yes)
  expect((await loadApiCalls()).isApi('s3.amazonaws.com', 'CreateBucket')).toEqual(yes)
  expect((await loadPlaces()).partitionOf('us-east-1')).toBe('aws')
})
