import { describe, expect, test } from 'vitest'
import { lint } from '../../src/trigger/lint.js'
import { matchesWildcard } from '../../src/trigger/matcher.js'
import { parsePattern } from '../../src/trigger/pattern.js'

const look = (pattern: unknown) => {
  const parsed = parsePattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern))
  if (parsed.state !== 'read') return parsed
  return lint(parsed.alternatives)
}

const API = 'AWS API Call via CloudTrail'
const s3 = (detail: unknown) => ({ source: ['aws.s3'], 'detail-type': ['Object Created'], detail })
const api = (source: string, detail: unknown) => ({ source: [source], 'detail-type': [API], detail })

describe('patterns that are right (false positives if they were flagged)', () => {
  test.each([
    ['a custom source alone', { source: ['shop'] }],
    ['a detail-type alone', { 'detail-type': ['start-state-machine'] }],
    ['an account alone, as old default-bus rules have it', { account: ['111122223333'] }],
    ['an account with a prefix', { account: [{ prefix: '1111' }] }],
    ['any AWS service by prefix', { source: [{ prefix: 'aws.' }] }],
    ['every event', { source: [{ prefix: '' }] }],
    ['every event, by version', { version: ['0'] }],
    ['a source by wildcard', { source: [{ wildcard: 'aws.*' }] }],
    ['a custom source by wildcard', { source: [{ wildcard: 'com.shop.*' }] }],
    ['everything but AWS', { source: [{ 'anything-but': { prefix: 'aws.' } }] }],
    ['everything but a list', { source: [{ 'anything-but': ['shop', 'test'] }] }],
    ['a suffix', { source: [{ suffix: '.orders' }] }],
    ['without regard to case', { 'detail-type': [{ 'equals-ignore-case': 'object created' }], source: ['aws.s3'] }],
    ['a prefix without regard to case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.S' } }] }],
    [
      'EC2 states',
      {
        source: ['aws.ec2'],
        'detail-type': ['EC2 Instance State-change Notification'],
        detail: { state: ['running'] },
      },
    ],
    ['spot interruptions', { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] }],
    ['objects by bucket and key', s3({ bucket: { name: ['uploads'] }, object: { key: [{ prefix: 'in/' }] } })],
    ['objects by key with a wildcard', s3({ object: { key: [{ wildcard: 'in/*/data.csv' }] } })],
    ['objects by key suffix', s3({ object: { key: [{ suffix: '.png' }] } })],
    ['objects by size', s3({ object: { size: [{ numeric: ['>', 0, '<=', 1048576] }] } })],
    ['objects by reason', s3({ reason: ['PutObject', 'CompleteMultipartUpload'] })],
    ['objects by caller address', s3({ 'source-ip-address': [{ cidr: '10.0.0.0/24' }] })],
    [
      'objects by bucket ARN',
      { source: ['aws.s3'], 'detail-type': ['Object Deleted'], resources: ['arn:aws:s3:::uploads'] },
    ],
    [
      'GuardDuty severity as numbers',
      { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity: [5, 8, 8.5] } },
    ],
    ['GuardDuty severity as a range', { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['>=', 7] }] } }],
    ['Health with its source in full', { source: ['aws.health'], 'detail-type': ['AWS Health Event'] }],
    ['Health among others', { source: ['aws.health', 'aws.ec2'] }],
    ['an API call', api('aws.ec2', { eventSource: ['ec2.amazonaws.com'], eventName: ['RunInstances'] })],
    ['an API call by wildcard', api('aws.ec2', { eventName: [{ wildcard: 'Put*' }] })],
    ['API calls by prefix', api('aws.iam', { eventName: [{ prefix: 'Create' }] })],
    ['API calls but the reading ones', api('aws.iam', { eventName: [{ 'anything-but': { prefix: 'Get' } }] })],
    ['failed API calls', { 'detail-type': [API], detail: { errorCode: [{ exists: true }] } }],
    ['successful API calls', api('aws.s3', { eventSource: ['s3.amazonaws.com'], errorCode: [{ exists: false }] })],
    ['API calls that write', api('aws.iam', { readOnly: [false] })],
    [
      'CloudWatch calls, whose source differs from their event source',
      api('aws.cloudwatch', { eventSource: ['monitoring.amazonaws.com'] }),
    ],
    [
      "Lambda's calls with their version",
      api('aws.lambda', { eventSource: ['lambda.amazonaws.com'], eventName: ['CreateFunction20150331'] }),
    ],
    ['console sign-ins', { source: ['aws.signin'], 'detail-type': ['AWS Console Sign In via CloudTrail'] }],
    ['console sign-ins in the spelling of the guide', { 'detail-type': ['AWS Console Signin via CloudTrail'] }],
    [
      'service events',
      {
        source: ['aws.kms'],
        'detail-type': ['AWS Service Event via CloudTrail'],
        detail: { eventName: ['RotateKey'] },
      },
    ],
    ['only events that are not replayed, as archives have it', { 'replay-name': [{ exists: false }] }],
    ['only replayed events', { 'replay-name': ['monday'] }],
    [
      'either of two, by $or',
      { source: ['shop'], $or: [{ 'detail-type': ['paid'] }, { detail: { total: [{ numeric: ['>', 100] }] } }] },
    ],
    ['$or within detail', { source: ['shop'], detail: { $or: [{ a: ['x'] }, { b: [{ exists: true }] }] } }],
    ['$or with one dead branch of another kind of sender', { $or: [{ source: ['shop'] }, { source: ['aws.s3'] }] }],
    ['an ordinary field named $or', { detail: { $or: ['yes'] } }],
    ['a custom detail that has stars', { source: ['shop'], detail: { path: ['/api/*'] } }],
    ['a custom detail with numbers as texts', { source: ['shop'], detail: { severity: ['5'], size: ['10'] } }],
    [
      'a custom detail that looks like CloudTrail',
      { source: ['shop'], 'detail-type': ['Object Created'], detail: { eventName: ['x'] } },
    ],
    ['a custom detail-type in another case', { source: ['shop'], 'detail-type': ['object created'] }],
    [
      'a custom imitation of an API call',
      { source: ['shop.test'], 'detail-type': [API], detail: { eventSource: ['ec2'] } },
    ],
    ['a custom source that names no service', { source: ['my.app'], 'detail-type': ['AWSOrder'] }],
    ['null and true in a custom detail', { source: ['shop'], detail: { gone: [null], live: [true] } }],
    ['a field that must be absent', { source: ['shop'], detail: { error: [{ exists: false }] } }],
    ['an empty text', { source: ['shop'], detail: { name: [''] } }],
    ['one number', { source: ['shop'], detail: { n: [{ numeric: ['=', 5] }] } }],
    ['a closed range of one number', { source: ['shop'], detail: { n: [{ numeric: ['>=', 5, '<=', 5] }] } }],
    [
      'ECR pushes',
      {
        source: ['aws.ecr'],
        'detail-type': ['ECR Image Action'],
        detail: { 'action-type': ['PUSH'], result: ['SUCCESS'] },
      },
    ],
    [
      'ECS tasks by cluster ARN',
      { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'], detail: { clusterArn: [{ suffix: '/main' }] } },
    ],
    ['a partner source', { source: ['aws.partner/example.com/1/orders'] }],
    ['a partner by prefix', { source: [{ prefix: 'aws.partner/example.com' }] }],
    ['regions', { source: ['aws.ec2'], region: ['us-east-1', 'eu-west-1'] }],
    ['a GovCloud region', { source: ['aws.ec2'], region: ['us-gov-west-1'] }],
    [
      'an event type of a service that is not listed here',
      { source: ['aws.newservice'], 'detail-type': ['New Thing Happened'] },
    ],
    ['an operator that is newer than this tool', { source: [{ 'sounds-like': 'shop' }] }],
    ['resources of a service by ARN', { source: ['aws.ecs'], resources: [{ prefix: 'arn:aws:ecs:' }] }],
    ['an unknown field that must be absent, as it is in all events', { source: ['shop'], Source: [{ exists: false }] }],
    ['API calls without resources', { 'detail-type': [API], resources: [{ exists: false }] }],
  ])('%s', (_, pattern) => {
    expect(look(pattern)).toMatchObject({ dead: [], suspicious: [] })
  })
})

