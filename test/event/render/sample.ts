import type { EventReport, ReportedEvent, ReportedField, ReportedRule } from '../../../src/event/report.js'

export const TEXT =
  '{"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"OrderPaid","source":"shop.orders","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":["arn:aws:s3:::orders"],"detail":{"status":"PAID","total":12.50,"items":[{"sku":"a","count":1},{"sku":"b","count":2}],"customer":{"tier":"gold"}}}'

const field = (
  path: string,
  wanted: string,
  found: string | null,
  outcome: ReportedField['outcome'],
): ReportedField => ({
  path,
  wanted,
  found,
  outcome,
  optional: false,
  hints: [],
})

export const rule = (name: string, rest: Partial<ReportedRule> = {}): ReportedRule => ({
  name,
  arn: `arn:aws:events:eu-west-1:111122223333:rule/orders/${name}`,
  state: 'ENABLED',
  matches: false,
  because: null,
  fields: [field('source', '["shop.orders"]', '"shop.orders"', 'met')],
  withheld: null,
  targets: [],
  ...rest,
})

export const event = (rest: Partial<ReportedEvent> = {}): ReportedEvent => ({
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  source: 'shop.orders',
  detailType: 'OrderPaid',
  bus: 'orders',
  form: 'event',
  completed: [],
  refused: [],
  notes: [],
  from: null,
  text: TEXT,
  unread: null,
  rules: [],
  ...rest,
})

const paid = rule('order-paid', {
  fields: [
    field('source', '["shop.orders"]', '"shop.orders"', 'met'),
    {
      ...field('detail.status', '["Paid"]', '"PAID"', 'other-value'),
      hints: ['"PAID" differs from "Paid" in upper and lower case.'],
    },
    field('detail.total', '[{"numeric":[">",100]}]', '12.50', 'other-value'),
    field('detail.payment.method', '["card"]', null, 'absent'),
    field('detail.items.sku', '["a"]', '"a"', 'other-element'),
  ],
})

const far = rule('refunds', {
  fields: [field('source', '["shop.refunds"]', '"shop.orders"', 'other-value')],
})

const audit = rule('audit', {
  matches: true,
  targets: [
    {
      id: 'queue',
      arn: 'arn:aws:sqs:eu-west-1:111122223333:audit',
      type: 'sqs',
      input: { state: 'received', text: TEXT, form: 'json', by: 'event', wrong: [], notes: [] },
    },
    {
      id: 'settle',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle',
      type: 'lambda',
      input: {
        state: 'received',
        text: '{"status": "PAID", "who": ""}',
        form: 'json',
        by: 'InputTransformer',
        wrong: [],
        notes: ['<who>: $.detail.customer.name finds nothing in this event'],
      },
    },
    {
      id: 'task',
      arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/jobs',
      type: 'ecs',
      input: {
        state: 'received',
        text: '"PAID"',
        form: 'json',
        by: 'InputPath',
        wrong: ['ECS task: a JSON object is needed, and this is a text'],
        notes: [],
      },
    },
    {
      id: 'ledger',
      arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:ledger',
      type: 'step-functions',
      input: {
        state: 'lost',
        because: [
          '<detail> is an object or a list in this event and stands within quotes of a JSON template: write {"key": <detail>}',
        ],
      },
    },
    {
      id: 'new',
      arn: 'arn:aws:something-new:eu-west-1:111122223333:thing/x',
      type: null,
      input: {
        state: 'unknown',
        because: ["the template is text without quotes, and AWS's pages contradict each other about it"],
      },
    },
  ],
})

/** One event that no rule matches, one that some do, one entry that PutEvents refuses, one dead letter. */
export const REPORT: EventReport = {
  schemaVersion: 1,
  kind: 'event',
  tool: { name: 'eb-doctor', version: '0.0.0' },
  limits: ['Whether each delivery succeeds was not checked: eb-doctor rule NAME does that.'],
  events: [
    event({ rules: [paid, far] }),
    event({
      notes: ['The event does not say its account and region: 111122223333 and eu-west-1 are assumed.'],
      completed: ['account', 'region'],
      rules: [
        audit,
        rule('off', { matches: true, state: 'DISABLED' }),
        rule('secret', {
          matches: null,
          state: null,
          because: 'it could not be read: grant events:DescribeRule',
          targets: null,
        }),
        far,
        rule('nightly', { because: 'it runs on a schedule and has no pattern', fields: [] }),
      ],
    }),
    event({ form: 'entry', completed: ['id'], refused: ['Source is missing.'], rules: [far] }),
    event({
      form: 'dead-letter',
      from: {
        rule: 'arn:aws:events:eu-west-1:111122223333:rule/orders/order-paid',
        target: 'arn:aws:sqs:eu-west-1:111122223333:settle',
        errorCode: 'NO_PERMISSIONS',
        errorMessage: 'User is not authorized',
        retryAttempts: '0',
      },
      rules: [{ ...audit, arn: null, state: null, name: 'pattern.json', targets: [] }],
    }),
  ],
}
