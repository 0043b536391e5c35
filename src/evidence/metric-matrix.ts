import { count } from './moment.js'
import { hasData, likelySuccesses, type RuleMetrics } from './rule-metrics.js'

/** The sums of a window, and how many targets they are shared by. */
export interface Numbers {
  matched: number
  triggered: number
  attempts: number
  /** Deliveries that a target accepted, by the newer metrics. */
  successful: number
  invocations: number
  failed: number
  retried: number
  sentToQueue: number
  lostToQueue: number
  throttled: number
  stoppedLoops: number
  /** Events that matched any rule of the bus; undefined where that is not counted. */
  matchedOnBus: number | undefined
  /** Whether anything was delivered, by the newer metrics or the older ones. */
  delivered: boolean
  targets: number
  /** Targets that have a dead-letter queue. */
  queues: number
}

/** How many targets the rule has, and how many of them have a dead-letter queue. */
export interface TargetCount {
  targets: number
  queues: number
}

/** The sums of a rule's metrics. */
export function numbersOf(metrics: RuleMetrics, { targets, queues }: TargetCount): Numbers {
  const { counts } = metrics
  return {
    matched: counts.MatchedEvents.total,
    triggered: counts.TriggeredRules.total,
    attempts: counts.InvocationAttempts.total,
    successful: counts.SuccessfulInvocationAttempts.total,
    invocations: counts.Invocations.total,
    failed: counts.FailedInvocations.total,
    retried: counts.RetryInvocationAttempts.total,
    sentToQueue: counts.InvocationsSentToDlq.total,
    lostToQueue: counts.InvocationsFailedToBeSentToDlq.total,
    throttled: counts.ThrottledRules.total,
    stoppedLoops: counts.DeadLetterInvocations.total,
    matchedOnBus: metrics.bus?.total,
    delivered: likelySuccesses(metrics).length > 0 || metrics.successLatency.seen,
    targets,
    queues,
  }
}

/** A pattern of numbers, and what it means. */
export interface Row {
  id: string
  /** How sure the reading is. Only a strong one may be said without "probably". */
  certainty: 'strong' | 'medium' | 'weak'
  when(numbers: Numbers): boolean
  /** One sentence. */
  says(numbers: Numbers): string
}

const triggered = ({ matched, triggered }: Numbers): number => Math.max(matched, triggered)
const nothingCalled = ({ attempts, invocations, delivered, failed }: Numbers): boolean =>
  attempts === 0 && invocations === 0 && failed === 0 && !delivered

/**
 * How far the events came: the first row that fits. The newer counts (attempts, successes) can be missing while the older
 * ones flow, so "no attempt" is read only where `Invocations` is missing too.
 */
