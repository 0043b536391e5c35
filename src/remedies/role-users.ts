import { isAccountId, lastSegment, parseArn } from '../aws/arn.js'
import type { Role } from '../aws/reads/iam.js'
import { type ParsedPolicy, parsePolicy } from '../iam/index.js'
import { unique } from '../text/unique.js'

type Trusting = Pick<Role, 'arn' | 'trustPolicy'>
type Principal = NonNullable<ParsedPolicy['statements'][number]['principals']>['entries'][number]

/** What the roles of a service are for, where a role is often set on a rule's target by mistake. */
const SERVICES: Readonly<Record<string, string>> = {
  'scheduler.amazonaws.com': 'EventBridge Scheduler, which is another service and not EventBridge rules',
  'pipes.amazonaws.com': 'EventBridge Pipes, which is another service and not EventBridge rules',
  'ecs-tasks.amazonaws.com': 'ECS tasks: a task role or task execution role',
  'lambda.amazonaws.com': 'Lambda: the execution role of a function',
  'states.amazonaws.com': 'Step Functions: the role of a state machine',
  'ec2.amazonaws.com': 'EC2: an instance role',
  'batch.amazonaws.com': 'AWS Batch',
  'codebuild.amazonaws.com': 'CodeBuild: the service role of a project',
  'codepipeline.amazonaws.com': 'CodePipeline: the service role of a pipeline',
}

/**
 * Whom a role serves beside EventBridge rules, by the principals that its trust policy allows: one noun phrase each. Empty
 * for a role that EventBridge alone may assume. A trust policy that cannot be understood may allow anybody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function otherUsersOf({ arn, trustPolicy }: Trusting): string[] {
  const { readable, statements } = parsePolicy(trustPolicy)
  if (!readable) return ['unknown principals, because its trust policy is not a valid policy document']
  return unique(
    statements
      .filter(({ effect }) => effect !== 'Deny')
      .flatMap(({ principals }) => {
        if (!principals) return []
        const named = principals.entries.map((principal) => userOf(principal, parseArn(arn)?.account ?? ''))
        return principals.negated
          ? ['every principal except those in a NotPrincipal']
          : named.filter((user) => user !== '')
      }),
  )
}

/** A sentence that says what a shared role is; empty for a role that EventBridge alone may assume. */
export function whatRoleIs(role: Trusting & Pick<Role, 'lastUsed'>): string[] {
  const users = otherUsersOf(role)
  const used = role.lastUsed === undefined ? '' : ` IAM recorded its last use on ${role.lastUsed.slice(0, 10)}.`
  return users.length > 0 ? [`The role ${lastSegment(role.arn)} is trusted by ${listed(users)}.${used}`] : []
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(' and ')

/** One principal in words; empty for EventBridge itself. */
function userOf({ type, value }: Principal, home: string): string {
  if (type === 'Service') {
    if (/^events\.amazonaws\.com(\.cn)?$/.test(value)) return ''
    const known = SERVICES[value]
    return known === undefined ? `the service ${value}` : `${value} (${known})`
  }
  if (type === 'Federated') return `the identity provider ${value}`
  if (value === '*') return 'any principal ("*")'
  const principal = parseArn(value)
  const account = isAccountId(value) ? value : (principal?.account ?? '')
  if (isAccountId(value) || principal?.resource === 'root') {
    return account === home ? 'users and roles of its own account' : `the other account ${account}`
  }
  return account !== '' && account !== home ? `${value} of the other account ${account}` : `the principal ${value}`
}
