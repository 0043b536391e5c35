import { parseArn } from '../aws/arn.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import { inputFlaws } from '../targets/input.js'
import { commonFlaws } from '../targets/parameters.js'
import type { Flaw, ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { all, error, ok, undecidable, type Verdict, warning } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { inputPathVerdicts } from './target-config/input-paths.js'
import { missingRoleVerdicts } from './target-config/missing-role.js'
import { namedRoleVerdicts } from './target-config/named-role.js'
import { placeVerdicts } from './target-config/place.js'

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
  stop: 'target',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: codes,

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const arn = parseArn(target.Arn)
    if (!arn) {
      return error('arn-malformed', `The ARN of target ${target.Id} is malformed.`, {
        because: [`Arn = "${target.Arn}"`, 'wanted arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE'],
      })
    }
    const service = serviceOf(target)
    if (!service) {
      return all<Code>([
        warning('target-type-unknown', `The target ${target.Id} belongs to a service that eb-doctor does not know.`, {
          because: [`Arn = "${target.Arn}"`, 'Its role, its policy and its state were not checked.'],
        }),
        undecidable(
          `Cannot tell whether events reach ${target.Arn}: read the documentation of the service ${arn.service} for what it requires of EventBridge.`,
        ),
      ])
    }
    const settings =
      outOfReach(target, sender) !== undefined ? undefined : await service.settings?.run(subject, account)
    const verdicts: Verdict<Code>[] = [
      ...placeVerdicts(target, arn, service, sender),
      ...[
        ...(service.flaws?.(target, arn) ?? []),
        ...commonFlaws(target),
        ...inputFlaws(target, service),
        ...(settings?.flaws ?? []),
      ].map(verdictOf),
      ...(settings?.unseen ? [{ status: 'unknown' as const, because: settings.unseen }] : []),
      ...(await inputPathVerdicts(subject, account)),
      ...namedRoleVerdicts(target, service, sender),
      ...(await missingRoleVerdicts(subject, arn, service, account)),
    ]
    return all<Code>(
      verdicts.length > 0
        ? verdicts
        : [ok(`The target is ${withArticle(service.name)}, and its configuration is valid.`)],
    )
  },
})

const verdictOf = ({ code, severity, summary, because }: Flaw): Verdict<Code> =>
  (severity === 'warning' ? warning : error)<Code>(code, summary, { because })
