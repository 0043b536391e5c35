import type { Account } from '../../aws/account.js'
import { type Arn, isForeign } from '../../aws/arn.js'
import { isUnread, missing } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import { giveNewRole, giveRole } from '../../remedies/role.js'
import { needsRole } from '../../targets/needs-role.js'
import type { TargetService } from '../../targets/target.js'
import { withArticle } from '../../text/article.js'
import type { Need } from '../../verdict/need.js'
import { isRule } from '../../verdict/rule-address.js'
import type { Sender } from '../../verdict/sender.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { error, unread, type Verdict, withFix } from '../../verdict/verdict.js'

type Code = 'role-required' | 'role-on-rule-only'

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
