import fc from 'fast-check'
import type { Policies, Request } from '../../src/iam/index.js'

/** Few words, so that policies and requests meet often. */
const accounts = ['111122223333', '444455556666'] as const
const service = 'events.amazonaws.com'
const callers = {
  service,
  user: `arn:aws:iam::${accounts[0]}:user/anna`,
  role: `arn:aws:iam::${accounts[0]}:role/deliver`,
  session: `arn:aws:sts::${accounts[0]}:assumed-role/deliver/run-1`,
} as const
export type Kind = keyof typeof callers

const actions = ['sqs:SendMessage', 'sqs:ReceiveMessage', 'kms:Decrypt', 'events:PutEvents'] as const
const resources = accounts.flatMap((account) => [
  `arn:aws:sqs:eu-west-1:${account}:alpha`,
  `arn:aws:sqs:eu-west-1:${account}:beta`,
  `arn:aws:kms:eu-west-1:${account}:key/alpha`,
  `arn:aws:events:eu-west-1:${account}:event-bus/alpha`,
])

export const singleKeys: Record<string, readonly string[]> = {
  'aws:PrincipalTag/team': ['alpha', 'Alpha', 'beta', 'a*a', ''],
  'aws:username': ['alpha', 'beta', 'al?ha'],
  'aws:SourceArn': [
    'arn:aws:events:eu-west-1:111122223333:rule/alpha',
    'arn:aws:sqs:eu-west-1:111122223333:beta',
    'alpha',
  ],
  'aws:SourceIp': ['10.0.0.1', '10.1.2.3', '203.0.113.7'],
  'aws:MultiFactorAuthAge': ['5', '10', '10.0', 'x'],
  'aws:CurrentTime': ['2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z'],
  'aws:SecureTransport': ['true', 'false'],
}
export const listKeys: Record<string, readonly (readonly string[])[]> = {
  'aws:TagKeys': [['alpha'], ['alpha', 'beta'], ['gamma'], [], ['', '']],
}

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 3 })
const oneOrMore = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, some(value))

