import { reasonsOf } from '../access/decision.js'
import { trustDecision } from '../access/role-decisions.js'
import { parseArn } from '../aws/arn.js'
import { parsePolicy } from '../iam/index.js'
import { giveRole, trustEventBridge, trustIsDenied } from '../remedies/role.js'
import { error, ok, skipped, undecidable, unread, withFix } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

/**
 * EventBridge reaches most targets by assuming the target's role first.
 * If the role does not trust it, every event is lost before the target is called.
 */
export const roleTrust = targetCheck({
  id: 'role-trust',
  title: "EventBridge can assume the target's role",
  stop: 'role',
  reads: ['role'],
  findings: ['role-not-found', 'role-not-trusted'],

  async run({ sender, target }, account) {
    if (!target.RoleArn) return skipped(`Target ${target.Id} uses no role.`)
    const arn = parseArn(target.RoleArn)
    if (arn?.service !== 'iam') return skipped(`The RoleArn of target ${target.Id} is not the ARN of a role.`)
    if (arn.account !== sender.account) return skipped(`The role is of account ${arn.account}, which cannot work here.`)

    const role = await account.role(target.RoleArn)
    if (role.state === 'missing') {
      return error('role-not-found', `Target ${target.Id} names the role ${target.RoleArn}, which does not exist.`, {
        because: ['iam:GetRole: NoSuchEntity'],
      })
    }
    if (role.state !== 'found') return unread(role, `the role ${target.RoleArn}`, 'to check whom it trusts')

    // IAM looks a role up by its name alone. A role of another path has another ARN, under which nobody assumes it.
    if (role.value.arn.toLowerCase() !== target.RoleArn.toLowerCase()) {
      return error('role-not-found', `Target ${target.Id} names the role ${target.RoleArn}, which does not exist.`, {
        because: [`RoleArn = "${target.RoleArn}"`, `iam:GetRole: the role of that name is "${role.value.arn}"`],
        ...withFix(
          giveRole(target, sender, role.value.arn, [
            'The role of that name may be meant for something else: see what it may do.',
          ]),
        ),
      })
    }

    const decision = trustDecision(role.value, sender)
    switch (decision.decision) {
      case 'Allowed':
        return ok(`The role ${role.value.name} trusts events.amazonaws.com.`)
      case 'CannotTell':
        return undecidable(
          `Cannot tell whether the role ${role.value.name} trusts EventBridge: ${decision.because.join('; ')}.`,
        )
      case 'ImplicitlyDenied':
      case 'ExplicitlyDenied':
        return error(
          'role-not-trusted',
          `The role ${role.value.name} does not let EventBridge assume it for the ${sender.noun} ${sender.name}.`,
          {
            because: [...reasonsOf(decision), ...whoseRoleItIs(role.value.trustPolicy)],
            ...withFix(
              decision.decision === 'ExplicitlyDenied'
                ? trustIsDenied(role.value)
                : trustEventBridge(role.value, sender),
            ),
          },
        )
    }
  },
})

/** Services whose roles are often set on a rule's target by mistake, and what such a role is for. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  'scheduler.amazonaws.com': 'EventBridge Scheduler, which is another service than EventBridge rules',
  'pipes.amazonaws.com': 'EventBridge Pipes, which is another service than EventBridge rules',
  'ecs-tasks.amazonaws.com':
    'ECS tasks: it looks like the task role or task execution role, not the role for EventBridge',
  'lambda.amazonaws.com': "Lambda: it looks like a function's execution role, not the role for EventBridge",
  'states.amazonaws.com': "Step Functions: it looks like the state machine's own role, not the role for EventBridge",
  'batch.amazonaws.com': 'AWS Batch itself, not for EventBridge',
  'codebuild.amazonaws.com': "CodeBuild: it looks like the project's service role, not the role for EventBridge",
  'codepipeline.amazonaws.com': "CodePipeline: it looks like the pipeline's service role, not the role for EventBridge",
}

function whoseRoleItIs(trustPolicy: string): string[] {
  const text = JSON.stringify(parsePolicy(trustPolicy))
  return Object.entries(NEIGHBOURS).flatMap(([principal, whose]) =>
    text.includes(`"${principal}"`) ? [`The role trusts ${principal}: it is for ${whose}.`] : [],
  )
}
