import { type AccessRequest, grantOf, inOneSentence, ownCaller, worstOf } from '../access/grants.js'
import { isForeign, lastSegment, parseArn } from '../aws/arn.js'
import { asRole } from '../iam/index.js'
import { ownerLetsRoleIn } from '../remedies/resource-policies.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { AttachedPolicy, OwnCall, ReadsFor, ResourcePolicy } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, skipped, undecidable, unread, type Verdict, warning, withFix } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'grant-missing' | 'grant-mismatch' | 'grant-denied' | 'grant-at-risk'

const readsFor: ReadsFor = ({ resourcePolicy: policy }) => policy?.read.reads ?? []

/**
 * Without a role EventBridge calls the target under its own name, and only the target's own policy can allow that, for
 * this very rule. With a role that policy can only deny; in another account it has to allow the role as well.
 */
export const resourcePolicy = targetCheck({
  id: 'resource-policy',
  title: "The target's own policy allows the delivery",
  stop: 'policy',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['grant-missing', 'grant-mismatch', 'grant-denied', 'grant-at-risk'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const arn = parseArn(target.Arn)
    const service = serviceOf(target)
    if (!arn || !service) return skipped('The type of the target is not known.')
    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)
    const policy = service.resourcePolicy
    if (!policy)
      return skipped(`A target of type ${service.name} has no resource policy: only the role of the target matters.`)
    const foreign = isForeign(arn, sender.account)
    if (service.crossAccount === 'bus' && (foreign || arn.region !== sender.region)) {
      return skipped('The check cross-account reads the policy of a bus in another account or Region.')
    }
    const own = target.RoleArn && service.role !== 'refused' ? undefined : policy.own?.(subject)
    if (!own && !target.RoleArn)
      return skipped(
        `EventBridge reaches ${withArticle(service.name)} only through a role, and the target has no role.`,
      )
    if (own && foreign) return skipped('A target in another account needs a role first, and this target has no role.')

    const read = await policy.read.run(subject, account)
    if (read.state === 'missing') return skipped(`${target.Arn} does not exist, so it has no policy.`)
    if (read.state !== 'found') {
      return unread(read, `the ${policy.noun} of ${target.Arn}`, 'to check whether it allows the delivery')
    }
    const question = { subject, policy, attached: read.value }
    if (own) return forEventBridge(own, question)
    return forRole(target.RoleArn ?? '', foreign, question)
  },
})

/** Whether one policy allows one delivery. */
interface Question {
  subject: TargetSubject
  policy: ResourcePolicy
  attached: AttachedPolicy
}

const requestOf = ({ subject, policy, attached }: Question): Omit<AccessRequest, 'caller'> => ({
  actions: policy.actions,
  resource: policy.resource(subject.target),
  documents: attached.documents,
  sender: subject.sender,
})

function forEventBridge(own: OwnCall, question: Question): Verdict<Code> {
  const { subject, policy, attached } = question
  const { sender, target } = subject
  if (attached.open) return ok(attached.open)
  if (attached.unsure) return undecidable(`Cannot tell whether EventBridge may call ${target.Arn}: ${attached.unsure}`)
  const grant = grantOf({
    ...requestOf(question),
    caller: ownCaller(sender, own),
    contested: own.contested ?? [],
    ...(own.everybody ? { everybody: own.everybody } : {}),
    ...(own.page ? { page: own.page } : {}),
  })
  if (grant.answer === 'allowed') {
    return ok(`The ${policy.noun} allows EventBridge to deliver for the ${sender.noun} ${sender.name}.`)
  }
  const more = { because: grant.because, ...withFix(attached.fix?.(sender)) }
  const where = `${policy.noun} of ${target.Arn}`
  switch (grant.answer) {
    case 'cannot-tell':
      return undecidable(`Cannot tell whether the ${where} allows EventBridge: ${inOneSentence(grant.because)}`)
    case 'contested':
      return warning(
        'grant-at-risk',
        `The ${where} admits EventBridge only through a statement that AWS does not document as working.`,
        more,
      )
    case 'missing':
      return attached.documents.length === 0
        ? error('grant-missing', `No ${where} allows EventBridge to deliver for the ${sender.noun} ${sender.name}.`, {
            ...more,
            because: attached.none ?? [`There is no ${policy.noun}, and the target has no role.`],
          })
        : error(
            'grant-missing',
            `The ${where} does not allow EventBridge to deliver for the ${sender.noun} ${sender.name}.`,
            more,
          )
    case 'mismatch':
      return error(
        'grant-mismatch',
        `A statement in the ${where} is meant for EventBridge but does not match the ${sender.noun} ${sender.name}.`,
        more,
      )
    case 'denied':
      return error('grant-denied', `The ${where} denies EventBridge ${grant.action}.`, { because: grant.because })
  }
}

function forRole(roleArn: string, foreign: boolean, question: Question): Verdict<Code> {
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
