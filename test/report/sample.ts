import { docsOf } from '../../src/report/docs-address.js'
import type { Report } from '../../src/report/report.js'
import type { Call, Change } from '../../src/verdict/fix.js'
import { HOME as account, REGION as region } from '../support/home.js'

const ruleArn = `arn:aws:events:${region}:${account}:rule/orders/order-paid`
const settle = `arn:aws:lambda:${region}:${account}:function:settle`
const ledger = `arn:aws:states:${region}:${account}:stateMachine:ledger`
const ledgerRole = `arn:aws:iam::${account}:role/service-role/ledger-invoke`
const archive = `arn:aws:ecs:${region}:${account}:cluster/batch`
const archiveRole = `arn:aws:iam::${account}:role/archive-invoke`
const partner = 'arn:aws:sqs:eu-west-1:444455556666:partner-orders'

const change = (resource: string, title: string, call: Call, undo: Call, doubts: string[] = []): Change => ({
  resource,
  account,
  title,
  before: null,
  after: call.input,
  source: { read: 'lambdaPolicy', args: [resource], path: [] },
  call,
  undo,
  doubts,
  id: resource,
  needs: [],
})

const trust = (...services: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: services.map((service) => ({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
    })),
  })

const call = (service: string, operation: string, input: Call['input']): Call => ({ service, operation, input, region })

