import type { ContextValue } from './types.js'

/** The calls that EventBridge makes on its way to a target, by what it puts into their request context. */
export type EventBridgeCall =
  | 'assume-role'
  | 'lambda'
  | 'sqs'
  | 'sns'
  | 'sns-key'
  | 'sqs-key'
  | 'bus-key'
  | 'logs'
  | 'api-gateway'
  | 'event-bus-without-role'

/** What a value is made from. */
export interface RuleNames {
  readonly ruleArn: string
  readonly busArn: string
  readonly account: string
}

/** What is known of a condition key in a call of EventBridge, and from where. */
export interface KeyKnowledge {
  readonly is: 'sent' | 'absent' | 'unknown'
  readonly source: string
}

interface Row extends KeyKnowledge {
  /** A name that ends in `*` speaks for all keys that start so. */
  readonly keys: readonly string[]
  /** Only in these calls. */
  readonly calls: readonly EventBridgeCall[]
  /** Of a key that is sent. */
  readonly value?: (names: RuleNames) => ContextValue
}

const UG = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const EB = 'https://docs.aws.amazon.com/eventbridge/latest/userguide'
const GLOBAL_KEYS = `${UG}/reference_policies_condition-keys.html`
const NO_PAGE = 'No AWS page says whether EventBridge sends this key.'

/** Under its own name, as `events.amazonaws.com`. */
const ownName: readonly EventBridgeCall[] = [
  'assume-role',
  'lambda',
  'sqs',
  'sns',
  'sns-key',
  'sqs-key',
  'bus-key',
  'logs',
  'api-gateway',
]
/** As the rule's account: to a bus elsewhere, without a role. */
const asAccount: readonly EventBridgeCall[] = ['event-bus-without-role']
const keyCalls: readonly EventBridgeCall[] = ['sns-key', 'sqs-key', 'bus-key']

const sent = (
  calls: readonly EventBridgeCall[],
  key: string,
  value: (names: RuleNames) => ContextValue,
  source: string,
): Row => ({ is: 'sent', keys: [key], calls, value, source })

const absent = (calls: readonly EventBridgeCall[], keys: readonly string[], source: string): Row => ({
  is: 'absent',
  keys,
  calls,
  source,
})

const unknown = (calls: readonly EventBridgeCall[], keys: readonly string[], source: string): Row => ({
  is: 'unknown',
  keys,
  calls,
  source,
})

const ruleArn = (names: RuleNames) => names.ruleArn
const busArn = (names: RuleNames) => names.busArn
const account = (names: RuleNames) => names.account
const always = (value: string) => () => value

/** Every condition key of which something is known, by call. */
const rows: readonly Row[] = [
  sent(ownName, 'aws:PrincipalIsAWSService', always('true'), GLOBAL_KEYS),
  sent(ownName, 'aws:PrincipalServiceName', always('events.amazonaws.com'), GLOBAL_KEYS),
  sent(ownName, 'aws:ViaAWSService', always('false'), GLOBAL_KEYS),
  // AWS services speak TLS to each other: a Deny for plain HTTP is no obstacle.
  sent(ownName, 'aws:SecureTransport', always('true'), GLOBAL_KEYS),
  absent(ownName, ['aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast'], GLOBAL_KEYS),
  absent(ownName, ['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths'], GLOBAL_KEYS),
  absent(ownName, ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalTag/*', 'aws:username'], GLOBAL_KEYS),
  absent(ownName, ['aws:MultiFactorAuth*'], GLOBAL_KEYS),

  // A policy for an organisation needs a role.
  absent(
    asAccount,
    ['aws:PrincipalOrgID'],
    'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html',
  ),
  sent(asAccount, 'events:eventBusInvocation', always('true'), `${EB}/eb-event-bus-perms.html`),

  sent(['assume-role'], 'aws:SourceArn', ruleArn, `${EB}/cross-service-confused-deputy-prevention.html`),
  sent(['assume-role'], 'aws:SourceAccount', account, `${EB}/cross-service-confused-deputy-prevention.html`),
  // A target has no field for an external id.
  absent(
    ['assume-role'],
    ['sts:ExternalId'],
    'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html',
  ),

  sent(['lambda', 'sqs', 'api-gateway'], 'aws:SourceArn', ruleArn, `${EB}/eb-use-resource-based.html`),
  sent(['lambda', 'sqs', 'api-gateway'], 'aws:SourceAccount', account, `${EB}/eb-use-resource-based.html`),
  // EventBridge calls Invoke; a statement with "true" is for calls of the function URL alone.
  sent(
    ['lambda'],
    'lambda:InvokedViaFunctionUrl',
    always('false'),
    'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  ),

  // Older pages forbid conditions for EventBridge; since then the account is listed, the ARN is not.
  sent(
    ['sns'],
    'aws:SourceAccount',
    account,
    'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
  ),
  unknown(['sns'], ['aws:SourceArn'], 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html'),

  // Named as not supported.
  unknown(
    ['sns-key'],
    ['aws:SourceArn', 'aws:SourceAccount'],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ),
  unknown(['sqs-key', 'logs'], ['aws:SourceArn', 'aws:SourceAccount'], NO_PAGE),
  // The bus, not the rule.
  sent(['bus-key'], 'aws:SourceArn', busArn, `${EB}/eb-encryption-key-policy.html`),
  sent(['bus-key'], 'aws:SourceAccount', account, `${EB}/eb-encryption-key-policy.html`),
  sent(['bus-key'], 'kms:EncryptionContext:aws:events:event-bus:arn', busArn, `${EB}/eb-encryption-key-policy.html`),
  // Both describe the user or role for whom a service calls AWS KMS; a service under its own name calls for nobody.
  absent(
    keyCalls,
    ['kms:CallerAccount', 'kms:ViaService'],
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html',
  ),

  sent(asAccount, 'aws:SourceArn', ruleArn, `${EB}/eb-event-bus-example-policy-restrict-rule.html`),
  unknown(asAccount, ['aws:SourceAccount'], NO_PAGE),

  unknown(
    [...ownName, ...asAccount],
    ['aws:SourceOrgID', 'aws:SourceOrgPaths', 'aws:SourceIp', 'aws:SourceVpc*', 'aws:PrincipalServiceNamesList'],
    NO_PAGE,
  ),
]

/**
 * What is known of a condition key in a call that EventBridge makes under its own name (or without a role to another bus): sent,
 * absent or unknown, with the AWS page that says so. Key names are case-insensitive.
 */
export function keyKnowledge(key: string, call: EventBridgeCall): KeyKnowledge {
  const name = key.toLowerCase()
  const speaksFor = (pattern: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1).toLowerCase()) : name === pattern.toLowerCase()
  const row = rows.find(({ keys, calls }) => calls.includes(call) && keys.some(speaksFor))
  return row ? { is: row.is, source: row.source } : { is: 'unknown', source: NO_PAGE }
}

/** The context of a call: what is sent with its value, what is absent as `null`, and apart from them what is unknown. */
export function contextOfCall(
  call: EventBridgeCall,
  names: RuleNames,
): { context: Record<string, ContextValue>; unknownKeys: string[] } {
  const here = rows.filter(({ calls }) => calls.includes(call))
  const known = here.filter(({ is }) => is !== 'unknown')
  return {
    context: Object.fromEntries(known.flatMap(({ keys, value }) => keys.map((key) => [key, value?.(names) ?? null]))),
    unknownKeys: here.filter(({ is }) => is === 'unknown').flatMap(({ keys }) => keys),
  }
}
