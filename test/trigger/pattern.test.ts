import { describe, expect, test } from 'vitest'
import { readPattern } from '../../src/pattern/model.js'
import { lint } from '../../src/trigger/lint.js'

const look = async (pattern: unknown) => {
  const read = readPattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern))
  if (read.state !== 'read') throw new Error(read.reason)
  return lint(read.model)
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
    ['resources of a service by ARN', { source: ['aws.ecs'], resources: [{ prefix: 'arn:aws:ecs:' }] }],
    ['an unknown field that must be absent, as it is in all events', { source: ['shop'], Source: [{ exists: false }] }],
    ['API calls without resources', { 'detail-type': [API], resources: [{ exists: false }] }],
  ])('%s', async (_, pattern) => {
    expect(await look(pattern)).toMatchObject({ dead: [], suspicious: [] })
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
    [
      'resources of an API call',
      { ...api('aws.s3', { eventName: ['PutObject'] }), resources: ['arn:aws:s3:::b'] },
      'empty in all events',
    ],
    ['an API call by star', api('aws.ec2', { eventName: ['Run*'] }), '{"wildcard": "Run*"}'],
    ['two dead branches', { $or: [{ detailType: ['x'] }, { account: ['*'] }] }, 'did you mean "detail-type"?'],
    [
      'one dead field beside many right ones',
      { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'], account: ['*'] },
      'twelve digits',
    ],
  ])('%s', async (_, pattern, says) => {
    const found = await look(pattern)
    expect(found.dead.map((flaw) => flaw.says).join('\n')).toContain(says)
    expect(found).toMatchObject({ alive: [] })
  })
})

describe('patterns that can match, but hardly as they were meant', () => {
  test.each([
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
    ['an API call of an S3 notification', s3({ eventName: ['PutObject'] }), '"AWS API Call via CloudTrail" do'],
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
    ['the bucket itself', s3({ bucket: ['uploads'] }), 'did you mean "detail.bucket.name"?'],
    ['a field that S3 does not send', s3({ bucketName: ['uploads'] }), 'events do not have'],
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
  ])('%s', async (_, pattern, says) => {
    const found = await look(pattern)
    expect(found.suspicious.map((flaw) => flaw.says).join('\n')).toContain(says)
    expect(found).toMatchObject({ dead: [] })
  })
})

const event = (source: string, detailType: string, detail?: unknown, more: object = {}) => ({
  source: [source],
  'detail-type': [detailType],
  ...(detail === undefined ? {} : { detail }),
  ...more,
})
const TASK = 'ECS Task State Change'
const STATE = 'EC2 Instance State-change Notification'

/** What the checks say of each pattern, dead or suspicious; empty for a pattern that is in order. */
const said = async (pattern: unknown): Promise<string> => {
  const { dead, suspicious } = await look(pattern)
  return [...dead.map(({ says }) => `dead: ${says}`), ...suspicious.map(({ says }) => `suspicious: ${says}`)].join('\n')
}

