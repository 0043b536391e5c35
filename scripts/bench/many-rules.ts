import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { arn, REGION, roleArn, trusting } from '../../test/e2e/support/accounts.js'

/** How many roles, each with a state machine, half of the rules share. */
const ROLES = 20
/** Requests that the emulator is given at the same time: more only wait there. */
const AT_ONCE = 8

const NO_DEFINITION = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } })
const allowing = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

/** Does a job for each number below `count`, from one on, some at a time. */
async function each(count: number, job: (i: number) => Promise<unknown>, from = 0): Promise<void> {
  let next = from
  const worker = async () => {
    while (next < count) await job(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

export interface ManyRules {
  bus: string
  rules: number
  /** How many of them there are already: those are left as they are. */
  already?: number
  /** How many of them lack the permission to deliver: queues without the right policy, roles that allow nothing. */
  broken?: number
}

/**
 * Fills an emulator with rules: every other one calls one of 20 state machines with one of 20 roles, the rest send to a queue
 * of their own, whose policy lets the rule in.
 */
export async function makeManyRules(
  endpoint: string,
  { bus, rules, already = 0, broken = 0 }: ManyRules,
): Promise<void> {
  const config = { endpoint, region: REGION, credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' } }
  const events = new EventBridgeClient(config)
  const iam = new IAMClient(config)
  const sfn = new SFNClient(config)
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false })
  if (bus !== 'default' && already === 0) await events.send(new CreateEventBusCommand({ Name: bus }))
  await each(already === 0 ? ROLES : 0, async (i) => {
    const name = `${bus}-flow-${i}`
    const trust = trusting('events.amazonaws.com', 'states.amazonaws.com')
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }))
    const allow = { Action: 'states:StartExecution', Resource: arn('states', `stateMachine:${name}`) }
    // What is broken are the last rules of the list and so the last roles.
    const Action = i < ROLES - Math.ceil((ROLES * broken) / rules) ? allow.Action : 'states:StopExecution'
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: 'deliver',
        PolicyDocument: allowing({ ...allow, Action }),
      }),
    )
    await sfn.send(new CreateStateMachineCommand({ name, roleArn: roleArn(name), definition: NO_DEFINITION }))
  })
  const EventPattern = JSON.stringify({ source: ['com.example.orders'], 'detail-type': ['Order Paid'] })
  await each(
    rules,
    async (i) => {
      const Name = `order-${String(i).padStart(5, '0')}`
      const rule = arn('events', bus === 'default' ? `rule/${Name}` : `rule/${bus}/${Name}`)
      await events.send(new PutRuleCommand({ Name, EventBusName: bus, EventPattern }))
      const isBroken = i >= rules - broken
      const flow = `${bus}-flow-${(isBroken ? ROLES - 1 - (i % 4) : i >> 1) % ROLES}`
      const queue = `${bus}-${Name}`
      if (i % 2 === 1) {
        const allow = {
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn('sqs', queue),
          Condition: { ArnEquals: { 'aws:SourceArn': isBroken ? `${rule}-before` : rule } },
        }
        await sqs.send(new CreateQueueCommand({ QueueName: queue, Attributes: { Policy: allowing(allow) } }))
      }
      const target =
        i % 2 === 1
          ? { Id: 'queue', Arn: arn('sqs', queue) }
          : { Id: 'flow', Arn: arn('states', `stateMachine:${flow}`), RoleArn: roleArn(flow) }
      await events.send(new PutTargetsCommand({ Rule: Name, EventBusName: bus, Targets: [target] }))
    },
    already,
  )
}
