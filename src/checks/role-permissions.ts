import { parseArn } from '../aws/arn.js'
import { serviceOf, TARGET_SERVICES } from '../targets/index.js'
import {
  all,
  type CannotTell,
  cannotTell,
  error,
  ok,
  skipped,
  type TargetSubject,
  targetCheck,
  undecidable,
  unread,
  type Verdict,
  warning,
} from './check.js'
import { reasonsOf } from './decision.js'
import { type PermissionAnswer, permissionDecision, rolePolicies, rolePolicyReads } from './role-decisions.js'

type Code = 'permission-missing' | 'permission-denied' | 'boundary-blocks' | 'permission-at-risk'

/**
 * With the role assumed, EventBridge calls the target as that role. Whatever the role may not do, EventBridge cannot do.
 */
export const rolePermissions = targetCheck({
  id: 'role-permissions',
  title: 'The role may do what the target needs',
  reads: [...new Set([...rolePolicyReads, ...TARGET_SERVICES.flatMap((service) => service.needs?.reads ?? [])])],
  findings: ['permission-missing', 'permission-denied', 'boundary-blocks', 'permission-at-risk'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { target, rule, now } = subject
    if (!target.RoleArn) return skipped(`Target ${target.Id} uses no role.`)
    const arn = parseArn(target.RoleArn)
    if (arn?.service !== 'iam') return skipped(`The RoleArn of target ${target.Id} is not the ARN of a role.`)
    if (arn.account !== rule.account) return skipped(`The role is of account ${arn.account}, which cannot work here.`)
    const service = serviceOf(target)
    if (!service?.needs) return skipped(`It is not known what a role needs for ${target.Arn}.`)

    const [policies, { needs, unseen }] = await Promise.all([
      rolePolicies(target.RoleArn, account),
      service.needs.run(subject, account),
    ])
    if (!policies) return skipped('The role does not exist.')
    if ('state' in policies) return unread(policies, `the role ${target.RoleArn}`, 'to check what it may do')

    const verdicts = needs.map((need) => verdictOf(subject, permissionDecision(policies, need, now, rule.region)))
    const blind = policies.unread.map((read) =>
      cannotTell(read, `the policies of ${policies.role.name}`, 'to check what it may do'),
    )
    return all<Code>([...verdicts, ...[...blind, ...(unseen ? [unseen] : [])].map(unknown)])
  },
})

const unknown = (because: CannotTell): Verdict<never> => ({ status: 'unknown', because })

function verdictOf({ target }: TargetSubject, { need, decision, boundaryBlocks }: PermissionAnswer): Verdict<Code> {
  const name = target.RoleArn?.split('/').at(-1)
  const what = `${need.action} on ${need.resource}`
  const because = [`needed so that EventBridge can ${need.why}`, ...reasonsOf(decision)]
  switch (decision.decision) {
    case 'Allowed':
      return ok(`${name} allows ${what}.`)
    case 'CannotTell':
      return undecidable(`Cannot tell whether ${name} allows ${what}: ${decision.because.join('; ')}.`)
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      if (need.severity === 'warning') {
        return warning('permission-at-risk', `The role ${name} does not allow ${what}, which may be needed.`, {
          because,
        })
      }
      if (boundaryBlocks) {
        return error('boundary-blocks', `The permissions boundary of the role ${name} does not allow ${what}.`, {
          because,
        })
      }
      return decision.decision === 'ExplicitlyDenied'
        ? error('permission-denied', `A policy of the role ${name} explicitly denies ${what}.`, { because })
        : error('permission-missing', `The role ${name} does not allow ${what}.`, { because })
  }
}
