import type { Account } from '../../aws/account.js'
import { type Arn, isAccountId, isForeign, parseArn } from '../../aws/arn.js'
import { isUnread, missing } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import { giveNewRole, giveRole } from '../../remedies/role.js'
import type { TargetService } from '../../targets/target.js'
import { withArticle } from '../../text/article.js'
import type { Need } from '../../verdict/need.js'
import { isRule } from '../../verdict/rule-address.js'
import type { Sender } from '../../verdict/sender.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { type Because, error, unread, type Verdict, withFix } from '../../verdict/verdict.js'

type Code = 'role-required' | 'role-on-rule-only' | 'role-not-supported' | 'role-in-other-account' | 'arn-malformed'

/** Whether the role that the target names is one that EventBridge can assume for it. */
export function namedRoleVerdicts(target: Target, service: TargetService, sender: Sender): Verdict<Code>[] {
  if (!target.RoleArn) return []
  const because: Because = [`RoleArn = "${target.RoleArn}"`]
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
        because: [...because, `wanted arn:${sender.partition}:iam::${sender.account}:role/NAME`],
      }),
    ]
  }
  if (role.account !== sender.account) {
    return [
      error(
        'role-in-other-account',
        `The role of target ${target.Id} belongs to account ${role.account}; it must belong to the rule's account ${sender.account}.`,
        {
          because: [
            ...because,
            `${sender.noun} = "${sender.arn}"`,
            ...(service.crossAccount === 'bus' ? [whoseHop(role.account, sender.account)] : []),
          ],
        },
      ),
    ]
  }
  return []
}

/** Many set the role of the final target here, although each of the two rules has a role of its own. */
const whoseHop = (there: string, here: string): string =>
  `The hop to the event bus uses a role of account ${here} that may call events:PutEvents on the bus. A role of account ${there} belongs on the target of the rule on that bus.`

/**
 * A target without a role that needs one. Only then is it of interest whether the role was put on the rule by mistake.
 */
export async function missingRoleVerdicts(
  subject: TargetSubject,
  arn: Arn,
  service: TargetService,
  account: Account,
): Promise<Verdict<Code>[]> {
  const { sender, target } = subject
  if (target.RoleArn || !needsRole(target, arn, service, sender)) return []
  const read = isRule(sender) ? await account.rule(sender.name, sender.busRef) : missing
  if (read.state === 'found' && read.value.roleArn) {
    return [roleOnRuleOnly(target, sender, service, read.value.roleArn)]
  }
  // Read for the fix: a new role is to have all that the target needs.
  const needed = await service.needs?.run(subject, account)
  const lacks = roleRequired(target, arn, service, sender, needed?.unseen ? undefined : needed?.needs)
  if (!isUnread(read)) return [lacks]
  const what = `the ${sender.noun} ${sender.name}`
  return [lacks, unread(read, what, 'to see whether the role was set on the rule instead')]
}

/** A role is needed where the service has no resource policy that could allow EventBridge, and always across accounts. */
function needsRole(target: Target, arn: Arn, service: TargetService, sender: Sender): boolean {
  if (service.role === 'refused') return false
  if (service.role === 'required') return !busWithoutRoleMayBeOld(target, arn, service, sender)
  return isForeign(arn, sender.account) && service.crossAccount === 'direct'
}

/** A bus of another account may have been made a target before March 2023, when no role was asked for; that goes on. */
function busWithoutRoleMayBeOld(target: Target, arn: Arn, service: TargetService, sender: Sender): boolean {
  return service.crossAccount === 'bus' && isForeign(arn, sender.account) && !target.RoleArn
}

function roleRequired(
  target: Target,
  arn: Arn,
  service: TargetService,
  sender: Sender,
  needs: readonly Need[] | undefined,
): Verdict<Code> {
  const why = isForeign(arn, sender.account)
    ? `it is in another account (${arn.account})`
    : `EventBridge reaches ${withArticle(service.name)} only through a role`
  return error('role-required', `The target ${target.Id} needs a role and has none: ${why}.`, {
    because: ['RoleArn is absent', `Arn = "${target.Arn}"`],
    ...(needs ? withFix(giveNewRole(target, sender, needs)) : {}),
  })
}

const roleOnRuleOnly = (target: Target, sender: Sender, service: TargetService, role: string): Verdict<Code> =>
  error(
    'role-on-rule-only',
    `The role is set on the rule, where EventBridge does not use it; target ${target.Id} (${service.name}) has none.`,
    {
      because: [
        `events:DescribeRule: RoleArn = "${role}"`,
        `events:ListTargetsByRule: target ${target.Id} has no RoleArn`,
      ],
      ...withFix(
        giveRole(target, sender, role, [
          'What this role allows was not compared with what the target needs; "eb-doctor fix" does that first.',
        ]),
      ),
    },
  )