export const STAGES = [
  {
    id: 'nothing-on-the-bus-matched',
    certainty: 'strong',
    when: (n) => triggered(n) === 0 && nothingCalled(n) && (n.matchedOnBus ?? 0) > 0,
    says: (n) =>
      `${count(n.matchedOnBus ?? 0, 'event')} matched other rules of the bus, and CloudWatch counted none that matched this one.`,
  },
  {
    id: 'nothing-seen',
    certainty: 'weak',
    when: (n) => triggered(n) === 0 && nothingCalled(n),
    says: () => 'CloudWatch counted no event that matched the rule.',
  },
  {
    id: 'throttled',
    certainty: 'strong',
    when: (n) => nothingCalled(n) && n.throttled > 0,
    says: (n) =>
      `ThrottledRules is ${n.throttled} and no target was called yet: the account's quota of invocations delays the events.`,
  },
  {
    id: 'loop-stopped',
    certainty: 'strong',
    when: (n) => nothingCalled(n) && n.stoppedLoops > 0,
    says: (n) =>
      `DeadLetterInvocations is ${n.stoppedLoops} and no target was called: EventBridge stops invocations that would run the same rule again.`,
  },
  {
    id: 'no-outcome',
    certainty: 'weak',
    when: nothingCalled,
    says: (n) =>
      `The rule was triggered ${count(triggered(n), 'time')} and no call of a target was counted: it had no targets, or the metrics are late.`,
  },
  {
    id: 'refused-at-once',
    certainty: 'strong',
    when: (n) => n.failed > 0 && n.retried === 0 && !n.delivered,
    says: (n) =>
      `No delivery succeeded and none was tried again: ${oneOf(n)} refuses events at once, as happens when a permission, the resource or a valid parameter is missing, or when an event has already been sent to another event bus.`,
  },
  {
    id: 'broke-or-was-fixed',
    certainty: 'medium',
    when: (n) => n.failed > 0 && n.delivered,
    says: (n) =>
      n.targets > 1
        ? `Some deliveries succeeded and some failed: the rule has ${n.targets} targets, and the metrics do not say which of them fails.`
        : 'Some deliveries succeeded and some failed: it broke or was fixed within the window, or it fails for some events only.',
  },
  {
    id: 'retried-to-exhaustion',
    certainty: 'strong',
    when: (n) => n.failed > 0 && n.retried > 0,
    says: (n) =>
      `${count(n.retried, 'retry', 'retries')} did not help: ${oneOf(n)} throttled, timed out, could not be connected to, or answered with a server error.`,
  },
  {
    id: 'retrying',
    certainty: 'strong',
    when: (n) => n.failed === 0 && n.retried > 0 && n.successful < n.attempts,
    says: (n) =>
      `${count(n.retried, 'retry', 'retries')}, ${n.successful} of ${count(n.attempts, 'attempt')} successful, no event lost: EventBridge tries again for up to 24 hours.`,
  },
  {
    id: 'handed-over',
    certainty: 'strong',
    when: (n) => n.failed === 0 && n.delivered,
    says: (n) =>
      `EventBridge handed over ${n.successful + n.invocations > 0 ? count(n.successful || n.invocations, 'event') : 'events'}: what happens after that is seen in the target only.`,
  },
  {
    id: 'under-way',
    certainty: 'weak',
    when: () => true,
    says: (n) => `${count(Math.max(n.attempts, n.invocations), 'call')} of a target, and no outcome was counted yet.`,
  },
] as const satisfies readonly Row[]

/** What became of the events that failed: every row that fits. */
export const LOSSES: readonly Row[] = [
  {
    id: 'retries-before-failure',
    certainty: 'strong',
    // With deliveries beside the failures the stage does not speak of the retries.
    when: (n) => n.failed > 0 && n.retried > 0 && n.delivered,
    says: (n) =>
      `${count(n.retried, 'retry', 'retries')}: throttling, timeouts, connections or server errors, not a missing permission.`,
  },
  {
    id: 'all-in-the-queue',
    certainty: 'strong',
    when: (n) => n.failed > 0 && n.sentToQueue >= n.failed,
    says: (n) => `All ${n.failed} failed events were sent to a dead-letter queue: the reasons stand there.`,
  },
  {
    id: 'queue-refuses',
    certainty: 'strong',
    when: (n) => n.lostToQueue > 0,
    says: (n) =>
      `InvocationsFailedToBeSentToDlq is ${n.lostToQueue}: the queue's policy or key refuses EventBridge, the queue does not exist, or the event is too large.`,
  },
  {
    id: 'some-dropped',
    certainty: 'strong',
    when: (n) => n.failed > n.sentToQueue + n.lostToQueue && n.sentToQueue + n.lostToQueue > 0,
    says: (n) =>
      `${n.failed - n.sentToQueue - n.lostToQueue} of the ${n.failed} failed events had no dead-letter queue and were dropped.`,
  },
  {
    id: 'all-dropped',
    certainty: 'strong',
    when: (n) => n.failed > 0 && n.sentToQueue + n.lostToQueue === 0 && n.queues === 0,
    says: (n) => `No target has a dead-letter queue: ${n.failed === 1 ? 'the event was' : 'the events were'} dropped.`,
  },
]

export type StageId = (typeof STAGES)[number]['id']

/** The row that fits; no row without data, since an absent metric proves nothing. */
export function stageOf(metrics: RuleMetrics, targets: TargetCount): (typeof STAGES)[number] | undefined {
  const numbers = numbersOf(metrics, targets)
  if (!hasData(metrics) && (numbers.matchedOnBus ?? 0) === 0) return undefined
  return STAGES.find((row) => row.when(numbers))
}

const oneOf = ({ targets }: Numbers): string => (targets > 1 ? `one of the ${targets} targets at least` : 'the target')
