// Records the snapshots of `eb-doctor demo` from the emulator. Usage: node scripts/moto-venv.mjs && npm run record-demo
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { DisableRuleCommand } from '@aws-sdk/client-eventbridge'
import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  makeRole,
  makeRule,
  REGION,
  roleArn,
  stepFunctionsIntegration,
  trusting,
} from '../test/e2e/support/accounts.js'
import type { TrailEvent } from '../test/e2e/support/cloudtrail.js'
import { startMoto } from '../test/e2e/support/moto.js'
import { startProxy } from '../test/e2e/support/proxy.js'

interface Scenario {
  name: string
  title: string
  rule: string
  build(clients: Clients): Promise<unknown>
  events?: readonly TrailEvent[]
}

const byEventBridge = { sourceIPAddress: 'events.amazonaws.com', userAgent: 'events.amazonaws.com' }
const assumed = (role: string, error?: string): TrailEvent => ({
  minutesAgo: 21,
  record: {
    ...byEventBridge,
    userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: roleArn(role), roleSessionName: '057ffa15c4983c099eb1f9f09f268001' },
    resources: [{ type: 'AWS::IAM::Role', ARN: roleArn(role) }],
    ...(error ? { errorCode: 'AccessDenied', errorMessage: error } : {}),
  },
})
const startDenied = (role: string, why: string): TrailEvent => {
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/057ffa15c4983c099eb1f9f09f268001`
  const machine = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:fulfil`
  return {
    minutesAgo: 20,
    record: {
      ...byEventBridge,
      userIdentity: {
        type: 'AssumedRole',
        arn: session,
        invokedBy: 'events.amazonaws.com',
        sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn(role) } },
      },
      eventSource: 'states.amazonaws.com',
      eventName: 'StartExecution',
      errorCode: 'AccessDenied',
      errorMessage: `User: ${session} is not authorized to perform: states:StartExecution on resource: ${machine} ${why}`,
    },
  }
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'step-functions-healthy',
    title: 'A state machine, its role trusted and allowed: all is well',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine' }),
    events: [assumed('start-state-machine-events')],
  },
  {
    name: 'lambda-healthy',
    title: 'A function whose own policy lets the rule in: all is well',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients),
  },
  {
    name: 'ecs-healthy',
    title: 'A Fargate task, RunTask and PassRole allowed: all is well',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients),
  },
  {
    name: 'rule-disabled',
    title: 'The rule is switched off',
    rule: 'order-paid',
    build: async (clients) => {
      await lambdaIntegration(clients)
      await clients.events.send(new DisableRuleCommand({ Name: 'order-paid' }))
    },
  },
  {
    name: 'rule-elsewhere',
    title: 'The rule is not there, one with a similar name is',
    rule: 'order-payed',
    build: (clients) => lambdaIntegration(clients),
  },
  {
    name: 'no-targets',
    title: 'The rule has no targets',
    rule: 'order-paid',
    build: (clients) => makeRule(clients, 'order-paid', { targets: [] }),
  },
  {
    name: 'lambda-no-permission',
    title: 'The function has no policy that lets EventBridge in',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients, { permit: false }),
  },
  {
    name: 'lambda-other-rule',
    title: 'The function lets in another rule than this one',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients, { permitRule: 'order-payed' }),
  },
  {
    name: 'step-functions-no-role',
    title: 'The target has no role, and a state machine needs one',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine', withRole: false }),
  },
  {
    name: 'step-functions-wrong-trust',
    title: 'The role trusts EventBridge Scheduler instead of EventBridge, and CloudTrail saw it refused',
    rule: 'start-state-machine',
    build: (clients) =>
      stepFunctionsIntegration(clients, { rule: 'start-state-machine', trust: trusting('scheduler.amazonaws.com') }),
    events: [
      assumed(
        'start-state-machine-events',
        `User: events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn('start-state-machine-events')} because no role trust policy allows the sts:AssumeRole action`,
      ),
    ],
  },
  {
    name: 'step-functions-denied',
    title: 'The role may do something else, and CloudTrail saw the call refused',
    rule: 'start-state-machine',
    build: (clients) =>
      stepFunctionsIntegration(clients, { rule: 'start-state-machine', allow: ['states:StartSyncExecution'] }),
    events: [
      assumed('start-state-machine-events'),
      startDenied(
        'start-state-machine-events',
        'because no identity-based policy allows the states:StartExecution action',
      ),
    ],
  },
  {
    name: 'step-functions-denied-by-organization',
    title: 'All that can be read allows it, and CloudTrail names the service control policy that does not',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine' }),
    events: [
      assumed('start-state-machine-events'),
      startDenied(
        'start-state-machine-events',
        'with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicy',
      ),
    ],
  },
  {
    name: 'ecs-no-passrole',
    title: 'The role may run the task and not pass its roles',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { passRole: false }),
  },
  {
    name: 'ecs-arn-without-account',
    title: 'The role names the task definition without its account id',
    rule: 'nightly-report',
    build: (clients) =>
      ecsIntegration(clients, { taskDefinitionInPolicy: `arn:aws:ecs:${REGION}::task-definition/report:*` }),
  },
  {
    name: 'ecs-no-network',
    title: 'A Fargate task without a network configuration',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { network: false }),
  },
  {
    name: 'ecs-task-role',
    title: 'The task execution role was set where the role for EventBridge belongs',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { trust: trusting('ecs-tasks.amazonaws.com') }),
  },
  {
    name: 'role-chain',
    title: 'A role that may only assume a role in another account',
    rule: 'to-their-cluster',
    build: async (clients) => {
      const role = await makeRole(clients, 'EventBridgeRole')
      const chain = {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::222222222222:role/CrossAccountECSRole',
      }
      await clients.iam.send(
        new PutRolePolicyCommand({
          RoleName: 'EventBridgeRole',
          PolicyName: 'chain',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [chain] }),
        }),
      )
      await makeRule(clients, 'to-their-cluster', {
        targets: [
          {
            Id: 'theirs',
            Arn: `arn:aws:ecs:${REGION}:222222222222:cluster/jobs`,
            RoleArn: role,
            EcsParameters: { TaskDefinitionArn: `arn:aws:ecs:${REGION}:222222222222:task-definition/report:1` },
          },
        ],
      })
    },
  },
]

const run = promisify(execFile)
const moto = await startMoto()
const proxy = await startProxy(moto.url)
try {
  rmSync('demo', { recursive: true, force: true })
  mkdirSync('demo')
  for (const { name, rule, build, events = [] } of SCENARIOS) {
    await moto.reset()
    await build(clientsOf(moto.url))
    proxy.behave({ events })
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: proxy.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIADEMO',
      AWS_SECRET_ACCESS_KEY: 'demo',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    // The diagnosis of a broken rule ends with 1: what counts is that the snapshot is written.
    const args = ['bin/run.js', 'rule', rule, '--save-snapshot', `demo/${name}.json`, '--json']
    const { stdout } = await run('node', args, { env }).catch((failed: { stdout: string }) => failed)
    const report = JSON.parse(stdout)
    const unknown = report.checks?.filter((check: { status: string }) => check.status === 'unknown') ?? []
    console.log(`${report.verdict ?? 'ERROR'}  ${name}${unknown.length > 0 ? `  ${JSON.stringify(unknown)}` : ''}`)
  }
  const list = SCENARIOS.map(({ name, title }) => ({ name, title }))
  writeFileSync('demo/index.json', `${JSON.stringify(list, null, 2)}\n`)
} finally {
  await proxy.close()
  await moto.stop()
}