describe("what AWS's own data tells of a pattern, always a warning", () => {
  test.each([
    ['a detail-type in another case', event('aws.ecs', 'ECS Task State change'), `did you mean "${TASK}"?`],
    ['a detail-type with a letter too many', event('aws.guardduty', 'GuardDuty Findings'), 'mean "GuardDuty Finding"?'],
    [
      'a detail-type without its hyphen',
      event('aws.ec2', 'EC2 Instance State Change Notification'),
      `mean "${STATE}"?`,
    ],
    [
      'a field in another case',
      event('aws.ecs', TASK, { laststatus: ['RUNNING'] }),
      'did you mean "detail.lastStatus"?',
    ],
    ['a field with another hyphen', event('aws.ec2', STATE, { instance_id: ['i-1'] }), 'mean "detail.instance-id"?'],
    ['a field of calls in an event of S3', s3({ requestParameters: { bucketName: ['b'] } }), 'via CloudTrail" do'],
    ['a number for a text', event('aws.ec2', STATE, { state: [16] }), 'it is a text'],
    ['null for a text', event('aws.health', 'AWS Health Event', { service: [null] }), 'with null, but it is a text'],
    ['a text for a number', s3({ object: { size: ['5'] } }), 'it is a number, without quotes'],
    ['exists on an object', s3({ bucket: [{ exists: true }] }), '"exists" looks at plain values only'],
    ['absence of an object', s3({ object: [{ exists: false }] }), 'which always holds'],
    ['exists on request parameters', api('aws.ec2', { requestParameters: [{ exists: true }] }), 'which is an object'],
    ['a call with a letter too few', api('aws.ec2', { eventName: ['RunInstance'] }), 'did you mean "RunInstances"?'],
    ['a call with a letter too many', api('aws.s3', { eventName: ['CreateBuckett'] }), 'did you mean "CreateBucket"?'],
    ['a permission for a call', api('aws.iam', { eventName: ['PassRole'] }), 'CloudTrail does not write it'],
    [
      "a permission of S3's for a call",
      api('aws.s3', { eventName: ['ListBucket'] }),
      'CloudTrail writes "ListObjects"',
    ],
    [
      "an SDK's name for an event source",
      api('aws.states', { eventSource: ['stepfunctions.amazonaws.com'] }),
      '"states.amazonaws.com"',
    ],
    ['an event source with capitals', api('aws.ec2', { eventSource: ['EC2.amazonaws.com'] }), '"ec2.amazonaws.com"'],
    ['an event source by star', api('aws.ec2', { eventSource: ['*.amazonaws.com'] }), '"*" is compared as it stands'],
    [
      'source and event source of two services',
      api('aws.cloudtrail', { eventSource: ['iam.amazonaws.com'] }),
      'come from "aws.iam"',
    ],
    ['calls of S3 from EC2', api('aws.ec2', { eventSource: ['s3.amazonaws.com'] }), 'come from "aws.s3"'],
    [
      "CloudWatch's calls from its events' source",
      api('aws.cloudwatch', { eventSource: ['monitoring.amazonaws.com'] }),
      'from "aws.monitoring"',
    ],
    [
      'a sign-in as an API call',
      api('aws.signin', { eventName: ['ConsoleLogin'] }),
      '"AWS Console Sign In via CloudTrail"',
    ],
    ['a change of roles as an API call', api('aws.signin', { eventName: ['SwitchRole'] }), 'which is none'],
    ['a sign-in among calls', api('aws.signin', { eventName: ['ConsoleLogin', 'GetSigninToken'] }), 'which is none'],
    [
      "EMR's events from the source of its calls",
      event('aws.elasticmapreduce', 'EMR Step Status Change'),
      'than aws.emr',
    ],
    [
      "EMR's calls from the source of its events",
      api('aws.emr', { eventName: ['RunJobFlow'] }),
      'come from "aws.elasticmapreduce"',
    ],
    ["autoscaling's events from EC2", event('aws.ec2', 'EC2 Instance Launch Successful'), 'than aws.autoscaling'],
    ['a value in capitals', event('aws.ec2', STATE, { state: ['RUNNING'] }), 'did you mean "running"?'],
    [
      'a value in small letters',
      event('aws.batch', 'Batch Job State Change', { status: ['failed'] }),
      'mean "FAILED"?',
    ],
    ['a value in mixed letters', event('aws.ecs', TASK, { lastStatus: ['Stopped'] }), 'did you mean "STOPPED"?'],
    ['a name of a job queue', event('aws.batch', 'Batch Job State Change', { jobQueue: ['high'] }), 'it holds an ARN'],
    ['a name of a cluster', event('aws.ecs', TASK, { clusterArn: ['main'] }), 'it holds an ARN'],
    ['a name in resources', event('aws.ecs', TASK, undefined, { resources: ['my-task'] }), 'they hold ARNs'],
    [
      "resources of ECR's image events",
      event('aws.ecr', 'ECR Image Action', undefined, { resources: ['arn:aws:ecr:x'] }),
      'are empty in all examples',
    ],
    [
      "resources of GuardDuty's findings",
      event('aws.guardduty', 'GuardDuty Finding', undefined, { resources: [{ exists: true }] }),
      'are empty in all examples',
    ],
    [
      "resources of EMR's clusters",
      event('aws.emr', 'EMR Cluster State Change', undefined, { resources: [{ prefix: 'arn:' }] }),
      'are empty in all examples',
    ],
    [
      'uploads of one part alone',
      api('aws.s3', { eventName: ['PutObject'] }),
      'CompleteMultipartUpload and CopyObject',
    ],
    [
      'copies alone',
      api('aws.s3', { eventSource: ['s3.amazonaws.com'], eventName: ['CopyObject'] }),
      'PutObject and CompleteMultipartUpload',
    ],
    [
      'single deletions alone',
      api('aws.s3', { eventName: ['DeleteObject'] }),
      'DeleteObjects can have the same effect',
    ],
    [
      "Security Hub's findings under an old name",
      event('aws.securityhub', 'Security Hub Findings'),
      'sends "Security Hub Findings - Imported"',
    ],
    [
      "Security Hub's actions under an old name",
      event('aws.securityhub', 'Security Findings - Custom Action'),
      'sends "Security Hub Findings - Custom Action"',
    ],
    [
      "Security Hub's findings without a source",
      { 'detail-type': ['Security Hub Findings Imported'] },
      'not sent any more',
    ],
    ['a Region without its hyphen', { source: ['aws.ec2'], region: ['us-east1'] }, 'did you mean "us-east-1"?'],
  ])('%s', async (_, pattern, says) => {
    expect(await said(pattern)).toContain(says)
    expect(await said(pattern)).not.toContain('dead:')
  })

  test.each([
    [
      'a detail-type that the registry lacks',
      event('aws.ecs', 'ECS Deployment State Change', { eventName: ['SERVICE_DEPLOYMENT_FAILED'] }),
    ],
    [
      'an event that has a field called eventName',
      event('aws.ecs', 'ECS Service Action', { eventName: ['SERVICE_STEADY_STATE'] }),
    ],
    ['a source that the registry lacks', event('aws.backup', 'Backup Job State Change', { state: ['FAILED'] })],
    [
      'a field that the registry lacks and that is like none',
      event('aws.states', 'Step Functions Execution Status Change', { redriveStatus: ['REDRIVABLE'] }),
    ],
    [
      "an own source beside AWS's",
      { source: ['aws.s3', 'my.app'], 'detail-type': ['Object Created'], detail: { eventName: ['x'] } },
    ],
    [
      'fields of either of two events',
      { source: ['aws.s3'], 'detail-type': ['Object Created', API], detail: { bucket: { name: ['b'] } } },
    ],
    ['calls without a detail-type', { source: ['aws.ec2'], detail: { eventName: ['RunInstances'] } }],
    ['a call that no model has', api('aws.organizations', { eventName: ['CreateAccountResult'] })],
    [
      'a service event of another name',
      event('aws.kms', 'AWS Service Event via CloudTrail', { eventName: ['RotateKey'] }),
    ],
    ['a value that is not listed', event('aws.ec2', STATE, { state: ['hibernated'] })],
    ['null in a response, which failed calls have', api('aws.ec2', { responseElements: [null] })],
    ["an ARN's end", event('aws.ecs', TASK, { clusterArn: [{ suffix: '/main' }] })],
    [
      "Health's resources, which may have any name",
      event('aws.health', 'AWS Health Event', undefined, { resources: ['i-1'] }),
    ],
    [
      'resources that stay empty, asked to be so',
      event('aws.guardduty', 'GuardDuty Finding', undefined, { resources: [{ exists: false }] }),
    ],
    ['uploads in two ways', api('aws.s3', { eventName: ['PutObject', 'CompleteMultipartUpload'] })],
    ['calls by prefix', api('aws.s3', { eventName: [{ prefix: 'PutObject' }] })],
    ["a custom application's detail-type like a service's", { source: ['shop'], 'detail-type': ['Object created'] }],
    ['a Region that AWS may have opened since', { source: ['aws.ec2'], region: ['me-new-9'] }],
    [
      "Auto Scaling's second service under the source that it has",
      api('aws.application-autoscaling', { eventSource: ['autoscaling.amazonaws.com'] }),
    ],
  ])('is in order (false positive): %s', async (_, pattern) => {
    expect(await said(pattern)).toBe('')
  })
})

