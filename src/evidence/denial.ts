/** What AWS says in an AccessDenied message. */
export interface Denial {
  action?: string
  resource?: string
  explicit: boolean
  /** The kind of policy that denied, in AWS's words: `identity-based policy`, `service control policy` ... */
  policyType?: string
  policyArn?: string
}

const ACTION = /is not authorized to perform: ([\w-]{1,64}:[\w*-]{1,128})/
const RESOURCE = / on resource: (\S{1,2048})/
/** The kinds of policy that AWS names; `policy` is part of the name where AWS writes it so. */
const TYPES = [
  'identity-based policy',
  'resource-based policy',
  'permissions boundary',
  'service control policy',
  'resource control policy',
  'session policy',
  'VPC endpoint policy',
  'role trust policy',
] as const

/**
 * Reads the error message of a refused call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function parseDenial(message: string): Denial {
  const action = ACTION.exec(message)?.[1]
  const resource = RESOURCE.exec(message)?.[1]
  // The reason stands behind one of two phrases; what is before it may be any name from the account.
  const [reason] = /(?:because no|with an explicit deny in) .{1,200}/.exec(message) ?? ['']
  const policyType = TYPES.find((type) => reason.toLowerCase().includes(type.toLowerCase()))
  const policyArn = /explicit deny in [^:]{1,60}: (arn:\S{1,2048})/.exec(message)?.[1]
  return {
    ...(action ? { action } : {}),
    ...(resource ? { resource } : {}),
    explicit: reason.startsWith('with'),
    ...(policyType ? { policyType } : {}),
    ...(policyArn ? { policyArn } : {}),
  }
}

/** Whether an error code is AWS's "not allowed" under one of its many names. */
export const isDenial = (errorCode: string): boolean => /AccessDenied|Unauthorized|NotAuthorized/i.test(errorCode)

/** Whether an error code is one after which EventBridge tries again for up to 24 hours. */
export const isTransient = (errorCode: string): boolean =>
  /Throttl|TooManyRequests|LimitExceeded|ServiceUnavailable|InternalError|InternalFailure|ServerException|ServerError|Timeout/i.test(
    errorCode,
  )
