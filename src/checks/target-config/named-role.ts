import { isAccountId, parseArn } from '../../aws/arn.js'
import type { Target } from '../../aws/reads/events.js'
import type { TargetService } from '../../targets/target.js'
import type { Sender } from '../../verdict/sender.js'
import { type Because, error, type Verdict } from '../../verdict/verdict.js'

type Code = 'role-not-supported' | 'role-in-other-account' | 'arn-malformed'

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