describe("what the engine's rules tell of a pattern", () => {
  test.each([
    [
      'a comparison without its list',
      { source: ['shop'], detail: { total: { numeric: ['>', 100] } } },
      'looks for a field called "numeric"',
    ],
    [
      'an exclusion without its list',
      { source: ['shop'], detail: { state: { 'anything-but': ['x'] } } },
      'called "anything-but"',
    ],
    ['an existence without its list', { source: ['shop'], detail: { error: { exists: [true] } } }, 'called "exists"'],
    ['a prefix without its list', { source: ['shop'], detail: { key: { prefix: ['up/'] } } }, 'called "prefix"'],
    ['an operator as text', { source: ['{"prefix": "aws."}'] }, 'an operator as a text at source'],
    ['an operator as text in detail', { source: ['shop'], detail: { key: ['{ "wildcard": "a*" }'] } }, 'at detail.key'],
    [
      'an operator as text with single quotes',
      { source: ['shop'], detail: { n: ["{'numeric': ['>', 5]}"] } },
      'at detail.n',
    ],
    ['a star in a bucket', s3({ bucket: { name: ['up-*'] } }), '{"wildcard": "up-*"}'],
    [
      'a star in an ARN',
      { source: ['aws.ecs'], 'detail-type': [TASK], resources: ['arn:aws:ecs:*'] },
      '{"wildcard": "arn:aws:ecs:*"}',
    ],
    ['a star in an error code', api('aws.ec2', { errorCode: ['*UnauthorizedOperation'] }), '{"wildcard": "*Unauth'],
    ['a star for any bucket', api('aws.s3', { requestParameters: { bucketName: ['*'] } }), '{"exists": true}'],
    ['a star for any resource', { resources: ['*'] }, '{"exists": true}'],
    ['an id that no event has', { id: [{ prefix: 'order-' }] }, 'an id that is not written like one'],
    ['a time with slashes', { time: [{ prefix: '2026/' }] }, 'a time that is not written as events have it'],
    ['a Region in capitals', { region: [{ prefix: 'EU-' }] }, 'a region that is not written like one'],
    [
      'all texts excluded',
      { source: ['shop'], detail: { a: [{ 'anything-but': { wildcard: '*' } }] } },
      'refuses every text',
    ],
    [
      'a path that is named twice',
      '{"source":["shop"],"detail":{"a":["x"]},"detail.a":["y"]}',
      'only the last counts: detail.a = "y"',
    ],
    ['a key that is named twice', '{"source":["shop"],"source":["store"]}', 'only the last counts: source = "store"'],
    [
      'a source that is named twice, nested and dotted',
      '{"source":["shop"],"detail":{"a":{"b":["x"]},"a.b":["y"]}}',
      'detail.a.b = "y"',
    ],
  ])('as a warning: %s', async (_, pattern, says) => {
    expect(await said(pattern)).toContain(says)
    expect(await said(pattern)).not.toContain('dead:')
  })

  test.each([
    ["an account's beginning that has letters", { account: [{ prefix: 'acct' }] }, 'not twelve digits'],
    ['an account by wildcard with hyphens', { account: [{ wildcard: '1111-*' }] }, 'not twelve digits'],
    ["a version's beginning", { version: [{ prefix: '1' }] }, 'a version other than "0"'],
    ['an account that is a word in any case', { account: [{ 'equals-ignore-case': 'prod' }] }, 'not twelve digits'],
    [
      'a version excluded by wildcard',
      { version: [{ 'anything-but': { wildcard: '0*' } }] },
      'a version other than "0"',
    ],
    ['every account excluded', { account: [{ 'anything-but': { wildcard: '*' } }] }, 'refuses every value'],
    ['every source excluded', { source: [{ 'anything-but': { wildcard: ['*', 'shop'] } }] }, 'refuses every value'],
    ['an operator of the source without its list', { source: { prefix: ['aws.'] } }, 'write {"prefix": ...} in a list'],
    ['a dotted key at the top', { 'details.state': ['x'] }, 'did you mean "detail"?'],
    [
      'a field of the record in another case',
      api('aws.ec2', { EventName: ['RunInstances'] }),
      'mean "detail.eventName"?',
    ],
    [
      'another field of the record in another case',
      api('aws.s3', { eventname: ['CreateBucket'] }),
      'mean "detail.eventName"?',
    ],
    [
      'a nested field of the record in another case',
      api('aws.iam', { userIdentity: { Type: ['Root'] } }),
      'mean "detail.userIdentity.type"?',
    ],
  ])('for certain: %s', async (_, pattern, says) => {
    expect(await said(pattern)).toContain('dead:')
    expect(await said(pattern)).toContain(says)
  })

  test.each([
    ['a dotted key', { 'detail.state': ['x'] }],
    ['a dotted key within $or', { $or: [{ 'detail.a': ['x'] }, { 'detail.b.c': ['y'] }] }],
    ['detail, asked to have no plain value', { detail: [{ exists: false }] }],
    ['absence below a text, which holds of every event', { source: ['shop'], 'source.name': [{ exists: false }] }],
    [
      'a path that is named again in one branch of $or',
      '{"source":["a"],"$or":[{"source":["b"]},{"detail":{"x":["y"]}}]}',
    ],
    ['the same path named twice with the same value', '{"source":["shop"],"detail":{"a":["x"]},"detail.a":["x"]}'],
    [
      'beginnings that fit',
      {
        account: [{ prefix: '1111' }],
        region: [{ suffix: '-1' }],
        time: [{ prefix: '2026-1' }],
        version: [{ suffix: '0' }],
      },
    ],
    [
      'a field called prefix beside another one',
      { source: ['shop'], detail: { phone: { prefix: ['+49'], number: ['1'] } } },
    ],
    ['a field called prefix at the top of detail', { source: ['shop'], detail: { prefix: ['a'] } }],
    ['a parameter called prefix', api('aws.s3', { requestParameters: { prefix: ['a'] } })],
    ['a star that a policy has', api('aws.lambda', { requestParameters: { principal: ['*'] } })],
    ["a custom application's stars", { source: ['shop'], detail: { path: ['/api/*'], name: ['*'] } }],
  ])('is in order (false positive): %s', async (_, pattern) => {
    expect(await said(pattern)).toBe('')
  })
})

