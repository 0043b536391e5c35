import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import {
  ACCOUNT,
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  makeRule,
  roleArn,
  stepFunctionsIntegration,
  trusting,
} from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import type { TrailEvent } from './support/cloudtrail.js'
import { emulatedAws } from './support/emulated.js'

const aws = emulatedAws()

const clients = () => clientsOf(aws.moto.url)

/** Diagnoses a rule with the installed command: its report and how the command ended. */
async function diagnose(rule: string) {
  const ran = await ebDoctor(['rule', rule, '--output', 'json'], { env: awsEnv(aws.proxy.url) })
  expect(aws.proxy.writes(), 'a diagnosis never writes').toEqual([])
  expect(ran.stderr).toBe('')
  return { ...ran, report: JSON.parse(ran.stdout) as Report }
}

/** `check: code` of every finding. */
const found = (report: Report): string[] =>
  report.checks.flatMap((check) => check.findings.map((finding) => `${check.check}: ${finding.code}`))

describe('the integrations of the guides, set up as they say, are healthy', () => {
  test('a Lambda function whose policy lets the rule invoke it', async () => {
    await lambdaIntegration(clients())
    const { report, code } = await diagnose('order-paid')
    expect(found(report)).toEqual([])
    expect([report.verdict, code]).toEqual(['healthy', 0])
    expect(report.targets).toMatchObject([{ id: 'settle', type: 'lambda', delivers: true }])
  })

  test('a state machine with a role that EventBridge may assume and that may start it', async () => {
    await stepFunctionsIntegration(clients())
    const { report, code } = await diagnose('order-flow')
    expect(found(report)).toEqual([])
    expect([report.verdict, code]).toEqual(['healthy', 0])
  })

  test('an ECS task on Fargate with a role that may run it and pass its roles', async () => {
    await ecsIntegration(clients())
    const { report, code } = await diagnose('nightly-report')
    expect(found(report)).toEqual([])
    expect([report.verdict, code]).toEqual(['healthy', 0])
  })
})

describe('each mistake that the guides warn of ends with exit code 1 and is found by the right check', () => {
  const mistakes: readonly {
    mistake: string
    rule: string
    setUp: () => Promise<unknown>
    finding: string
    history?: readonly TrailEvent[]
  }[] = [
    {
      mistake: 'the rule does not exist',
      rule: 'order-payed',
      setUp: () => makeRule(clients(), 'order-paid', { targets: [] }),
      finding: 'rule: rule-not-found',
    },
    {
      mistake: 'the rule is disabled',
      rule: 'order-paid',
      setUp: () => makeRule(clients(), 'order-paid', { state: 'DISABLED', targets: [] }),
      finding: 'rule: rule-disabled',
    },
    {
      mistake: 'the rule has no target',
      rule: 'order-paid',
      setUp: () => makeRule(clients(), 'order-paid', { targets: [] }),
      finding: 'targets: no-targets',
    },
    {
      mistake: 'the function has no resource policy',
      rule: 'order-paid',
      setUp: () => lambdaIntegration(clients(), { permit: false }),
      finding: 'resource-policy: grant-missing',
    },
    {
      mistake: "the function's policy names another rule",
      rule: 'order-paid',
      setUp: () => lambdaIntegration(clients(), { permitRule: 'order-payed' }),
      finding: 'resource-policy: grant-mismatch',
    },
    {
      mistake: 'the state machine target has no role',
      rule: 'order-flow',
      setUp: () => stepFunctionsIntegration(clients(), { withRole: false }),
      finding: 'target-config: role-required',
    },
    {
      mistake: 'the role trusts the scheduler and not EventBridge',
      rule: 'order-flow',
      setUp: () => stepFunctionsIntegration(clients(), { trust: trusting('scheduler.amazonaws.com') }),
      finding: 'role-trust: role-not-trusted',
    },
    {
      mistake: 'the role may not start the state machine',
      rule: 'order-flow',
      setUp: () => stepFunctionsIntegration(clients(), { allow: ['states:DescribeExecution'] }),
      finding: 'role-permissions: permission-missing',
    },
    {
      mistake: 'the role may run the task and not pass its roles',
      rule: 'nightly-report',
      setUp: () => ecsIntegration(clients(), { passRole: false }),
      finding: 'role-permissions: permission-missing',
    },
    {
      mistake: "an ARN in the role's policy lacks the account id",
      rule: 'nightly-report',
      setUp: () =>
        ecsIntegration(clients(), { taskDefinitionInPolicy: 'arn:aws:ecs:us-east-1::task-definition/report:*' }),
      finding: 'role-permissions: permission-missing',
    },
    {
      mistake: 'a Fargate target has no network configuration',
      rule: 'nightly-report',
      setUp: () => ecsIntegration(clients(), { network: false }),
      finding: 'target-config: parameters-invalid',
    },
    {
      mistake: 'the role is made for ECS tasks',
      rule: 'nightly-report',
      setUp: () => ecsIntegration(clients(), { trust: trusting('ecs-tasks.amazonaws.com') }),
      finding: 'role-trust: role-not-trusted',
    },
    {
      mistake: 'CloudTrail saw that EventBridge could not assume the role',
      rule: 'order-flow',
      setUp: () => stepFunctionsIntegration(clients(), { trust: trusting('scheduler.amazonaws.com') }),
      finding: 'cloudtrail: assume-role-failed',
      history: [
        {
          minutesAgo: 20,
          record: {
            userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
            eventSource: 'sts.amazonaws.com',
            eventName: 'AssumeRole',
            requestParameters: { roleArn: roleArn('order-flow-events'), roleSessionName: '057ffa15c4983c09' },
            resources: [{ ARN: roleArn('order-flow-events'), type: 'AWS::IAM::Role' }],
            errorCode: 'AccessDenied',
            errorMessage: `User: events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn('order-flow-events')}`,
          },
        },
      ],
    },
  ]

  test.each(mistakes)('$mistake: $finding', async ({ rule, setUp, finding, history }) => {
    await setUp()
    aws.proxy.behave({ events: history ?? [] })
    const { report, code } = await diagnose(rule)
    expect(found(report)).toContain(finding)
    expect([report.verdict, code]).toEqual(['broken', 1])
    expect(report.context.account).toBe(ACCOUNT)
  })
})
