import { grantOf, inOneSentence, worstOf } from '../../access/grants.js'
import { lastSegment, parseArn } from '../../aws/arn.js'
import { asRole } from '../../iam/index.js'
import { ownerLetsRoleIn } from '../../remedies/resource-policies.js'
import { error, ok, undecidable, type Verdict, withFix } from '../../verdict/verdict.js'
import { type Question, requestOf } from './question.js'

type Code = 'grant-missing' | 'grant-mismatch' | 'grant-denied'

/** Whether the policy allows the role, with which EventBridge calls; in the role's own account it is enough that it does not deny it. */
export function allowsRole(roleArn: string, foreign: boolean, question: Question): Verdict<Code> {
  const { subject, policy, attached } = question
  const { sender, target, now } = subject
  const arn = parseArn(target.Arn)
  const owner = arn?.account || sender.account
  const where = `${policy.noun} of ${target.Arn}`
  const name = lastSegment(roleArn)
  if (!foreign && attached.documents.length === 0) {
    return ok(`There is no ${policy.noun}, so only the role's own permissions matter.`)
  }
  const grant = worstOf(
    (attached.sent ?? [{}]).map((sent) =>
      grantOf({
        ...requestOf(question),
        caller: asRole({
          roleArn,
          region: arn?.region || sender.region,
          resourceAccount: owner,
          now,
          extra: { ...policy.sent?.(subject), ...sent },
        }),
        resourceAccount: owner,
        // The check role-permissions asks what the role may do; here it may do everything.
        identityAllows: true,
      }),
    ),
  )
  if (grant.answer === 'allowed') {
    return ok(
      foreign
        ? `The ${policy.noun} allows the role ${name}.`
        : `The ${policy.noun} does not deny the role ${name}; only its own permissions matter.`,
    )
  }
  const { because } = grant
  switch (grant.answer) {
    case 'contested':
    case 'cannot-tell':
      return undecidable(`Cannot tell whether the ${where} allows the role ${name}: ${inOneSentence(because)}`)
    case 'missing':
      return error('grant-missing', `The ${where} does not allow the role ${name} of account ${sender.account}.`, {
        because,
        ...ownersFix(roleArn, foreign, question),
      })
    case 'mismatch':
      return error(
        'grant-mismatch',
        `A statement in the ${where} is meant for account ${sender.account} or its role ${name} but does not match this delivery.`,
        { because, ...ownersFix(roleArn, foreign, question) },
      )
    case 'denied':
      return error('grant-denied', `The ${where} denies the role ${name} ${grant.action}.`, { because })
  }
}

/** Only its owner can change a resource of another account: the fix tells them what to write. */
const ownersFix = (roleArn: string, foreign: boolean, { subject, policy }: Question) =>
  withFix(
    foreign
      ? ownerLetsRoleIn(
          subject.target.Arn,
          { actions: policy.actions, resource: policy.resource(subject.target) },
          roleArn,
          subject.sender,
        )
      : undefined,
  )
