import { readFileSync, writeFileSync } from 'node:fs'
import aslValidator from 'asl-validator'
import { describe, expect, test } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { leastPolicy, readsOf } from '../../src/diagnosis/permissions.js'
import { WRITE_ACTIONS } from '../../src/fixing/write-actions.js'
import { handler } from '../../src/lambda/handler.js'
import { settingsOf } from '../../src/lambda/settings.js'
import { SCAN_READS } from '../../src/scan/reads.js'
import { actionsOf, definitionWith, propertiesOf, statementsOf } from '../support/templates.js'

const needed = leastPolicy('scan', [...readsOf(CHECKS), ...SCAN_READS], WRITE_ACTIONS).Statement.flatMap(
  ({ Action }) => Action,
)

describe('the role of each account', () => {
  test('allows what eb-doctor permissions --for scan says, and nothing else; UPDATE_DOCS=1 writes it', () => {
    const file = new URL('../../deploy/member.yaml', import.meta.url)
    const text = readFileSync(file, 'utf8')
    const indent = ' '.repeat(18)
    const [begin, end] = ['# actions: made from the code, see CONTRIBUTING.md\n', `${indent}# end of actions`]
    const from = text.indexOf(begin) + begin.length
    const made = needed.map((action) => `${indent}- ${action}\n`).join('')
    if (process.env['UPDATE_DOCS']) writeFileSync(file, text.slice(0, from) + made + text.slice(text.indexOf(end)))
    expect(actionsOf('member.yaml', 'MemberRole')).toEqual(needed)
  })

  test('fits into an inline policy: at most 10,240 characters besides blanks', () => {
    const [statement] = statementsOf('member.yaml', 'MemberRole')
    expect(JSON.stringify(statement).length).toBeLessThan(10_000)
  })

  test('reads and does not write', () => {
    const reading = /^[a-z0-9-]+:((Get|List|Describe|Lookup|BatchGet|Simulate|Filter|StartQuery)[A-Za-z]*|GET)$/
    expect(actionsOf('member.yaml', 'MemberRole').filter((action) => !reading.test(action))).toEqual([])
  })

  test('trusts the hub role of one organization alone, with an external ID where one is set', () => {
    const { AssumeRolePolicyDocument } = propertiesOf<{ AssumeRolePolicyDocument: { Statement: unknown[] } }>(
      'member.yaml',
      'MemberRole',
    )
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Sid: 'OnlyTheHub',
        Effect: 'Allow',
        Principal: { AWS: { Ref: 'HubRoleArn' } },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': { Ref: 'OrganizationId' },
            'sts:ExternalId': { 'Fn::If': ['HasExternalId', { Ref: 'ExternalId' }, { Ref: 'AWS::NoValue' }] },
          },
        },
      },
    ])
  })
})

describe('the hub', () => {
  test('may assume the member role, and write nothing but results and messages', () => {
    expect(actionsOf('hub.yaml', 'HubRole').sort()).toEqual([
      ...['logs:CreateLogStream', 'logs:PutLogEvents', 'organizations:ListAccounts', 's3:GetObject', 's3:ListBucket'],
      ...['s3:PutObject', 'sns:Publish', 'sts:AssumeRole'],
    ])
    const wide = statementsOf('hub.yaml', 'HubRole').filter(({ Resource }) => Resource === '*')
    expect(wide.map(({ Action }) => Action)).toEqual(['organizations:ListAccounts'])
  })

  test('gives the function the settings that it reads, under the names that it reads', () => {
    const { Environment, Handler } = propertiesOf<{
      Environment: { Variables: Record<string, unknown> }
      Handler: string
    }>('hub.yaml', 'Scan')
    expect(Handler).toBe('dist/lambda/handler.handler')
    expect(handler.name).toBe('handler')
    const values: Record<string, string> = {
      EB_DOCTOR_BUCKET: 'results',
      EB_DOCTOR_PREFIX: 'scans',
      EB_DOCTOR_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:t',
      EB_DOCTOR_ACCOUNTS: 'organization',
      EB_DOCTOR_REGIONS: 'eu-west-1,us-east-1',
      EB_DOCTOR_ROLE: 'eb-doctor-member',
      EB_DOCTOR_EXTERNAL_ID: 'hub-1',
      EB_DOCTOR_SINCE: '24h',
    }
    expect(Object.keys(Environment.Variables)).toEqual(Object.keys(values))
    expect(settingsOf(values)).toEqual({
      ...{ bucket: 'results', prefix: 'scans', topic: 'arn:aws:sns:eu-west-1:111122223333:t' },
      ...{ accounts: 'organization', regions: ['eu-west-1', 'us-east-1'], role: 'eb-doctor-member' },
      ...{ externalId: 'hub-1', sinceMinutes: 1440 },
    })
  })

  test.each([
    ['EB_DOCTOR_BUCKET', ''],
    ['EB_DOCTOR_ACCOUNTS', '12345'],
    ['EB_DOCTOR_ACCOUNTS', '111122223333,111122223333'],
    ['EB_DOCTOR_REGIONS', 'europe'],
    ['EB_DOCTOR_ROLE', 'arn:aws:iam::111122223333:role/r'],
    ['EB_DOCTOR_SINCE', 'yesterday'],
    ['EB_DOCTOR_PREFIX', '../elsewhere/'],
    ['EB_DOCTOR_TOPIC', 'newly-broken'],
  ])('a setting that cannot be used is named: %s=%s', (name, value) => {
    expect(() => settingsOf({ EB_DOCTOR_BUCKET: 'results', [name]: value })).toThrow(name)
  })

  const values = { Partition: 'aws', Function: 'arn:aws:lambda:eu-west-1:111122223333:function:f', Results: 'results' }
  const definition = () => definitionWith({ ...values, MaxConcurrency: 50, ToleratedFailurePercentage: 10 })

  test('has a state machine that the schema of the Amazon States Language takes', () => {
    expect(aslValidator(JSON.parse(definition())).errorsText('\n')).toBe('')
    const broken = definition().replace('"Next": "Places"', '"Next": "Nowhere"')
    expect(aslValidator(JSON.parse(broken)).isValid).toBe(false)
  })

  test('retries with backoff, and only what may pass', () => {
    const { States } = JSON.parse(definition())
    const place = States.Places.ItemProcessor.States.Place
    for (const { Retry } of [States.Plan, place, States.Merge]) {
      expect(Retry).toHaveLength(1)
      expect(Retry[0]).toMatchObject({ BackoffRate: 2, JitterStrategy: 'FULL' })
      expect(Retry[0].ErrorEquals).toContain('TryAgain')
      expect(Retry[0].ErrorEquals).not.toContain('States.ALL')
    }
    expect(States.Places.ItemProcessor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' })
  })
})
