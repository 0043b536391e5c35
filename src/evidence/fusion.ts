import type { Finding } from '../verdict/verdict.js'
import type { Change } from './changes.js'
import { isAfter, newest } from './moment.js'
import type { Observation } from './types.js'

/** What happened, held against an error about the configuration. */
export interface Evidence {
  state: 'confirmed' | 'contradicted' | 'unobserved'
  because: readonly [string, ...string[]]
}

/** A check's result, as far as the fusion needs it. */
export interface Checked<F extends Finding = Finding> {
  check: string
  /** The id of a target; null for the whole rule. */
  target: string | null
  findings: readonly F[]
}

export type WithEvidence<F extends Finding> = F & { evidence?: Evidence }

/** All that was seen to happen. */
export interface Sight {
  observations: readonly Observation[]
  /** The known changes on the way. `known` is false when the history could not be read, or not to its end. */
  changes: { known: boolean; list: readonly Change[] }
}

/** The checks that say what happened: their findings are evidence themselves. A test holds the list against the checks. */
export const WHAT_HAPPENED: readonly string[] = ['metrics', 'bus-log', 'dead-letter-messages', 'changes', 'cloudtrail']

/**
 * Statements that no past delivery contradicts: AWS says at this moment that something is not there or switched off, or they
 * are about the future, or about what the target does after EventBridge has handed the event over.
 */
export const BEYOND_PAST_DELIVERIES: readonly string[] = [
  'rule-not-found',
  'rule-disabled',
  'no-targets',
  'schedule-never-fires',
  'target-not-found',
  'target-not-ready',
  'role-not-found',
]

/**
 * Holds each error about the configuration against what happened. A contradicted error becomes a warning that says so. Nothing
 * becomes ok, nothing is dropped, and what is absent decides nothing.
 */
export function fuse<F extends Finding, More>(
  checks: readonly (Checked<F> & More)[],
  sight: Sight,
): (Checked<WithEvidence<F>> & More)[] {
  return checks.map((check) => ({
    ...check,
    findings: check.findings.map((finding) => withEvidence(check, finding, sight)),
  }))
}

function withEvidence<F extends Finding>({ check, target }: Checked, finding: F, sight: Sight): WithEvidence<F> {
  if (finding.severity !== 'error' || WHAT_HAPPENED.includes(check)) return finding
  const evidence = target === null ? ofRule(check, finding, sight) : ofTarget(check, target, finding, sight)
  return evidence.state === 'contradicted' ? soften(finding, target, evidence) : { ...finding, evidence }
}

const soften = <F extends Finding>(finding: F, target: string | null, evidence: Evidence): WithEvidence<F> => ({
  ...finding,
  severity: 'warning',
  summary: `${target === null ? 'Events match' : `Events reach target ${target}`} although the configuration looks wrong: ${finding.summary}`,
  evidence,
})

/** An error of one target: only what can be of this target alone counts. */
function ofTarget(check: string, target: string, { code }: Finding, { observations, changes }: Sight): Evidence {
  const own = observations.filter((seen) => seen.target === target)
  const change = newest(
    changes.list.filter(({ passed, targets }) => passed && (targets === null || targets.includes(target))),
  )
  const failures = own.filter(({ kind }) => kind === 'failure')
  const fitting = latest(failures.filter(({ fits }) => fits === undefined || fits.includes(check)))
  const [failure, success] = [latest(failures), latest(own.filter(({ kind }) => kind === 'success'))]

  if (success && (!failure || isAfter(success.time, untilOf(failure)))) {
    return clearing(code, success, change, changes.known)
  }
  if (fitting && success && !isAfter(fitting.time, untilOf(success))) {
    return unobserved(`${fitting.text} A delivery succeeded at about the same time, and it is open which came last.`)
  }
  if (fitting && change && !isAfter(fitting.time, change.time)) {
    return unobserved(`${fitting.text} But that was before the last change (${change.short}).`)
  }
  if (fitting) return { state: 'confirmed', because: [fitting.text] }
  if (failure) return unobserved(`${failure.text} That is another reason than this one.`)
  const shared = observations.some((seen) => seen.target === null && seen.kind !== 'match')
  return unobserved(
    shared
      ? 'What was counted is of the whole rule: it neither clears nor blames this target.'
      : 'Nothing that was seen to happen speaks for it or against it.',
  )
}

/** What was counted in a period may have happened at its end. */
const untilOf = ({ time, until }: Observation): string => until ?? time

const latest = (seen: readonly Observation[]): Observation | undefined =>
  newest(seen.map((one) => ({ time: untilOf(one), one })))?.one

/** An error of the rule itself: any trigger or delivery shows that events match. */
function ofRule(check: string, { code }: Finding, { observations, changes }: Sight): Evidence {
  const change = newest(changes.list.filter(({ passed, targets }) => passed && targets === null))
  const match = newest(observations.filter(({ kind }) => kind === 'match' || kind === 'success'))
  const failure = newest(observations.filter(({ kind, fits }) => kind === 'failure' && fits?.includes(check)))
  if (match) return clearing(code, match, change, changes.known)
  if (failure && (!change || isAfter(failure.time, change.time))) return { state: 'confirmed', because: [failure.text] }
  return unobserved('Nothing that was seen to happen speaks for it or against it.')
}

/** A delivery contradicts an error only when nothing on the way has changed since, as far as can be known. */
function clearing(code: string, seen: Observation, change: Change | undefined, known: boolean): Evidence {
  if (BEYOND_PAST_DELIVERIES.includes(code)) {
    return unobserved(`${seen.text} But that says nothing about what is the case now.`)
  }
  if (change && !isAfter(seen.time, change.time)) {
    return unobserved(`${seen.text} But that was before the last change (${change.short}).`)
  }
  if (!known) return unobserved(`${seen.text} But it could not be read what has changed since.`)
  return { state: 'contradicted', because: [seen.text, 'No later failure and no later change on the way is known.'] }
}

const unobserved = (because: string): Evidence => ({ state: 'unobserved', because: [because] })

/**
 * The first hop that breaks the delivery: the first error in the order of the checks. A contradicted one is none any more.
 */
export function firstBroken<
  C extends { check: string; target: string | null; findings: readonly WithEvidence<Finding>[] },
>(checks: readonly C[]): { check: string; target: string | null } | null {
  const broken = checks.find(({ findings }) =>
    findings.some(({ severity, evidence }) => severity === 'error' && evidence?.state !== 'contradicted'),
  )
  return broken ? { check: broken.check, target: broken.target } : null
}

/**
 * Adds to failures that nothing in the configuration explains what cannot be read (`blind`: one sentence each), which is where
 * the reason must lie.
 */
export function nameBlindSpots<F extends Finding, More>(
  checks: readonly (Checked<F> & More)[],
  blind: readonly string[],
): (Checked<F> & More)[] {
  const explained = checks
    .filter(({ check }) => !WHAT_HAPPENED.includes(check))
    .filter(({ findings }) => findings.some(({ severity }) => severity === 'error'))
    .map(({ target }) => target)
  return checks.map((check) => {
    const explains =
      check.target === null ? explained.length > 0 : explained.some((of) => of === null || of === check.target)
    if (!WHAT_HAPPENED.includes(check.check) || explains) return check
    const findings = check.findings.map((finding) =>
      finding.severity === 'error'
        ? {
            ...finding,
            because: [...finding.because, 'Nothing in the configuration that was read explains it.', ...blind],
          }
        : finding,
    )
    return { ...check, findings }
  })
}
