import type { Account } from '../aws/account.js'
import { isRefused, isUnread, type Read, type Unread } from '../aws/read.js'
import type { Target } from '../aws/reads/events.js'
import type { Check } from '../checks/check.js'
import { docsOf } from '../report/docs-address.js'
import type { CheckResult, Gap } from '../report/report.js'
import type { Sender } from '../verdict/sender.js'
import type { SenderSubject } from '../verdict/subject.js'
import { skipped, unread, type Verdict } from '../verdict/verdict.js'
import { endOf, excused, Gaps, honest, Tracker } from './looks.js'

/** Someone who sends events to targets, and the questions to ask, in the order in which an event travels. */
export interface Walk<Subject extends SenderSubject> {
  sender: Sender
  /** What the checks of the sender itself are asked about. */
  subject: Subject
  /** false: only the check that says whether it exists is made. */
  exists: boolean
  targets: Read<readonly Target[]>
  /** The AWS service that owns the sender and its targets, if one does: then its targets are not checked. */
  managedBy?: string
  checks: readonly Check<Subject>[]
}

/** What came of a walk: each check once for the sender or once a target, and the looks that were refused. */
export interface Walked {
  results: readonly CheckResult[]
  gaps: readonly Gap[]
  /** The looks that were refused to the checks of what happened, which do without them. */
  refused: readonly { check: string; look: Unread }[]
}

export interface WalkOptions {
  account: Account
  /** Ends the wait: checks that are not done by then are unknown. */
  signal: AbortSignal
  /** Told of each check that is done: for the progress line. */
  onCheck?: (done: number, of: number) => void
}

/** What a check is made for: the sender, one target, or, once, targets that could not be listed. */
type Of = 'sender' | 'unlisted' | Target

/**
 * Starts every check of a walk at once and answers in the order of the list. Checks share nothing but the account, which
 * remembers what it was asked. Never throws for what a check does: a check that throws is `unknown`.
 */
export async function walk<Subject extends SenderSubject>(
  of: Walk<Subject>,
  { account, signal, onCheck }: WalkOptions,
): Promise<Walked> {
  const timeout = endOf(signal).then(notDone)
  const jobs = of.checks.flatMap((check) => madeFor(check, of.targets).map((target) => ({ check, target })))
  let done = 0
  const answers = await Promise.all(
    jobs.map(async ({ check, target }) => {
      const { verdict, looks, besides } = await answer(of, check, target, account, timeout)
      done += 1
      onCheck?.(done, jobs.length)
      return { check, looks, besides, result: resultOf(check, typeof target === 'object' ? target.Id : null, verdict) }
    }),
  )
  // In the order of the checks, not in that of the answers, so that two runs can be compared.
  const gaps = new Gaps()
  const looked = answers.flatMap(({ check, looks }) => looks.map((look) => ({ check, look })))
  for (const { check, look } of looked) if (!check.evidence) gaps.add(check.id, look)
  const ofWhatHappened = answers.flatMap(({ check, looks, besides }) =>
    [...(check.evidence ? looks : []), ...besides].map((look) => ({ check: check.id, look })),
  )
  return {
    results: answers.map(({ result }) => result),
    gaps: gaps.list(),
    refused: ofWhatHappened.filter(({ look }) => isRefused(look)),
  }
}

/** Once for the sender, or once a target; when the targets cannot be listed, once to say so. */
function madeFor<Subject extends SenderSubject>(
  check: Check<Subject>,
  targets: Read<readonly Target[]>,
): readonly Of[] {
  if (check.scope === 'rule') return ['sender']
  return targets.state === 'found' && targets.value.length > 0 ? targets.value : ['unlisted']
}

/** A verdict, the looks of the question that brought no answer, and those made besides, of what happened. */
interface Answered {
  verdict: Verdict
  looks: readonly Unread[]
  besides: readonly Unread[]
}

async function answer<Subject extends SenderSubject>(
  { sender, subject, exists, targets, managedBy }: Walk<Subject>,
  check: Check<Subject>,
  target: Of,
  account: Account,
  timeout: Promise<Verdict>,
): Promise<Answered> {
  if (!exists && !check.saysWhetherItExists) {
    return { verdict: skipped(`There is no such ${sender.noun}.`), looks: [], besides: [] }
  }
  if (target === 'unlisted') {
    if (!isUnread(targets)) return { verdict: skipped(`The ${sender.noun} has no targets.`), looks: [], besides: [] }
    return { verdict: unread(targets, `the targets of ${sender.name}`, 'to check them'), looks: [targets], besides: [] }
  }
  // Such a target may have an ARN that nobody else can use, and neither role nor policy.
  if (managedBy !== undefined && typeof target === 'object') {
    return { verdict: skipped(`${managedBy} manages the ${sender.noun} and its targets.`), looks: [], besides: [] }
  }
  const tracked = new Tracker(account)
  const verdict = await settle(() => ask(check, subject, sender, target, tracked.account), timeout)
  const { goesWithout = [], tellsMoreWith = [] } = check
  const looks = tracked.unread((read) => !goesWithout.includes(read) && !tellsMoreWith.includes(read))
  const besides = tracked.unread((read) => tellsMoreWith.includes(read))
  return { verdict: check.evidence ? excused(verdict, looks) : honest(verdict, looks), looks, besides }
}

function ask<Subject extends SenderSubject>(
  check: Check<Subject>,
  subject: Subject,
  sender: Sender,
  target: Target | 'sender',
  account: Account,
): Promise<Verdict> {
  if (check.scope === 'rule') return check.run(subject, account)
  const { now, sinceMinutes, until } = subject
  return check.run({ sender, now, sinceMinutes, ...(until ? { until } : {}), target: target as Target }, account)
}

const notDone = (): Verdict => ({
  status: 'unknown',
  because: { kind: 'timeout', text: 'Timed out; allow more time with --timeout.' },
})

/** Runs one check. A throw is a defect of ours, never an answer: it becomes `unknown`; so does the end of the time. */
async function settle(run: () => Promise<Verdict>, timeout: Promise<Verdict>): Promise<Verdict> {
  try {
    return await Promise.race([run(), timeout])
  } catch (thrown) {
    const [message] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')
    return { status: 'unknown', because: { kind: 'failed', text: `The check itself failed: ${message}.` } }
  }
}

function resultOf({ id, title }: Pick<Check, 'id' | 'title'>, target: string | null, verdict: Verdict): CheckResult {
  const base = { check: id, title, target }
  switch (verdict.status) {
    case 'ok':
    case 'skipped':
      return { ...base, status: verdict.status, because: verdict.because, findings: [] }
    case 'unknown':
      return { ...base, status: 'unknown', because: verdict.because.text, findings: [] }
    case 'problem':
      return {
        ...base,
        status: 'problem',
        because: verdict.unseen ? verdict.unseen.text : null,
        findings: verdict.findings.map((finding) => ({ ...finding, docs: docsOf(finding.code) })),
      }
  }
}