describe('hostile patterns', () => {
  test('control characters of a pattern stay quoted in the evidence', async () => {
    const found = await look({ source: ['aws.\u001b[31m*'] })
    expect(found.dead[0]?.because).toBe('event pattern: source = "aws.\\u001b[31m*"')
  })

  test('a huge value is quoted in part', async () => {
    const found = await look({ account: ['9'.repeat(4000)] })
    expect(found.dead[0]?.because.length).toBeLessThan(200)
  })

  test('a thousand combinations of $or are looked at in no time', async () => {
    const branches = Array.from({ length: 31 }, (_, i) => ({ [`f${i}`]: ['x'] }))
    const pattern = {
      source: ['aws.s3'],
      'detail-type': [API],
      detail: { eventName: ['PutObjectt'], a: { $or: branches }, b: { $or: branches } },
    }
    const before = performance.now()
    expect(await look(pattern)).toMatchObject({ dead: [] })
    expect(performance.now() - before).toBeLessThan(5000)
  })

  test('a list of thousands of names is looked at in no time', async () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `PutObject${i}`)
    const before = performance.now()
    expect(await look({ source: names, 'detail-type': [API, ...names], detail: { eventName: names } })).toMatchObject({
      dead: [],
    })
    expect(await look(api('aws.s3', { eventName: names }))).toMatchObject({ dead: [] })
    expect(performance.now() - before).toBeLessThan(5000)
  })

  test('prototype names are names like others', async () => {
    expect(await look('{"source":["shop"],"detail":{"__proto__":["x"],"constructor":["y"]}}')).toMatchObject({
      dead: [],
      suspicious: [],
    })
    expect(await look('{"source":["constructor"],"detail-type":["toString"]}')).toMatchObject({
      dead: [],
      suspicious: [],
    })
  })
})
