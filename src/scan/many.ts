import { setMaxListeners } from 'node:events'
import type { Account } from '../aws/account.js'
import { type RememberingAccount, remember } from '../aws/memory.js'
import type { Check } from '../checks/check.js'
import { type DiagnoseOptions, diagnose } from '../diagnosis/diagnose.js'
import type { Report } from '../report/report.js'
import type { RuleRef } from '../verdict/rule-address.js'
import { inOrder } from './in-order.js'
import { MetricsTogether } from './metrics-together.js'
import { Prefetch } from './prefetch.js'

/** A rule that was diagnosed, with the account as it was seen for it. */
export interface DiagnosedRule {
  ref: RuleRef
  report: Report
  account: RememberingAccount
}

export interface ManyOptions {
  /** An account whose answers are shared between rules. */
  account: Account
  checks: readonly Check[]
  leftOut: readonly string[]
  region: string
  version: string
  now: Date
  sinceMinutes: number
  until?: Date
  /** How many rules are diagnosed at the same time. */
  concurrency: number
  /** Ends all of it. */
  signal: AbortSignal
  /** How long one rule may take, in milliseconds; without it as long as all of them. */
  mostARule?: number
  /** Every rule gets a report: one that is not done when the signal ends is inconclusive. */
  everyRule?: true
  /** Puts pseudonyms in the place of names, with what the report was made from. */
  redaction?(options: DiagnoseOptions, report: Bare): Promise<Bare>
}

type Bare = Omit<Report, 'stats'>

/** Rules that may be done before an earlier one is, and targets that are listed before they are needed. */
const WAITING = 64
const AHEAD = 512
/** Lists of targets that are asked for at the same time: enough for 50 a second, and no more, since one that waits for its turn keeps another request out. */
const LISTS_AT_ONCE = 16

/**
 * Diagnoses many rules of one account and Region, some at the same time, and yields them in their order. When the signal ends,
 * those that are done are still handed over, and the rest does not come. Throws CannotConnect, as the diagnosis of one rule does.
 */
export async function* diagnoseMany(refs: readonly RuleRef[], options: ManyOptions): AsyncGenerator<DiagnosedRule> {
  const { account, concurrency, signal } = options
  // Each rule that is being diagnosed listens for the end; Node would take more than ten for a leak.
  setMaxListeners(0, signal)
  // EventBridge lists the targets of one rule a call and takes 50 calls a second: that is what a scan waits for.
  const targets = new Prefetch(refs.length, (i) => account.targets(refs[i]?.name ?? '', refs[i]?.bus ?? ''), {
    atOnce: LISTS_AT_ONCE,
    most: AHEAD,
  })
  const metrics = new MetricsTogether(account, refs, options)
  const isOneOfMany = refs.length > 1
  const jobs = refs.map((ref, i) => () => {
    const own: Account = {
      ...account,
      targets: (name, bus) => (name === ref.name && bus === ref.bus ? targets.take(i) : account.targets(name, bus)),
      metricData: metrics.of(i),
    }
    return diagnoseOne(ref, remember(own), { ...options, isOneOfMany })
  })
  // A diagnosis ends by itself with the signal.
  const end = options.everyRule ? new AbortController().signal : signal
  try {
    yield* inOrder(jobs, { atOnce: concurrency, waiting: WAITING, signal: end })
  } finally {
    targets.end()
  }
}

async function diagnoseOne(
  ref: RuleRef,
  account: RememberingAccount,
  {
    signal,
    mostARule,
    account: _,
    concurrency: __,
    everyRule: ___,
    redaction,
    ...options
  }: ManyOptions & { isOneOfMany: boolean },
): Promise<DiagnosedRule> {
  const started = performance.now()
  const time = spanWithin(signal, mostARule)
  try {
    const asked: DiagnoseOptions = { ...options, ref, account, source: 'live', signal: time.signal }
    const seen = await diagnose(asked)
    const report = redaction ? await redaction(asked, seen) : seen
    const milliseconds = Math.round(performance.now() - started)
    // Requests serve many rules: none of them belongs to one.
    return { ref, account, report: { ...report, stats: { calls: 0, retries: 0, milliseconds } } }
  } finally {
    time.stop()
  }
}

/** A signal that ends after some milliseconds, if any, and no later than another. */
function spanWithin(whole: AbortSignal, milliseconds: number | undefined): { signal: AbortSignal; stop(): void } {
  const control = new AbortController()
  setMaxListeners(0, control.signal)
  const end = () => control.abort()
  const timer = milliseconds === undefined ? undefined : setTimeout(end, milliseconds)
  timer?.unref()
  if (whole.aborted) end()
  else whole.addEventListener('abort', end, { once: true })
  return {
    signal: control.signal,
    stop() {
      clearTimeout(timer)
      whole.removeEventListener('abort', end)
    },
  }
}
