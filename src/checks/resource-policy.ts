import { grantOf, inOneSentence, type Knock, ownCaller } from '../access/grants.js'
import { isForeign, lastSegment, parseArn } from '../aws/arn.js'
import { asRole } from '../iam/index.js'
import { ownerLetsRoleIn } from '../remedies/resource-policies.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { AttachedPolicy, OwnCall, ReadsFor, ResourcePolicy } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, skipped, undecidable, unread, type Verdict, warning, withFix } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'grant-missing' | 'grant-mismatch' | 'grant-denied' | 'grant-at-risk'

const readsFor: ReadsFor = ({ resourcePolicy: policy }) => policy?.read.reads ?? []

/**
 * Without a role EventBridge calls the target under its own name, and only the target's own policy lets it in, for this
 * very rule. With a role that policy can only take away; in another account it has to let the role in as well.
 */
export const resourcePolicy = targetCheck({
  id: 'resource-policy',
  title: "The target's own policy lets the delivery in",
  stop: 'policy',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['grant-missing', 'grant-mismatch', 'grant-denied', 'grant-at-risk'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const arn = parseArn(target.Arn)
    const service = serviceOf(target)
    if (!arn || !service) return skipped('It is not known what the target is.')
    const policy = service.resourcePolicy
    if (!policy)
      return skipped(`No policy of its own guards ${withArticle(service.name)}: the role of the target decides.`)
    const foreign = isForeign(arn, sender.account)
    if (service.crossAccount === 'bus' && (foreign || arn.region !== sender.region)) {
      return skipped('The policy of a bus elsewhere is the business of the check cross-account.')
    }
    const own = target.RoleArn && service.role !== 'refused' ? undefined : policy.own?.(subject)
    if (!own && !target.RoleArn)
      return skipped(`Only a role reaches ${withArticle(service.name)}, and the target has none.`)
    if (own && foreign) return skipped('In another account a role is needed first, and the target has none.')

    const read = await policy.read.run(subject, account)
    if (read.state === 'missing') return skipped(`There is no ${target.Arn} that could have a policy.`)
    if (read.state !== 'found') {
      return unread(read, `the ${policy.noun} of ${target.Arn}`, 'to check whether it lets the delivery in')
    }
    const door = { subject, policy, attached: read.value }
    if (own) return forEventBridge(own, door)
    return forRole(target.RoleArn ?? '', foreign, door)
  },
})

interface Door {
  subject: TargetSubject
  policy: ResourcePolicy
  attached: AttachedPolicy
}

const knockOf = ({ subject, policy, attached }: Door): Omit<Knock, 'caller'> => ({
  actions: policy.actions,
  resource: policy.resource(subject.target),
  documents: attached.documents,
  sender: subject.sender,
})

function forEventBridge(own: OwnCall, door: Door): Verdict<Code> {
  const { subject, policy, attached } = door
  const { sender, target } = subject
  if (attached.open) return ok(attached.open)
  if (attached.unsure) return undecidable(`Cannot tell whether ${target.Arn} lets EventBridge in: ${attached.unsure}`)
  const grant = grantOf({
    ...knockOf(door),
    caller: ownCaller(sender, own),
    contested: own.contested ?? [],
    ...(own.page ? { page: own.page } : {}),
  })
  if (grant.answer === 'allowed') {
    return ok(`The ${policy.noun} lets EventBridge in for the ${sender.noun} ${sender.name}.`)
  }
  const more = { because: grant.because, ...withFix(attached.fix?.(sender)) }
  const where = `${policy.noun} of ${target.Arn}`
  switch (grant.answer) {
    case 'cannot-tell':
      return undecidable(`Cannot tell whether the ${where} lets EventBridge in: ${inOneSentence(grant.because)}`)
    case 'contested':
      return warning(
        'grant-at-risk',
        `The ${where} lets EventBridge in only by a statement of which AWS does not say that it works.`,
        more,
      )
    case 'missing':
      return attached.documents.length === 0
        ? error('grant-missing', `No ${where} lets EventBridge in for the ${sender.noun} ${sender.name}.`, {
            ...more,
            because: [`There is no ${policy.noun}, and the target has no role.`],
          })
        : error(
            'grant-missing',
            `The ${where} does not let EventBridge in for the ${sender.noun} ${sender.name}.`,
            more,
          )
    case 'mismatch':
      return error(
        'grant-mismatch',
        `The ${where} has a statement for EventBridge that misses the ${sender.noun} ${sender.name}.`,
        more,
      )
    case 'denied':
      return error('grant-denied', `The ${where} denies EventBridge ${grant.action}.`, { because: grant.because })
  }
}

function forRole(roleArn: string, foreign: boolean, door: Door): Verdict<Code> {
  const { subject, policy, attached } = door
  const { sender, target, now } = subject
  const arn = parseArn(target.Arn)
  const owner = arn?.account || sender.account
  const where = `${policy.noun} of ${target.Arn}`
  const name = lastSegment(roleArn)
  if (!foreign && attached.documents.length === 0) {
    return ok(`There is no ${policy.noun} that could deny: the role's own permissions decide.`)
  }
  const grant = grantOf({
    ...knockOf(door),
    caller: asRole({
      roleArn,
      region: arn?.region || sender.region,
      resourceAccount: owner,
      now,
      extra: policy.sent?.(subject) ?? {},
    }),
    resourceAccount: owner,
    // The role's own side is the business of role-permissions: here it may do everything.
    identityAllows: true,
  })
  if (grant.answer === 'allowed') {
    return ok(
      foreign
        ? `The ${policy.noun} lets the role ${name} in.`
        : `The ${policy.noun} does not deny the role ${name}; its own permissions decide.`,
    )
  }
  const { because } = grant
  switch (grant.answer) {
    case 'contested':
    case 'cannot-tell':
      return undecidable(`Cannot tell whether the ${where} keeps the role ${name} out: ${inOneSentence(because)}`)
    case 'missing':
      return error('grant-missing', `The ${where} does not let the role ${name} in from account ${sender.account}.`, {
        because,
        ...ownersFix(roleArn, foreign, door),
      })
    case 'mismatch':
      return error(
        'grant-mismatch',
        `The ${where} has a statement for account ${sender.account} or its role ${name} that misses this delivery.`,
        { because, ...ownersFix(roleArn, foreign, door) },
      )
    case 'denied':
      return error('grant-denied', `The ${where} denies the role ${name} ${grant.action}.`, { because })
  }
}

/** A resource of another account is its owner's to change: they are told what to write. */
const ownersFix = (roleArn: string, foreign: boolean, { subject, policy }: Door) =>
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
