import { READS, type ReadName } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { IamAction } from '../aws/read.js'
import type { Check } from '../checks/check.js'
import { serviceOf } from '../targets/index.js'

export type Purpose = 'rule' | 'scan' | 'fix' | 'listen' | 'organization' | 'all'

/** A policy document that can be attached as it stands. */
export interface LeastPolicy {
  Version: '2012-10-17'
  Statement: readonly { Sid: string; Effect: 'Allow'; Action: readonly string[]; Resource: '*' | readonly string[] }[]
}

/** What the runner itself looks at, before any check. */
const RUNNER_READS: readonly ReadName[] = ['caller', 'rule', 'targets']

/** The accounts of `scan --accounts organization`: with the profile of the organization. */
const ORGANIZATION_READS: readonly ReadName[] = ['organizationAccounts']

const sorted = (actions: Iterable<string>): string[] => [...new Set(actions)].sort()

/**
 * Every read that the checks declare. For the targets of one rule: only what their services need.
 */
export function readsOf(checks: readonly Check[], targets?: readonly { Arn: string }[]): ReadName[] {
  const services = targets?.flatMap((target) => serviceOf(target) ?? [])
  const declared = checks.flatMap(({ scope, reads, readsFor }) => {
    // What a check of the rule reads for any target it also reads where no target is known.
    const narrows = services && readsFor && (scope === 'target' || services.length > 0)
    return narrows ? services.flatMap(readsFor) : [...reads]
  })
  return [...new Set([...RUNNER_READS, ...declared])]
}

/** The actions of a purpose, as the rooms that act declare them. */
export interface Actions {
  /** What `fix` calls beside diagnosing. */
  fix: readonly IamAction[]
  /** What `listen` reads, and what it calls on the queue and the rule that it makes. */
  listen: { reads: readonly ReadName[]; own: readonly IamAction[] }
}

/** The queues and rules that `listen` makes, on any event bus. */
const LISTENERS = [
  'arn:*:sqs:*:*:eb-doctor-listen-*',
  'arn:*:events:*:*:rule/eb-doctor-listen-*',
  'arn:*:events:*:*:rule/*/eb-doctor-listen-*',
]

/** Whether a read is made with the profile of the organization, not with the caller's own credentials. */
const isOfOrganization = (read: ReadName): boolean => 'profile' in READS[read]

/**
 * The least IAM policy for a purpose (with `targets`: for a rule that has just these), from the lists that the checks and
 * the writers declare, so that it cannot go stale.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 */
export function leastPolicy(
  purpose: Purpose,
  reads: readonly ReadName[],
  { fix, listen }: Actions,
  targets?: readonly { Arn: string }[],
): LeastPolicy {
  const actions = (some: readonly ReadName[]) => some.flatMap((read) => actionsOf(read, targets))
  const statement = (
    Sid: string,
    some: readonly string[],
    Resource: '*' | readonly string[] = '*',
  ): LeastPolicy['Statement'][number] => ({ Sid, Effect: 'Allow', Action: sorted(some), Resource })
  const read = statement('EbDoctorDiagnose', actions(reads.filter((read) => !isOfOrganization(read))))
  const write = statement('EbDoctorFix', fix)
  const own = statement('EbDoctorListen', listen.own, LISTENERS)
  const organization = statement(
    'EbDoctorOrganization',
    actions([...reads.filter(isOfOrganization), ...ORGANIZATION_READS]),
  )
  const statements = {
    rule: [read],
    // The caller adds the reads of a scan.
    scan: [read],
    // `fix` diagnoses first: it needs both.
    fix: [read, write],
    listen: [statement('EbDoctorListenReads', actions(listen.reads)), own],
    // The organization is read with credentials of another account.
    organization: [organization],
    all: [read, write, own, organization],
  }
  return { Version: '2012-10-17', Statement: statements[purpose] }
}

/** The tags of a target are asked of its own service; every other read is of one service anyway. */
function actionsOf(read: ReadName, targets: readonly { Arn: string }[] | undefined): readonly string[] {
  const { actions } = READS[read]
  if (read !== 'tags' || !targets) return actions
  const services = new Set(targets.map(({ Arn }) => parseArn(Arn)?.service))
  return actions.filter((action) => services.has(action.split(':')[0]))
}
