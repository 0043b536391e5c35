import { splitArn } from './arn.js'
import type { ContextValue, Request } from './types.js'

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

/** What a request is known to carry, ready to be spread into a `Request`. */
export type Caller = Required<Pick<Request, 'principal' | 'context' | 'unknownKeys' | 'unlisted'>>

type Context = Readonly<Record<string, ContextValue>>

/** Where `aws:SourceArn` and `aws:SourceAccount` are documented; a source left out is not, so it may be anything. */
const sources: Record<EventBridgeCall, { arn?: 'rule' | 'bus'; account?: true }> = {
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
  'assume-role': { arn: 'rule', account: true },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
  lambda: { arn: 'rule', account: true },
  sqs: { arn: 'rule', account: true },
  'api-gateway': { arn: 'rule', account: true },
  // Older pages forbid conditions for EventBridge; since then the account is listed, the ARN is not:
  // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
  sns: { account: true },
  // Named as not supported: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  'sns-key': {},
  'sqs-key': {},
  // The bus, not the rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
  'bus-key': { arn: 'bus', account: true },
  logs: {},
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-restrict-rule.html
  'event-bus-without-role': { arn: 'rule' },
}

/**
 * What a service calling under its own name sends and never sends.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const serviceCaller: Context = {
  'aws:PrincipalIsAWSService': 'true',
  'aws:PrincipalServiceName': 'events.amazonaws.com',
  'aws:ViaAWSService': 'false',
  // AWS services speak TLS to each other: a Deny for plain HTTP is no obstacle.
  'aws:SecureTransport': 'true',
  'aws:CalledVia': null,
  'aws:CalledViaFirst': null,
  'aws:CalledViaLast': null,
  'aws:PrincipalOrgID': null,
  'aws:PrincipalOrgPaths': null,
  'aws:PrincipalArn': null,
  'aws:PrincipalAccount': null,
  'aws:PrincipalTag/*': null,
  'aws:username': null,
  'aws:MultiFactorAuth*': null,
}

/** A target has no field for an external id, so EventBridge cannot send one. */
const perCall: Partial<Record<EventBridgeCall, Context>> = {
  'assume-role': { 'sts:ExternalId': null },
}

/**
 * An account that sends without a role: the receiving policy sees the account. A policy for an organisation needs a role:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
 */
const accountCaller: Context = { 'aws:PrincipalOrgID': null, 'events:eventBusInvocation': 'true' }

const unknownOfService = [
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceIp',
  'aws:SourceVpc*',
  'aws:PrincipalServiceNamesList',
]

/**
 * The caller and context of one call that EventBridge makes for a rule, under its own name or, to another account's bus
 * without a role, as the rule's account.
 */
export function asEventBridge({ ruleArn, call }: { ruleArn: string; call: EventBridgeCall }): Caller {
  const rule = splitArn(ruleArn)
  const account = rule?.[4] ?? ''
  const source = sources[call]
  const busArn = busOf(ruleArn)
  return {
    principal: call === 'event-bus-without-role' ? account : 'events.amazonaws.com',
    context: {
      ...(call === 'event-bus-without-role' ? accountCaller : serviceCaller),
      ...perCall[call],
      ...(source.arn && { 'aws:SourceArn': source.arn === 'bus' ? busArn : ruleArn }),
      ...(source.account && { 'aws:SourceAccount': account }),
      ...(call === 'bus-key' && { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn }),
    },
    unknownKeys: [
      ...unknownOfService,
      ...(source.arn ? [] : ['aws:SourceArn']),
      ...(source.account ? [] : ['aws:SourceAccount']),
    ],
    unlisted: 'unknown',
  }
}

/** `rule/<bus>/<name>` is on a custom bus, `rule/<name>` on the default one. */
function busOf(ruleArn: string): string {
  const parts = splitArn(ruleArn)
  if (!parts) return ruleArn
  const words = parts[5].split('/')
  const bus = words.length > 2 ? words.slice(1, -1).join('/') : 'default'
  return [...parts.slice(0, 5), `event-bus/${bus}`].join(':')
}

/** What is known of a role whose session makes the target's call. */
export interface RoleSession {
  readonly roleArn: string
  /** The role's tags; left out when they could not be read. */
  readonly roleTags?: Readonly<Record<string, string>>
  /** The region of the resource that is called. */
  readonly region: string
  readonly resourceAccount: string
  readonly now: Date
  /** Keys of the action itself, such as `ecs:cluster` or `iam:PassedToService`. */
  readonly extra?: Context
}

/**
 * The caller and context of a call made by some session of a role that a service assumed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function asRole({ roleArn, roleTags, region, resourceAccount, now, extra }: RoleSession): Caller {
  return {
    principal: roleArn,
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': splitArn(roleArn)?.[4] ?? null,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:PrincipalServiceName': null,
      'aws:ViaAWSService': 'false',
      'aws:CalledVia': null,
      'aws:CalledViaFirst': null,
      'aws:CalledViaLast': null,
      'aws:username': null,
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': resourceAccount,
      'aws:SecureTransport': 'true',
      'aws:CurrentTime': now.toISOString(),
      'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
      ...(roleTags && { 'aws:PrincipalTag/*': null }),
      ...Object.fromEntries(Object.entries(roleTags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
      ...extra,
    },
    unknownKeys: [
      'aws:userid',
      'aws:SourceIp',
      'aws:SourceVpc*',
      'aws:SourceArn',
      'aws:SourceAccount',
      'aws:ResourceTag/*',
    ],
    unlisted: 'unknown',
  }
}
