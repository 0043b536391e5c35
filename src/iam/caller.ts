import { splitArn } from './arn.js'
import type { Context } from './context.js'

/** Who makes the request, as far as policies tell callers apart. */
export type KnownCaller =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'user'; readonly account: string; readonly arn: string }
  /** Some session of this role; its name is not known. */
  | { readonly kind: 'role'; readonly account: string; readonly arn: string; readonly roleName: string }
  /** One session; its ARN does not carry the role's path, `roleArn` does if the request says it. */
  | {
      readonly kind: 'session'
      readonly account: string
      readonly arn: string
      readonly roleName: string
      readonly roleArn: string | undefined
    }
  | { readonly kind: 'other'; readonly text: string }

/**
 * Reads a principal as it may stand in a request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function callerOf(principal: string, context: Context): KnownCaller {
  if (isAccount(principal)) return { kind: 'account', account: principal }
  const parts = splitArn(principal)
  if (!parts)
    return isServiceName(principal) ? { kind: 'service', name: principal } : { kind: 'other', text: principal }
  const [, , service, , account, resource] = parts
  const words = resource.split('/')
  const [type, second = '', ...rest] = words
  if (service === 'iam' && resource === 'root') return { kind: 'account', account }
  if (service === 'iam' && type === 'user' && second) return { kind: 'user', account, arn: principal }
  if (service === 'iam' && type === 'role' && second) {
    return { kind: 'role', account, arn: principal, roleName: rest.at(-1) ?? second }
  }
  if (service === 'sts' && type === 'assumed-role' && second && rest.length === 1) {
    const roleArn = context('aws:PrincipalArn')
    const known = typeof roleArn === 'string' && splitArn(roleArn)?.[5].startsWith('role/') ? roleArn : undefined
    return { kind: 'session', account, arn: principal, roleName: second, roleArn: known }
  }
  return { kind: 'other', text: principal }
}

/** Service-linked roles are exempt from organisation policies; their path tells them. */
export function isServiceLinked(caller: KnownCaller): boolean {
  const arn = caller.kind === 'role' ? caller.arn : caller.kind === 'session' ? caller.roleArn : undefined
  if (arn) return splitArn(arn)?.[5].startsWith('role/aws-service-role/') ?? false
  return caller.kind === 'session' && caller.roleName.startsWith('AWSServiceRoleFor')
}

/** Twelve digits. */
export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text)
}

/** Looks like the name of an AWS service: `events.amazonaws.com`. */
export function isServiceName(text: string): boolean {
  return /^[a-z0-9.-]+\.(amazonaws\.(com(\.cn)?|eu)|amazon\.com|aws\.internal|api\.aws)$/i.test(text)
}
