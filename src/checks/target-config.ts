import { type Arn, isAccountId, isForeign, parseArn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import { giveNewRole, giveRole } from '../remedies/role.js'
import { isOutOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import { inputFlaws } from '../targets/input.js'
import { commonFlaws } from '../targets/parameters.js'
import type { Flaw, ReadsFor, TargetService } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import type { Need } from '../verdict/need.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import { all, error, ok, unread, type Verdict, warning } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

const codes = [
  'role-required',
  'role-on-rule-only',
  'role-not-supported',
  'role-in-other-account',
  'arn-malformed',
  'region-mismatch',
  'parameters-invalid',
  'input-invalid',
  'target-unsupported',
  'target-type-unknown',
] as const
type Code = (typeof codes)[number]

const readsFor: ReadsFor = ({ settings, needs }) => ['rule', ...(settings?.reads ?? []), ...(needs?.reads ?? [])]

/** What PutTargets took and the delivery will not: a missing role, a wrong ARN, parameters that the service refuses. */
export const targetConfig = targetCheck({
  id: 'target-config',
  title: 'The target is set up as its service requires',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: codes,

  async run(subject, account): Promise<Verdict<Code>> {
    const { rule, target } = subject
    const arn = parseArn(target.Arn)
    if (!arn) {
      return error('arn-malformed', `The ARN of target ${target.Id} is malformed.`, {
        because: [`Arn = "${target.Arn}"`, 'wanted arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE'],
      })
    }
    const service = serviceOf(target)
    if (!service) {
      return warning('target-type-unknown', `The target ${target.Id} is of a service that eb-doctor does not know.`, {
        because: [`Arn = "${target.Arn}"`, 'Its role, its policy and its state were not checked.'],
      })
    }
    const settings = isOutOfReach(target, rule.account) ? undefined : await service.settings?.run(subject, account)
    const verdicts: Verdict<Code>[] = [
      ...place(target, arn, service, rule),
      ...[
        ...(service.flaws?.(target, arn) ?? []),
        ...commonFlaws(target),
        ...inputFlaws(target, service),
        ...(settings?.flaws ?? []),
      ].map(verdictOf),
      ...(settings?.unseen ? [{ status: 'unknown' as const, because: settings.unseen }] : []),
      ...roleArn(target, service, rule),
    ]
    if (needsRole(target, arn, service, rule) && !target.RoleArn) {
      // Only then is it of interest whether the role was put on the rule by mistake.
      const read = await account.rule(rule.name, rule.busRef)
      if (read.state === 'found' && read.value.roleArn)
        verdicts.push(roleOnRuleOnly(target, rule, service, read.value.roleArn))
      else {
        // Read for the fix: a new role is to have all that the target needs.
        const needed = await service.needs?.run(subject, account)
        verdicts.push(roleRequired(target, arn, service, rule, needed?.unseen ? undefined : needed?.needs))
      }
      if (read.state === 'denied' || read.state === 'failed') {
        verdicts.push(unread(read, `the rule ${rule.name}`, 'to see whether the role was set on the rule instead'))
      }
    }
    return all<Code>(
      verdicts.length > 0 ? verdicts : [ok(`The target is ${withArticle(service.name)}, set up as it should be.`)],
    )
  },
})

/** A role is needed where the service has no policy of its own to let EventBridge in, and always across accounts. */
function needsRole(target: Target, arn: Arn, service: TargetService, rule: RuleAddress): boolean {
  if (service.role === 'refused') return false
  if (service.role === 'required') return !busWithoutRoleMayBeOld(target, arn, service, rule)
  return isForeign(arn, rule.account) && service.crossAccount === 'direct'
}

/** A bus of another account may have been made a target before March 2023, when no role was asked for; that goes on. */
function busWithoutRoleMayBeOld(target: Target, arn: Arn, service: TargetService, rule: RuleAddress): boolean {
  return service.crossAccount === 'bus' && isForeign(arn, rule.account) && !target.RoleArn
}

function place(target: Target, arn: Arn, service: TargetService, rule: RuleAddress): Verdict<Code>[] {
  const verdicts: Verdict<Code>[] = []
  const form = service.arnForms.join(' or ')
  if (arn.account === '' && !service.accountless?.(arn)) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} lacks its account id.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  } else if (arn.account !== '' && !/^(\d{12}|\*)$/.test(arn.account)) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} has "${arn.account}" where its account id belongs.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  }
  if (arn.region === '' && service.arnForms.every((each) => each.includes(':REGION:'))) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} lacks its region.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  }
  if (arn.partition !== rule.partition) {
    verdicts.push(
      error(
        'arn-malformed',
        `The ARN of target ${target.Id} is of partition ${arn.partition}, the rule is of ${rule.partition}.`,
        {
          because: [`Arn = "${target.Arn}"`, `rule = "${rule.arn}"`],
        },
      ),
    )
  }
  if (!service.crossRegion && arn.region !== '' && arn.region !== rule.region) {
    verdicts.push(
      error(
        'region-mismatch',
        `The target ${target.Id} is in ${arn.region}, the rule in ${rule.region}: only event buses are reached across regions.`,
        {
          because: [`Arn = "${target.Arn}"`, `rule = "${rule.arn}"`],
        },
      ),
    )
  }
  return verdicts
}

const verdictOf = ({ code, severity, summary, because }: Flaw): Verdict<Code> =>
  (severity === 'warning' ? warning : error)<Code>(code, summary, { because: because ?? [] })

function roleArn(target: Target, service: TargetService, rule: RuleAddress): Verdict<Code>[] {
  if (!target.RoleArn) return []
  const because = [`RoleArn = "${target.RoleArn}"`]
  if (service.role === 'refused') {
    return [
      error('role-not-supported', `The target ${target.Id} has a role, which ${service.name} targets must not have.`, {
        because,
      }),
    ]
  }
  const role = parseArn(target.RoleArn)
  if (role?.service !== 'iam' || !role.resource.startsWith('role/') || !isAccountId(role.account)) {
    return [
      error('arn-malformed', `The RoleArn of target ${target.Id} is not the ARN of a role.`, {
        because: [...because, `wanted arn:${rule.partition}:iam::${rule.account}:role/NAME`],
      }),
    ]
  }
  if (role.account !== rule.account) {
    return [
      error(
        'role-in-other-account',
        `The role of target ${target.Id} is of account ${role.account}; it must be of the rule's account ${rule.account}.`,
        {
          because: [...because, `rule = "${rule.arn}"`],
        },
      ),
    ]
  }
  return []
}

function roleRequired(
  target: Target,
  arn: Arn,
  service: TargetService,
  rule: RuleAddress,
  needs: readonly Need[] | undefined,
): Verdict<Code> {
  const why = isForeign(arn, rule.account)
    ? `it is in another account (${arn.account})`
    : `EventBridge reaches ${withArticle(service.name)} only through a role`
  return error('role-required', `The target ${target.Id} has no role, and needs one: ${why}.`, {
    because: ['RoleArn is absent', `Arn = "${target.Arn}"`],
    ...(needs ? { fix: giveNewRole(target, rule, needs) } : {}),
  })
}

const roleOnRuleOnly = (target: Target, rule: RuleAddress, service: TargetService, role: string): Verdict<Code> =>
  error(
    'role-on-rule-only',
    `The role stands on the rule, where EventBridge does not use it; target ${target.Id} (${service.name}) has none.`,
    {
      because: [
        `events:DescribeRule: RoleArn = "${role}"`,
        `events:ListTargetsByRule: target ${target.Id} has no RoleArn`,
      ],
      fix: giveRole(target, rule, role),
    },
  )
