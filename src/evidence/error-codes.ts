/** How to read an error code of EventBridge. */
export interface ErrorCode {
  /** Completes "The code means that ...", without a period. */
  means: string
  /** The checks whose findings it fits; empty when it is no matter of the configuration. */
  fits: readonly string[]
  /** Whether sending the event again may help without a change. */
  passing: boolean
}

const DENIED = ['role-permissions', 'resource-policy', 'encryption', 'cross-account', 'organization']

/**
 * The codes of dead letters and of the bus's log. AWS calls its list a sample, so a code that is not here stands for itself.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  NO_RESOURCE: {
    // A queue whose policy refused EventBridge has been seen to come back with this code.
    means: 'the target does not exist, or that EventBridge has no access to it: the code does not tell which',
    fits: ['target-state', 'target-config', ...DENIED],
    passing: false,
  },
  NO_PERMISSIONS: { means: "the target's service refused access", fits: DENIED, passing: false },
  FAILED_TO_ASSUME_ROLE: {
    means: "EventBridge could not assume the target's role",
    fits: ['role-trust', 'cross-account', 'organization', 'target-config'],
    passing: false,
  },
  TRANSIENT_ASSUME_ROLE: { means: 'AWS STS did not answer in time', fits: [], passing: true },
  THIRD_ACCOUNT_HOP_DETECTED: {
    // It has been seen within a single account and Region.
    means:
      'the event was already sent to an event bus once, in this account or in another, and is not sent to a second one',
    fits: ['cross-account', 'target-config'],
    passing: false,
  },
  THIRD_REGION_HOP_DETECTED: {
    means: 'the event was already sent to a bus in another Region, and is not sent to a third one',
    fits: ['cross-account', 'target-config'],
    passing: false,
  },
  CROSS_ACCOUNT_INGESTION_FAILED: {
    means: 'the bus of the other account refused the event',
    fits: ['cross-account', 'organization'],
    passing: false,
  },
  CROSS_REGION_INGESTION_FAILED: {
    means: 'the bus of the other Region refused the event',
    fits: ['cross-account', 'role-permissions', 'organization'],
    passing: false,
  },
  INVALID_JSON: {
    means: 'the input transformer made no valid JSON of the event',
    fits: ['target-config'],
    passing: false,
  },
  INVALID_PARAMETER: {
    means: 'the target refused a parameter',
    fits: ['target-config', 'target-state'],
    passing: false,
  },
  ERROR_FROM_TARGET: { means: 'the target answered with an error', fits: ['target-state'], passing: false },
  SDK_CLIENT_ERROR: {
    means: 'the call could not be made or was answered with an error',
    fits: ['target-config', 'target-state', ...DENIED],
    passing: true,
  },
  CONNECTION_FAILURE: {
    means: 'the connection of the API destination could not be used, or its endpoint not be reached',
    fits: ['target-state'],
    passing: true,
  },
  THROTTLING: { means: 'the target throttled EventBridge', fits: [], passing: true },
  TIMEOUT: { means: 'the target did not answer in time', fits: [], passing: true },
  INTERNAL_ERROR: { means: 'the target failed for a reason of its own', fits: [], passing: true },
  RESOURCE_LIMIT_EXCEEDED: { means: 'a quota of the target was reached', fits: [], passing: true },
  RESOURCE_MODIFICATION_COLLISION: { means: 'the target was being changed', fits: [], passing: true },
  EVENTS_IN_BATCH_REQUEST_REJECTED: { means: 'the target refused events of a batch', fits: [], passing: true },
  RESOURCE_ALREADY_EXISTS: {
    means: 'the target has something of that name already, such as an execution',
    fits: [],
    passing: false,
  },
}

/** What is known of a code; undefined for one that AWS does not list. */
export const errorCode = (code: string): ErrorCode | undefined =>
  Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code] : undefined

/** The checks that a code fits; undefined for an unknown code, which gives no reason that could be compared. */
export const fitsOf = (code: string | undefined): readonly string[] | undefined =>
  code === undefined ? undefined : errorCode(code)?.fits
