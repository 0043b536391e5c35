import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'

/** The account that moto gives to every caller. */
export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

const SETUP: Credentials = { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' }

/** Clients that write straight into the emulator. */
export function clientsOf(endpoint: string, credentials: Credentials = SETUP) {
  const config = { endpoint, region: REGION, credentials }
  return {
    ecs: new ECSClient(config),
    events: new EventBridgeClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    sfn: new SFNClient(config),
  }
}

export type Clients = ReturnType<typeof clientsOf>

export interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string | readonly string[]
  Resource?: string | readonly string[]
  Principal?: unknown
  Condition?: unknown
}

const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

/** A trust policy for AWS services. */
export const trusting = (...services: readonly string[]): string =>
  policy({ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' })

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`

/** Makes a role with one inline policy. */
export async function makeRole(
  { iam }: Clients,
  name: string,
  { trust = trusting('events.amazonaws.com'), allow = [] as readonly Statement[] } = {},
): Promise<string> {
  const made = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }))
  if (allow.length > 0) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: 'deliver', PolicyDocument: policy(...allow) }),
    )
  }
  return made.Role?.Arn ?? ''
}

/** Attaches a policy to a role: one that is made for it. */
async function attachPolicy({ iam }: Clients, role: string, name: string, ...statements: readonly Statement[]) {
  const made = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: policy(...statements) }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: made.Policy?.Arn ?? '' }))
}

interface RuleOptions {
  state?: 'ENABLED' | 'DISABLED'
  targets: readonly Target[]
}

/** Makes a rule on the default bus. */
export async function makeRule({ events }: Clients, name: string, { state = 'ENABLED', targets }: RuleOptions) {
  const pattern = JSON.stringify({ source: ['com.example.orders'], 'detail-type': ['Order Paid'] })
  const made = await events.send(new PutRuleCommand({ Name: name, EventPattern: pattern, State: state }))
  if (targets.length > 0) await events.send(new PutTargetsCommand({ Rule: name, Targets: [...targets] }))
  return made.RuleArn ?? ''
}

/** An empty archive: the emulator wants code, and does not run it. */
const EMPTY_ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64')

/** The seeds' Lambda integration: a function whose own policy lets the rule invoke it. `permit: false` leaves that out. */
export async function lambdaIntegration(
  clients: Clients,
  { rule = 'order-paid', permit = true, permitRule = 'order-paid' } = {},
) {
  const role = await makeRole(clients, `${rule}-function`, { trust: trusting('lambda.amazonaws.com') })
  const made = await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'settle',
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: EMPTY_ZIP },
    }),
  )
  const functionArn = made.FunctionArn ?? ''
  if (permit) {
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'settle',
        StatementId: 'AllowEventBridgeInvoke',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: arn('events', `rule/${permitRule}`),
      }),
    )
  }
  await makeRule(clients, rule, { targets: [{ Id: 'settle', Arn: functionArn }] })
  return functionArn
}

/** The seeds' Step Functions integration: a role that EventBridge may assume and that may start the machine. */
export async function stepFunctionsIntegration(
  clients: Clients,
  {
    rule = 'order-flow',
    trust = trusting('events.amazonaws.com'),
    allow = ['states:StartExecution'] as readonly string[],
    withRole = true,
  } = {},
) {
  const own = await makeRole(clients, `${rule}-machine`, { trust: trusting('states.amazonaws.com') })
  const made = await clients.sfn.send(
    new CreateStateMachineCommand({
      name: 'fulfil',
      roleArn: own,
      definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
    }),
  )
  const machine = made.stateMachineArn ?? ''
  const role = await makeRole(clients, `${rule}-events`, {
    trust,
    allow: [{ Effect: 'Allow', Action: allow, Resource: machine }],
  })
  await makeRule(clients, rule, { targets: [{ Id: 'fulfil', Arn: machine, ...(withRole ? { RoleArn: role } : {}) }] })
  return machine
}

/** The seeds' ECS integration on Fargate: ecs:RunTask, and iam:PassRole on the task's two roles, in an attached policy. */
export async function ecsIntegration(
  clients: Clients,
  {
    rule = 'nightly-report',
    passRole = true,
    network = true,
    trust = trusting('events.amazonaws.com'),
    taskDefinitionInPolicy = arn('ecs', 'task-definition/report:*'),
  } = {},
) {
  await clients.ecs.send(new CreateClusterCommand({ clusterName: 'jobs' }))
  const execution = await makeRole(clients, 'ecsTaskExecutionRole', { trust: trusting('ecs-tasks.amazonaws.com') })
  const task = await makeRole(clients, 'ecsTaskRole', { trust: trusting('ecs-tasks.amazonaws.com') })
  const made = await clients.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'report',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: execution,
      taskRoleArn: task,
      containerDefinitions: [{ name: 'report', image: 'report:1' }],
    }),
  )
  const role = await makeRole(clients, `${rule}-events`, { trust })
  const pass: Statement = { Effect: 'Allow', Action: 'iam:PassRole', Resource: [execution, task] }
  await attachPolicy(
    clients,
    `${rule}-events`,
    'run-report',
    { Effect: 'Allow', Action: 'ecs:RunTask', Resource: taskDefinitionInPolicy },
    ...(passRole ? [pass] : []),
  )
  const awsvpc = { Subnets: ['subnet-0a1b2c3d'], AssignPublicIp: 'ENABLED' as const }
  await makeRule(clients, rule, {
    targets: [
      {
        Id: 'report',
        Arn: arn('ecs', 'cluster/jobs'),
        RoleArn: role,
        EcsParameters: {
          TaskDefinitionArn: made.taskDefinition?.taskDefinitionArn ?? '',
          LaunchType: 'FARGATE',
          ...(network ? { NetworkConfiguration: { awsvpcConfiguration: awsvpc } } : {}),
        },
      },
    ],
  })
}
