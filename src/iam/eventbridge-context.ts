import { splitArn } from './arn.js'
import { contextOfCall, type EventBridgeCall } from './eventbridge-keys.js'
import type { ContextValue, Request } from './types.js'

/** What a request is known to carry, ready to be spread into a `Request`. */
export type Caller = Required<Pick<Request, 'principal' | 'context' | 'unknownKeys' | 'unlisted'>>

/**
 * The caller and context of one call that EventBridge makes for a rule, under its own name or, to another account's bus
 * without a role, as the rule's account.
 */
export function asEventBridge({ ruleArn, call }: { ruleArn: string; call: EventBridgeCall }): Caller {
  const account = splitArn(ruleArn)?.[4] ?? ''
  return {
    principal: call === 'event-bus-without-role' ? account : 'events.amazonaws.com',
    ...contextOfCall(call, { ruleArn, busArn: busOf(ruleArn), account }),
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
  readonly extra?: Readonly<Record<string, ContextValue>>
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
      // A target is never called through a function's URL.
      'lambda:InvokedViaFunctionUrl': 'false',
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
    ].filter((key) => !Object.hasOwn(extra ?? {}, key)),
    unlisted: 'unknown',
  }
}
