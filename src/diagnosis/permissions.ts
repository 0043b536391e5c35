import { READS, type ReadName } from '../aws/account.js'
import type { IamAction } from '../aws/read.js'
import type { Check } from '../checks/check.js'
import { serviceOf } from '../targets/index.js'

export type Purpose = 'rule' | 'fix' | 'listen' | 'all'

/** A policy document that can be attached as it stands. */
export interface LeastPolicy {
  Version: '2012-10-17'
  Statement: readonly { Sid: string; Effect: 'Allow'; Action: readonly string[]; Resource: '*' | readonly string[] }[]
}

/** What the runner itself looks at, before any check. */
const RUNNER_READS: readonly ReadName[] = ['caller', 'rule', 'targets']

const sorted = (actions: Iterable<string>): string[] => [...new Set(actions)].sort()

/**
 * Every read that the checks declare. For the targets of one rule: only what their services need.
 */
export function readsOf(checks: readonly Check[], targets?: readonly { Arn: string }[]): ReadName[] {
  const services = targets?.flatMap((target) => serviceOf(target) ?? [])
  const declared = checks.flatMap(({ reads, readsFor }) =>
    services && readsFor ? services.flatMap(readsFor) : [...reads],
  )
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

const actionsOf = (reads: readonly ReadName[]): string[] => reads.flatMap((read) => READS[read].actions)

/**
 * The least IAM policy for a purpose, from the lists that the checks and the writers declare, so that it cannot go stale.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 */
export function leastPolicy(purpose: Purpose, reads: readonly ReadName[], { fix, listen }: Actions): LeastPolicy {
  const statement = (
    Sid: string,
    actions: readonly string[],
    Resource: '*' | readonly string[] = '*',
  ): LeastPolicy['Statement'][number] => ({ Sid, Effect: 'Allow', Action: sorted(actions), Resource })
  const diagnose = statement('EbDoctorDiagnose', actionsOf(reads))
  const own = statement('EbDoctorListen', listen.own, LISTENERS)
  const statements = {
    rule: [diagnose],
    // `fix` diagnoses first: it needs both.
    fix: [diagnose, statement('EbDoctorFix', fix)],
    listen: [statement('EbDoctorListenReads', actionsOf(listen.reads)), own],
    all: [diagnose, statement('EbDoctorFix', fix), own],
  }
  return { Version: '2012-10-17', Statement: statements[purpose] }
}