/** A report that holds every status, every kind of finding and every reason for not knowing. */
export const sample: Report = {
  schemaVersion: 1,
  tool: { name: 'eb-doctor', version: '0.1.0' },
  generatedAt: '2026-11-21T12:00:00.000Z',
  context: {
    account,
    partition: 'aws',
    region,
    identity: `arn:aws:sts::${account}:assumed-role/oncall/anna`,
    source: 'live',
  },
  rule: {
    name: 'order-paid',
    arn: ruleArn,
    bus: 'orders',
    state: 'ENABLED',
    eventPattern: '{"source":["shop.orders"],"detail-type":["OrderPaid"],"detail":{"status":["PAYED"]}}',
  },
  verdict: 'broken',
  firstBrokenHop: { check: 'role-trust', target: 'ledger' },
  targets: [
    { id: 'settle', arn: settle, type: 'lambda', delivers: false },
    { id: 'ledger', arn: ledger, type: 'step-functions', role: ledgerRole, delivers: false },
    { id: 'archive', arn: archive, type: 'ecs', role: archiveRole, delivers: null },
    { id: 'partner', arn: partner, type: 'sqs', role: archiveRole, delivers: null },
  ],
  checks: [
    {
      check: 'rule',
      title: 'The rule exists and is enabled',
      target: null,
      status: 'ok',
      because: 'Rule order-paid is ENABLED on bus orders.',
      findings: [],
    },
    {
      check: 'trigger',
      title: 'Something can trigger the rule',
      target: null,
      status: 'problem',
      because:
        'Could not read the archives of the bus (events:ListArchives): the connection was closed before an answer came.',
      findings: [
        {
          code: 'pattern-suspicious',
          severity: 'warning',
          summary: 'The pattern of rule order-paid names the value "PAYED", which looks misspelt.',
          because: ['detail.status = ["PAYED"]', 'the same field has "PAID" in the rule order-paid-audit'],
          docs: docsOf('pattern-suspicious'),
        },
      ],
    },
    {
      check: 'targets',
      title: 'The rule has targets',
      target: null,
      status: 'ok',
      because: 'Rule order-paid has 4 targets.',
      findings: [],
    },
    {
      check: 'target-state',
      title: 'The target exists and can take events',
      target: 'settle',
      status: 'ok',
      because: 'The function exists and is Active. No concurrency is reserved.',
      findings: [],
    },
    {
      check: 'target-state',
      title: 'The target exists and can take events',
      target: 'ledger',
      status: 'ok',
      because: 'The state machine is ACTIVE.',
      findings: [],
    },
    {
      check: 'role-trust',
      title: "EventBridge can assume the target's role",
      target: 'settle',
      status: 'skipped',
      because: 'Target settle uses no role.',
      findings: [],
    },
    {
      check: 'role-permissions',
      title: 'The role may do what the target needs',
      target: 'settle',
      status: 'skipped',
      because: 'Target settle uses no role.',
      findings: [],
    },
    {
      check: 'role-trust',
      title: "EventBridge can assume the target's role",
      target: 'ledger',
      status: 'problem',
      because: null,
      findings: [
        {
          code: 'role-not-trusted',
          severity: 'error',
          summary: 'Role ledger-invoke does not allow EventBridge to assume it.',
          because: [
            'trust policy, statement 1: Principal.Service = "scheduler.amazonaws.com", wanted "events.amazonaws.com" (EventBridge Scheduler is another service)',
          ],
          fix: {
            title: 'Let EventBridge assume the role for this rule.',
            changes: [
              change(
                ledgerRole,
                'Let EventBridge assume the role ledger-invoke for rule order-paid.',
                call('iam', 'UpdateAssumeRolePolicy', {
                  RoleName: 'ledger-invoke',
                  PolicyDocument: trust('scheduler.amazonaws.com', 'events.amazonaws.com'),
                }),
                call('iam', 'UpdateAssumeRolePolicy', {
                  RoleName: 'ledger-invoke',
                  PolicyDocument: trust('scheduler.amazonaws.com'),
                }),
                ['IAM takes some seconds until a change is seen everywhere.'],
              ),
            ],
          },
          docs: docsOf('role-not-trusted'),
        },
      ],
    },
    {
      check: 'role-trust',
      title: "EventBridge can assume the target's role",
      target: 'archive',
      status: 'unknown',
      because: 'Could not read the role archive-invoke: grant iam:GetRole to check its trust.',
      findings: [],
    },
    {
      check: 'role-permissions',
      title: 'The role may do what the target needs',
      target: 'archive',
      status: 'problem',
      because: null,
      findings: [
        {
          code: 'permission-at-risk',
          severity: 'warning',
          summary: 'Role archive-invoke may not tag the task that it starts.',
          because: [
            `no statement allows ecs:TagResource on arn:aws:ecs:${region}:${account}:task/batch/*`,
            'EcsParameters.PropagateTags = "TASK_DEFINITION"',
          ],
          fix: {
            title: 'Decide whether tasks are tagged.',
            changes: [],
            decide: ['Allow ecs:TagResource, or remove PropagateTags from the target.'],
          },
          docs: docsOf('permission-at-risk'),
        },
      ],
    },
    {
      check: 'resource-policy',
      title: "The target's own policy lets the delivery in",
      target: 'settle',
      status: 'problem',
      because: null,
      findings: [
        {
          code: 'grant-mismatch',
          severity: 'error',
          summary: 'The policy of function settle lets in another rule than order-paid.',
          because: [
            `statement "AllowEvents": aws:SourceArn = "arn:aws:events:${region}:${account}:rule/order-paid"`,
            `wanted "${ruleArn}": the rule is on bus orders`,
          ],
          fix: {
            title: 'Allow EventBridge to invoke the function for this rule.',
            changes: [
              change(
                settle,
                'Allow EventBridge to invoke the function settle for rule order-paid.',
                call('lambda', 'AddPermission', {
                  FunctionName: settle,
                  StatementId: 'eb-doctor-order-paid',
                  Action: 'lambda:InvokeFunction',
                  Principal: 'events.amazonaws.com',
                  SourceArn: ruleArn,
                }),
                call('lambda', 'RemovePermission', { FunctionName: settle, StatementId: 'eb-doctor-order-paid' }),
              ),
            ],
          },
          docs: docsOf('grant-mismatch'),
        },
      ],
    },
    {
      check: 'resource-policy',
      title: "The target's own policy lets the delivery in",
      target: 'partner',
      status: 'unknown',
      because:
        'Could not read the policy of the queue partner-orders, which belongs to another account: name a profile of account 444455556666 with --target-profile to check it.',
      findings: [],
    },
    {
      check: 'encryption',
      title: "EventBridge can use the target's key",
      target: 'partner',
      status: 'unknown',
      because:
        'Whether the key policy lets the role in depends on aws:PrincipalOrgID, which cannot be known from here: it is "o-exampleorgid" in statement 2.',
      findings: [],
    },
    {
      check: 'dead-letter-queue',
      title: 'Events that fail are kept',
      target: 'settle',
      status: 'skipped',
      because: 'Target settle has no dead-letter queue: failed events are dropped.',
      findings: [],
    },
    {
      check: 'cloudtrail',
      title: 'CloudTrail shows no failed delivery',
      target: 'archive',
      status: 'unknown',
      because: 'Was not done in time: give more with --timeout.',
      findings: [],
    },
  ],
  window: { from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z' },
  metrics: [
    {
      label: 'matched',
      total: 5,
      points: [
        { time: '2026-11-20T18:00:00.000Z', value: 2 },
        { time: '2026-11-21T11:00:00.000Z', value: 3 },
      ],
    },
    { label: 'delivered', total: null, points: [{ time: '2026-11-20T18:00:00.000Z', value: 2 }] },
    { label: 'failed', total: 3, points: [{ time: '2026-11-21T11:00:00.000Z', value: 3 }] },
  ],
  timeline: [
    {
      time: '2026-11-20T18:00:00.000Z',
      kind: 'success',
      text: 'The last successful delivery of the rule order-paid was counted.',
      source: 'CloudWatch',
    },
    {
      time: '2026-11-21T10:58:00.000Z',
      kind: 'change',
      text: 'RemovePermission on the function settle, by CloudFormation (role deploy-exec).',
      source: 'CloudTrail',
    },
    {
      time: '2026-11-21T11:00:00.000Z',
      kind: 'failure',
      text: 'Deliveries of the rule order-paid begin to fail, 2 min after RemovePermission by CloudFormation (role deploy-exec).',
      source: 'CloudWatch',
    },
  ],
  gaps: [
    {
      action: 'iam:GetRole',
      resource: archiveRole,
      neededBy: ['role-trust', 'role-permissions'],
      statement: { Effect: 'Allow', Action: 'iam:GetRole', Resource: archiveRole },
    },
    {
      action: 'ecs:DescribeTaskDefinition',
      resource: `arn:aws:ecs:${region}:${account}:task-definition/archive:7`,
      neededBy: ['role-permissions'],
      statement: { Effect: 'Allow', Action: 'ecs:DescribeTaskDefinition', Resource: '*' },
    },
    {
      action: 'sqs:GetQueueAttributes',
      resource: partner,
      neededBy: ['resource-policy'],
      account: '444455556666',
      statement: { Effect: 'Allow', Action: 'sqs:GetQueueAttributes', Resource: partner },
    },
  ],
  limits: [
    'Service control policies and resource control policies were not read: an organization can deny what is allowed here.',
    'CloudTrail: last 24 h, 2 pages of 50 events, delivered up to 15 minutes late.',
  ],
  stats: { calls: 23, retries: 0, milliseconds: 1480 },
}

/** The same rule when all is well: one target, nothing found. */
export const healthy: Report = {
  ...sample,
  rule: { ...sample.rule, bus: 'default', arn: `arn:aws:events:${region}:${account}:rule/order-paid` },
  verdict: 'healthy',
  firstBrokenHop: null,
  targets: [{ id: 'settle', arn: settle, type: 'lambda', delivers: true }],
  checks: sample.checks
    .filter((check) => check.status === 'ok' && check.target !== 'ledger')
    .map((check) => (check.check === 'targets' ? { ...check, because: 'Rule order-paid has one target.' } : check)),
  metrics: [],
  timeline: [],
  gaps: [],
}
