import { reasonsOf } from '../../access/decision.js'
import type { PermissionAnswer } from '../../access/role-decisions.js'
import type { Read } from '../../aws/read.js'
import type { NamedPolicy, Role } from '../../aws/reads/iam.js'
import { denyStands, extendOrReplace, grantRole, widenBoundary } from '../../remedies/role.js'
import { whatRoleIs } from '../../remedies/role-users.js'
import type { Need } from '../../verdict/need.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { type Because, error, ok, undecidable, type Verdict, warning, withFix } from '../../verdict/verdict.js'

type Code = 'permission-missing' | 'permission-denied' | 'boundary-blocks' | 'permission-at-risk'

/** What a fix rests on. */
interface Known {
  role: Role
  inline: Read<readonly NamedPolicy[]>
  /** All that the target needs; undefined when not all of it could be seen. */
  all: readonly Need[] | undefined
}

/** What the decision about one need of the target means, and how to fix it. */
export function verdictOfNeed(
  subject: TargetSubject,
  { need, decision, boundaryBlocks }: PermissionAnswer,
  { role, inline, all }: Known,
): Verdict<Code> {
  const { target, sender } = subject
  const name = target.RoleArn?.split('/').at(-1)
  const what = `${need.action} on ${need.resource}`
  // Without sight of the inline policies it is not known what to add to.
  const grant = () =>
    withFix(
      inline.state === 'found' && target.RoleArn
        ? extendOrReplace(subject, role, all, grantRole(target.RoleArn, sender, [need], inline.value), need.severity)
        : undefined,
    )
  const because: Because = [
    `needed so that EventBridge can ${need.why}`,
    ...reasonsOf(decision),
    ...(need.pages ?? []),
    ...whatRoleIs(role),
  ]
  switch (decision.decision) {
    case 'Allowed':
      return ok(`The role ${name} allows ${what}.`)
    case 'CannotTell':
      return undecidable(`Cannot tell whether the role ${name} allows ${what}: ${decision.because.join('; ')}.`)
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      if (need.severity === 'warning') {
        return warning('permission-at-risk', `The role ${name} does not allow ${what}, which may be needed.`, {
          because,
          ...(decision.decision === 'ImplicitlyDenied' && !boundaryBlocks ? grant() : {}),
        })
      }
      if (boundaryBlocks) {
        return error('boundary-blocks', `The permissions boundary of the role ${name} does not allow ${what}.`, {
          because,
          fix: widenBoundary(name ?? '', need),
        })
      }
      return decision.decision === 'ExplicitlyDenied'
        ? error('permission-denied', `A policy of the role ${name} explicitly denies ${what}.`, {
            because,
            fix: denyStands(name ?? '', need),
          })
        : error('permission-missing', `The role ${name} does not allow ${what}.`, { because, ...grant() })
  }
}