describe('patterns that no event can match', () => {
  test.each([
    ['camel case', { detailType: ['x'] }, 'did you mean "detail-type"?'],
    ['snake case', { detail_type: ['x'] }, 'did you mean "detail-type"?'],
    ['capital letters', { Source: ['shop'] }, 'did you mean "source"?'],
    ['a blank', { 'detail type': ['x'] }, 'did you mean "detail-type"?'],
    ['details', { source: ['aws.s3'], details: { a: ['x'] } }, 'did you mean "detail"?'],
    ['sources', { sources: ['shop'] }, 'did you mean "source"?'],
    ['soruce', { soruce: ['shop'] }, 'did you mean "source"?'],
    ['resource', { resource: ['arn:aws:s3:::b'] }, 'did you mean "resources"?'],
    ['accounts', { accounts: ['111122223333'] }, 'did you mean "account"?'],
    ['regions', { regions: ['eu-west-1'] }, 'did you mean "region"?'],
    ['detial', { detial: { a: ['x'] } }, 'did you mean "detail"?'],
    ['eventName at the top', { source: ['aws.s3'], eventName: ['PutObject'] }, 'did you mean "detail.eventName"?'],
    ['a field of the detail at the top', { source: ['shop'], orderId: ['1'] }, 'stands below "detail"'],
    ['$or with one branch is a field', { $or: [{ source: ['a'] }] }, 'names "$or"'],
    ['any account', { account: ['*'] }, '"*" is no wildcard'],
    ['an account with hyphens', { account: ['1111-2222-3333'] }, 'not twelve digits'],
    ['an account as a number', { account: [111122223333] }, 'cannot be'],
    ['any region', { region: ['*'] }, 'no wildcard'],
    ['regions by star', { region: ['eu-*'] }, 'no wildcard'],
    ['another version', { version: ['1'] }, 'other than "0"'],
    ['AWS sources by star', { source: ['aws.*'] }, '"*" is compared as it stands'],
    ['one AWS source by star', { source: ['aws.ec2*'] }, '"*" is compared as it stands'],
    ['a prefix that ends in a star', { source: [{ prefix: 'aws.*' }] }, '"*" is compared as it stands'],
    ['a source that must be absent', { source: [{ exists: false }] }, 'cannot be'],
    ['a source as a number', { source: [1] }, 'cannot be'],
    ['a source by range', { source: [{ numeric: ['>', 1] }] }, 'cannot be'],
    ['fields below source', { source: { name: ['shop'] } }, 'looks for fields below "source"'],
    ['fields below resources', { resources: { arn: ['x'] } }, 'a list of ARNs'],
    ['detail as a list', { detail: ['x'] }, 'always an object'],
    ['an empty range', { source: ['shop'], detail: { n: [{ numeric: ['>', 10, '<', 5] }] } }, 'empty range'],
    [
      'a range that touches itself',
      { source: ['shop'], detail: { n: [{ numeric: ['>', 5, '<=', 5] }] } },
      'empty range',
    ],
    [
      'resources of an API call',
      { ...api('aws.s3', { eventName: ['PutObject'] }), resources: ['arn:aws:s3:::b'] },
      'empty in all events',
    ],
    [
      'an event source without its domain',
      api('aws.ec2', { eventSource: ['ec2'] }),
      'CloudTrail writes "ec2.amazonaws.com"',
    ],
    [
      'an event source like a source',
      api('aws.ec2', { eventSource: ['aws.ec2'] }),
      'CloudTrail writes "ec2.amazonaws.com"',
    ],
    ['an API call by star', api('aws.ec2', { eventName: ['Run*'] }), '{"wildcard": "Run*"}'],
    ['an API call of an S3 notification', s3({ eventName: ['PutObject'] }), '"AWS API Call via CloudTrail" have'],
    [
      'request parameters of an S3 notification',
      s3({ requestParameters: { bucketName: ['b'] } }),
      'detail.requestParameters',
    ],
    [
      'the caller of an EC2 notification',
      {
        source: ['aws.ec2'],
        'detail-type': ['EC2 Instance State-change Notification'],
        detail: { userIdentity: { type: ['Root'] } },
      },
      'detail.userIdentity',
    ],
    ['two dead branches', { $or: [{ detailType: ['x'] }, { account: ['*'] }] }, 'did you mean "detail-type"?'],
    [
      'one dead field beside many right ones',
      { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'], account: ['*'] },
      'twelve digits',
    ],
  ])('%s', (_, pattern, says) => {
    const found = look(pattern)
    expect('dead' in found && found.dead.map((flaw) => flaw.says).join('\n')).toContain(says)
    expect(found).toMatchObject({ alive: [] })
  })
})

describe('patterns that EventBridge itself does not accept', () => {
  test.each([
    ['no JSON', '{source: [shop]}', 'not JSON'],
    ['a list', '["source"]', 'Filter is not an object'],
    ['a text', '"source"', 'Filter is not an object'],
    ['nothing at all', '{}', 'at least one field'],
    ['an empty list', '{"source":[]}', 'Empty arrays are not allowed (source)'],
    ['an empty list within', '{"detail":{"a":{"b":[]}}}', 'Empty arrays are not allowed (detail.a.b)'],
    ['an empty object', '{"detail":{}}', 'Empty objects are not allowed'],
    ['a value that is no list', '{"source":"shop"}', '"source" must be an object or an array'],
    ['null', '{"source":null}', 'must be an object or an array'],
  ])('%s', (_, text, reason) => {
    expect(look(text)).toEqual({ state: 'invalid', reason: expect.stringContaining(reason) })
  })
})

describe('patterns that can match, but hardly as they were meant', () => {
  test.each([
    [
      'severity as texts',
      { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity: ['5', '8'] } },
      'it is a number',
    ],
    [
      'severity as texts without a source',
      { 'detail-type': ['GuardDuty Finding'], detail: { severity: ['5'] } },
      'it is a number',
    ],
    ['size as text', s3({ object: { size: ['0'] } }), 'it is a number'],
    ['readOnly as text', api('aws.iam', { readOnly: ['false'] }), 'it is true or false'],
    [
      'a detail-type in another case',
      { source: ['aws.s3'], 'detail-type': ['Object created'] },
      'did you mean "Object Created"?',
    ],
    [
      'Change with a capital',
      { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-Change Notification'] },
      'did you mean "EC2 Instance State-change Notification"?',
    ],
    [
      'Via with a capital',
      { source: ['aws.ec2'], 'detail-type': ['AWS API Call Via CloudTrail'] },
      `did you mean "${API}"?`,
    ],
    ['a misnamed service', { source: ['aws.stepfunctions'] }, 'did you mean "aws.states"?'],
    ['a service by its domain', { source: ['ec2.amazonaws.com'] }, 'did you mean "aws.ec2"?'],
    ['a source with capitals', { source: ['aws.S3'] }, 'did you mean "aws.s3"?'],
    ['a source with a blank', { source: ['aws.s3 '] }, 'did you mean "aws.s3"?'],
    ['a custom source by star', { source: ['com.shop.*'] }, 'no wildcard'],
    ['one dead source of two', { source: ['aws.*', 'shop'] }, '"*" is compared as it stands'],
    ['one dead branch of two', { $or: [{ detailType: ['x'] }, { source: ['shop'] }] }, 'did you mean "detail-type"?'],
    ['one dead account of two', { account: ['*', '111122223333'] }, 'no wildcard'],
    ['a key by star', s3({ object: { key: ['uploads/*'] } }), '{"wildcard": "uploads/*"}'],
    ['the bucket itself', s3({ bucket: ['uploads'] }), 'did you mean detail.bucket.name?'],
    ['a field that S3 does not send', s3({ bucketName: ['uploads'] }), 'does not document'],
    [
      "Lambda's call without its version",
      api('aws.lambda', { eventSource: ['lambda.amazonaws.com'], eventName: ['AddPermission'] }),
      'AddPermission20150331v2',
    ],
    ['an IAM action for a call', api('aws.s3', { eventName: ['s3:PutObject'] }), 'CloudTrail writes "PutObject"'],
    ['an availability zone for a region', { source: ['shop'], region: ['us-east-1a'] }, 'not written like one'],
    [
      'the event type of another service',
      { source: ['aws.ec2'], 'detail-type': ['Object Created'] },
      'from another source than aws.s3',
    ],
    ['Health by a prefix', { source: [{ prefix: '' }], 'detail-type': ['AWS Health Event'] }, 'aws.health" in full'],
    ['Health without a source', { 'detail-type': ['AWS Health Event'] }, 'aws.health" in full'],
  ])('%s', (_, pattern, says) => {
    const found = look(pattern)
    expect('suspicious' in found && found.suspicious.map((flaw) => flaw.says).join('\n')).toContain(says)
    expect(found).toMatchObject({ dead: [] })
  })
})

describe('hostile patterns', () => {
  test('control characters of a pattern stay quoted in the evidence', () => {
    const found = look({ source: ['aws.\u001b[31m*'] })
    expect('dead' in found && found.dead[0]?.because).toBe('event pattern: source = "aws.\\u001b[31m*"')
  })

  test('a huge value is quoted in part', () => {
    const found = look({ account: ['9'.repeat(4000)] })
    expect('dead' in found && found.dead[0]?.because.length).toBeLessThan(200)
  })

  test('a $or of many combinations is not followed', () => {
    const branches = Array.from({ length: 32 }, (_, i) => ({ [`f${i}`]: ['x'] }))
    expect(look({ detail: { $or: branches, a: { $or: branches } } })).toEqual({ state: 'too-complex' })
  })

  test('deep nesting ends quietly', () => {
    expect(look(`${'{"detail":'.repeat(50_000)}["x"]${'}'.repeat(50_000)}`)).toMatchObject({
      state: expect.any(String),
    })
  })

  test('prototype names are names like others', () => {
    expect(look('{"source":["shop"],"detail":{"__proto__":["x"],"constructor":["y"]}}')).toMatchObject({
      dead: [],
      suspicious: [],
    })
    expect(look('{"source":["constructor"],"detail-type":["toString"]}')).toMatchObject({ dead: [], suspicious: [] })
  })
})

describe('wildcards', () => {
  test.each([
    ['a*c', 'abc', true],
    ['a*c', 'ab', false],
    ['*', '', true],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['*b*', 'abc', true],
    ['*a*b', 'aab', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s and %s: %s', (pattern, text, matches) => {
    expect(matchesWildcard(pattern, text)).toBe(matches)
  })

  test('are quick whatever they say', () => {
    expect(matchesWildcard(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false)
  })
})
