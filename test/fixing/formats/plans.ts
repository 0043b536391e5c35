import type { Account, ReadName } from '../../../src/aws/account.js'
import { accountOf } from '../../../src/aws/memory.js'
import { found, missing, type Read } from '../../../src/aws/read.js'
import type { Rule, Target } from '../../../src/aws/reads/events.js'
import type { Role } from '../../../src/aws/reads/iam.js'
import type { Plan } from '../../../src/fixing/plan.js'
import { enableRule } from '../../../src/remedies/enable-rule.js'
import { allowInvoke } from '../../../src/remedies/lambda.js'
import { statementIdOf } from '../../../src/remedies/names.js'
import {
  allowKey,
  allowLogs,
  allowPublish,
  allowPutEvents,
  allowSend,
} from '../../../src/remedies/resource-policies.js'
import { giveNewRole, giveRole, grantRole, trustEventBridge } from '../../../src/remedies/role.js'
import type { Fix } from '../../../src/verdict/fix.js'
import type { Need } from '../../../src/verdict/need.js'
import { HOME, ruleAddress } from '../../support/home.js'

export const rule = ruleAddress({ bus: 'orders' })
export const arn = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${HOME}:${resource}`
export const ROLE = `arn:aws:iam::${HOME}:role/service-role/events`
export const FUNCTION = arn('lambda', 'function:settle')
const KEY = arn('kms', 'key/11111111-2222-3333-4444-555555555555')
const THEIRS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'theirs', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
})
const KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HOME}:root` }, Action: 'kms:*', Resource: '*' }],
})

/** A template, quotes, backslashes, what looks like a function of CloudFormation, and characters that need an escape. */
export const HOSTILE = `!Sub \${a} %{b} "c" \\d \u2028 😀\n- e: {{f}}`

export const target: Target = {
  Id: 'machine',
  Arn: arn('states', 'stateMachine:settle'),
  Input: JSON.stringify(HOSTILE),
}
export const other: Target = { Id: 'queue', Arn: arn('sqs', 'inbox'), RoleArn: ROLE }
const need: Need = {
  action: 'states:StartExecution',
  resource: target.Arn,
  why: 'start the state machine',
  severity: 'error',
}

/** One plan for each fix that eb-doctor makes, by what it is for. */
export const PLANS: Readonly<Record<string, Plan>> = {
  'a disabled rule': planOf(enableRule(rule)),
  'a function': planOf(allowInvoke(FUNCTION, rule, null)),
  'an alias of a function': planOf(allowInvoke(`${FUNCTION}:live`, rule, null)),
  'a function with an earlier statement': planOf(
    allowInvoke(
      FUNCTION,
      rule,
      JSON.stringify({
        Statement: [
          {
            Sid: statementIdOf(rule),
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'lambda:InvokeFunction',
            Resource: FUNCTION,
            // As eb-doctor wrote it when the rule was taken to be in another Region.
            Condition: { ArnLike: { 'AWS:SourceArn': rule.arn.replace(`:${rule.region}:`, ':us-east-2:') } },
          },
        ],
      }),
    ),
  ),
  'a queue without a policy': planOf(
    allowSend(
      { arn: arn('sqs', 'inbox'), url: `https://sqs.eu-west-1.amazonaws.com/${HOME}/inbox`, policy: null },
      rule,
    ),
  ),
  'a queue with a policy': planOf(
    allowSend(
      { arn: arn('sqs', 'inbox'), url: `https://sqs.eu-west-1.amazonaws.com/${HOME}/inbox`, policy: THEIRS },
      rule,
    ),
  ),
  'a topic': planOf(allowPublish({ arn: arn('sns', 'news'), policy: THEIRS }, rule)),
  'a bus': planOf(allowPutEvents({ arn: arn('events', 'event-bus/central'), policy: null }, rule)),
  'a log group': planOf(allowLogs(arn('logs', 'log-group:/aws/events/orders'), [], rule)),
  'a key': planOf(allowKey({ arn: KEY, policy: KEY_POLICY }, { kind: 'queue', arn: arn('sqs', 'inbox') }, rule)),
  'the trust of a role': planOf(trustEventBridge({ arn: ROLE, trustPolicy: trust() }, rule)),
  'what a role may do': planOf(grantRole(ROLE, rule, [need], [])),
  'the trust of a role and what it may do': planOf(
    trustEventBridge({ arn: ROLE, trustPolicy: trust() }, rule),
    grantRole(ROLE, rule, [need], []),
  ),
  'a new role for a target': planOf(giveNewRole(target, rule, [need])),
  'the role of two targets, and the rule enabled': planOf(
    giveRole(target, rule, ROLE),
    giveRole(other, rule, `${ROLE}-2`),
    enableRule(rule),
  ),
}

function trust(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
}

/** A plan of the changes of some fixes, all of the rule. */
export function planOf(...fixes: readonly (Fix | undefined)[]): Plan {
  return {
    schemaVersion: 1,
    kind: 'eb-doctor-plan',
    tool: { name: 'eb-doctor', version: '0' },
    context: { account: HOME, partition: 'aws', region: 'eu-west-1' },
    rules: [{ name: rule.name, bus: rule.busRef, arn: rule.arn }],
    changes: fixes.flatMap((fix) => fix?.changes ?? []).map((change) => ({ ...change, because: [] })),
    withheld: [],
    left: [],
  }
}

export const RULE: Rule = {
  name: 'order-paid',
  arn: rule.arn,
  bus: 'orders',
  state: 'DISABLED',
  description: HOSTILE,
  eventPattern: JSON.stringify({
    source: ['shop'],
    detail: { '': [1], yes: ['\\.[a-z]+$', null], '${k}': [{ wildcard: 'a\\*"b' }], null: [{ exists: false }] },
  }),
  roleArn: ROLE,
}

export const role: Role = {
  arn: ROLE,
  name: 'events',
  trustPolicy: trust(),
  boundaryArn: `arn:aws:iam::${HOME}:policy/boundary`,
  description: 'Made "by hand" \\ long ago',
  maxSessionDuration: 7200,
  tags: { team: 'shop: a/b', 'aws:cloudformation:stack-name': 'shop' },
}

/** What the account says of the rule and the role, with some answers replaced. */
export function accountWith(answers: Partial<Record<ReadName, Read<unknown>>> = {}): Account {
  const all: Partial<Record<ReadName, Read<unknown>>> = {
    rule: found(RULE),
    targets: found([target, other]),
    tags: found({ team: 'shop', 'aws:cloudformation:stack-id': 'x' }),
    role: found(role),
    inlinePolicies: found([{ name: 'kept', document: THEIRS_ALLOW }]),
    attachedPolicies: found([{ name: 'managed', arn: `arn:aws:iam::${HOME}:policy/managed`, document: THEIRS_ALLOW }]),
    ...answers,
  }
  return accountOf(async (read) => all[read] ?? missing)
}

const THEIRS_ALLOW = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::b/\${aws:username}/*` }],
})