/** What the operators take, by family. */
const words = ['alpha', 'beta', 'al*', '?lpha', '*', 'ALPHA', `a\${*}a`, `\${aws:username, 'alpha'}`]
const arns = [
  'arn:aws:events:eu-west-1:111122223333:rule/alpha',
  'arn:aws:events:*:*:rule/*',
  'arn:aws:sqs:eu-west-?:111122223333:b*',
  `arn:aws:sqs:*:*:\${aws:username, 'beta'}`,
]
const numbers = ['5', '7', '10', '10.00', 'x']
const dates = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00+02:00', '2026-12-31T00:00:00Z', 'soon']
const ranges = ['10.0.0.0/8', '10.0.0.1', '203.0.113.0/24', '0.0.0.0/0', 'x']
const families: readonly (readonly [
  operators: readonly string[],
  values: readonly string[],
  keys: readonly string[],
])[] = [
  [
    [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    words,
    ['aws:PrincipalTag/team', 'aws:username', 'AWS:principaltag/TEAM'],
  ],
  [['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'], arns, ['aws:SourceArn']],
  [
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((x) => `Numeric${x}`),
    numbers,
    ['aws:MultiFactorAuthAge'],
  ],
  [
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((x) => `Date${x}`),
    dates,
    ['aws:CurrentTime'],
  ],
  [['Bool'], ['true', 'false', 'True'], ['aws:SecureTransport']],
  [['IpAddress', 'NotIpAddress'], ranges, ['aws:SourceIp']],
]

const plainCondition = fc.oneof(
  ...families.map(([operators, values, keys]) =>
    fc
      .tuple(pick(...operators), pick('', 'IfExists'), pick(...keys), oneOrMore(pick(...values)))
      .map(([operator, ifExists, key, value]) => ({ [operator + ifExists]: { [key]: value } })),
  ),
)
const listCondition = fc
  .tuple(
    pick('ForAllValues:', 'ForAnyValue:'),
    pick('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
    oneOrMore(pick('alpha', 'beta', 'g*', 'al?ha')),
  )
  .map(([quantifier, operator, value]) => ({ [quantifier + operator]: { 'aws:TagKeys': value } }))
const nullCondition = fc
  .tuple(pick(...Object.keys(singleKeys), 'aws:TagKeys'), pick('true', 'false'))
  .map(([key, value]) => ({ Null: { [key]: value } }))

type Conditions = Record<string, Record<string, string | string[]>>
function merge(all: readonly Conditions[]): Conditions {
  const merged: Conditions = {}
  for (const [operator, keys] of all.flatMap((each) => Object.entries(each))) {
    merged[operator] = { ...merged[operator], ...keys }
  }
  return merged
}
const conditions = fc
  .array(fc.oneof(plainCondition, listCondition, nullCondition), { maxLength: 2 })
  .map((all) => merge(all as Conditions[]))

const actionEntry = pick(
  '*',
  '*',
  'sqs:*',
  'sqs:SendMessage',
  'SQS:send*',
  'kms:*',
  'events:PutEvents',
  'sqs:?eceiveMessage',
)
const resourceEntry = pick(
  '*',
  '*',
  '**',
  'arn:aws:sqs:*',
  'arn:aws:sqs:*:*:a*',
  'arn:aws:sqs:eu-west-1:111122223333:alpha',
  'arn:aws:sqs:eu-west-1:444455556666:*',
  'arn:aws:kms:*:*:key/*',
  'arn:*:events:*:111122223333:event-bus/al?ha',
  `arn:aws:sqs:*:*:\${aws:username, 'alpha'}`,
  'alpha',
)

function element(name: string, entry: fc.Arbitrary<string>) {
  return fc.tuple(pick(name, name, name, `Not${name}`), oneOrMore(entry)).map(([key, value]) => ({ [key]: value }))
}

function principal(kind: Kind, effect: 'Allow' | 'Deny') {
  const roles = [callers.role, `arn:aws:iam::${accounts[0]}:role/other`]
  const exact = kind === 'role' ? [] : [callers.session]
  const aws = pick(
    accounts[0],
    accounts[1],
    `arn:aws:iam::${accounts[0]}:root`,
    callers.user,
    ...roles,
    ...exact,
    'AROAX',
  )
  const services = pick(service, 'lambda.amazonaws.com')
  const listed = fc.oneof(
    fc.constant('*' as const),
    fc.record({ AWS: oneOrMore(aws) }),
    fc.record({ Service: oneOrMore(services) }),
    fc.record({ AWS: oneOrMore(aws), Service: oneOrMore(services) }),
  )
  const chains: Record<Kind, fc.Arbitrary<unknown>> = {
    service: listed,
    user: pick<unknown>({ AWS: [accounts[0], callers.user] }, { AWS: callers.role }),
    session: pick<unknown>({ AWS: [accounts[0], callers.role, callers.session] }, { AWS: callers.user }),
    role: pick<unknown>({ AWS: callers.user }, '*', { AWS: accounts[1] }),
  }
  const plain = listed.map((value) => ({ Principal: value }))
  return effect === 'Deny'
    ? fc.oneof(
        plain,
        chains[kind].map((value) => ({ NotPrincipal: value })),
      )
    : plain
}

const effects = ['Allow', 'Allow', 'Deny'] as const

/** Alternatives rather than `chain`: an arbitrary that is built once is much faster than one built for each case. */
export function statement(kind: Kind, layer: 'identity' | 'resource', among: readonly ('Allow' | 'Deny')[] = effects) {
  return fc.oneof(
    ...among.map((effect) =>
      fc
        .tuple(
          layer === 'resource' ? principal(kind, effect) : fc.constant({}),
          element('Action', actionEntry),
          element('Resource', resourceEntry),
          fc.oneof(
            fc.constant({}),
            conditions.map((each) => ({ Condition: each })),
          ),
        )
        .map((elements) => Object.assign({ Effect: effect }, ...elements) as Record<string, unknown>),
    ),
  )
}

export type Document = { Version: string; Statement: Record<string, unknown>[] }

function document(kind: Kind, layer: 'identity' | 'resource'): fc.Arbitrary<Document> {
  return fc.record({
    Version: pick('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statement(kind, layer), { minLength: 1, maxLength: 3 }),
  })
}

function rcp(): fc.Arbitrary<Document> {
  return document('role', 'identity').map((doc) => ({
    ...doc,
    Statement: doc.Statement.map((each) => ({ ...each, Principal: '*' })),
  }))
}

const wide = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** Mostly few layers, so that allowing is not rare. */
export function policies(kind: Kind): fc.Arbitrary<Policies> {
  const identity = fc.oneof(fc.constant(wide as Document), document(kind, 'identity'))
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
  const level = (doc: fc.Arbitrary<Document>) =>
    fc.array(fc.record({ level: pick('root', 'account'), policies: fc.array(doc, { minLength: 1, maxLength: 2 }) }), {
      maxLength: 2,
    })
  return fc
    .record({
      identity: fc.array(identity, { maxLength: 2 }),
      boundary: maybe(fc.array(identity, { minLength: 1, maxLength: 1 })),
      session: maybe(identity),
      resource: maybe(document(kind, 'resource')),
      scps: maybe(level(identity)),
      rcps: maybe(level(rcp())),
    })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Policies)
}

/** Every key is settled: sent with a value, or known not to be sent. */
export function request(kind: Kind): fc.Arbitrary<Request> {
  const value = (values: readonly unknown[]) => fc.oneof(fc.constant(null), pick(...values), pick(...values))
  const context = fc.record(
    Object.fromEntries(Object.entries({ ...singleKeys, ...listKeys }).map(([key, values]) => [key, value(values)])),
  )
  return fc.record({
    principal: fc.constant(callers[kind]),
    action: pick(...actions),
    resource: pick(...resources),
    context: context as fc.Arbitrary<NonNullable<Request['context']>>,
    unlisted: fc.constant('absent' as const),
  })
}

export const kinds = Object.keys(callers) as Kind[]

/** A caller with a request and policies that are about it. */
export const cases = fc.oneof(
  ...kinds.map((kind) => fc.record({ kind: fc.constant(kind), request: request(kind), policies: policies(kind) })),
)
