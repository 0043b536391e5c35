import type { Rule } from '../aws/reads/events.js'
import { readPattern } from '../pattern/model.js'
import type { Alternative } from '../trigger/alternative.js'
import { lint } from '../trigger/lint.js'
import { loadHomes } from '../trigger/origins.js'
import { readSchedule } from '../trigger/schedule.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import {
  all,
  type Because,
  error,
  ok,
  skipped,
  undecidable,
  unread,
  type Verdict,
  warning,
} from '../verdict/verdict.js'
import { ruleCheck } from './check.js'
import { arrivesHere } from './trigger/origin.js'
import { sourcesSend } from './trigger/sources.js'
import { apiCallsRecorded } from './trigger/trails.js'

const CODES = [
  'schedule-never-fires',
  'pattern-never-matches',
  'pattern-suspicious',
  'trail-missing',
  'read-only-events-ignored',
  'global-events-elsewhere',
  'service-events-elsewhere',
  'source-not-sending',
] as const

/**
 * Before any target is called, something must trigger the rule: a time that still comes, or an event that can match, that
 * is sent at all, and that is sent to this bus.
 */
export const trigger = ruleCheck({
  id: 'trigger',
  title: 'Something can trigger the rule',
  stop: 'event',
  reads: [
    'rule',
    'trails',
    'trailLogging',
    'trailSelectors',
    'ruleNamesByTarget',
    'eventBus',
    'eventSource',
    'bucketNotifications',
  ],
  findings: CODES,

  async run({ rule, now }, account) {
    const read = await account.rule(rule.name, rule.busRef)
    if (read.state === 'missing') return skipped('The rule was not found.')
    if (read.state !== 'found') return unread(read, `the rule ${rule.name}`, 'to see what triggers it')
    const { eventPattern, scheduleExpression } = read.value
    if (eventPattern === undefined && scheduleExpression === undefined) {
      return error(
        'pattern-never-matches',
        `Rule ${rule.name} has neither an event pattern nor a schedule, so nothing triggers it.`,
        { because: ['events:DescribeRule: EventPattern and ScheduleExpression are absent'] },
      )
    }
    const pattern = eventPattern === undefined ? undefined : await lookAtPattern(rule, eventPattern)
    const alive = pattern?.alive ?? []
    const homes = await loadHomes(alive, rule.partition)
    const looks =
      alive.length > 0
        ? await Promise.all([
            arrivesHere(rule, alive, homes, account),
            apiCallsRecorded(rule, read.value, alive, homes, account),
            sourcesSend(rule, alive, account),
          ])
        : []
    return all<(typeof CODES)[number]>([
      ...(scheduleExpression === undefined ? [] : [scheduleFires(rule, read.value.state, scheduleExpression, now)]),
      ...(pattern?.verdicts ?? []),
      ...looks,
      ...owner(read.value),
    ])
  },
})

const owner = ({ managedBy }: Rule): readonly Verdict<never>[] =>
  managedBy === undefined ? [] : [ok(`${managedBy} manages the rule and keeps it as it is.`)]

/** The state with which a rule gets all management events; schedules are not for it. */
const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

function scheduleFires(
  rule: RuleAddress,
  state: string,
  expression: string,
  now: Date,
): Verdict<'schedule-never-fires'> {
  const quoted: Because = [`ScheduleExpression = "${expression.slice(0, 200)}"`]
  if (rule.bus !== 'default') {
    return error(
      'schedule-never-fires',
      `Rule ${rule.name} has a schedule, but schedules fire on the default bus only, not on ${rule.bus}.`,
      {
        because: quoted,
      },
    )
  }
  // Such rules stay quiet by design, and PutRule refuses new ones. https://github.com/hashicorp/terraform-provider-aws/issues/34988
  if (state === ALL_EVENTS) {
    return error(
      'schedule-never-fires',
      `The schedule of rule ${rule.name} does not run: its state is ${ALL_EVENTS}, which is for event patterns only.`,
      { because: [`State = "${ALL_EVENTS}"`, ...quoted] },
    )
  }
  const schedule = readSchedule(expression, now, 1)
  switch (schedule.state) {
    case 'fires':
      return ok(`The schedule fires next at ${schedule.next[0]} (UTC).`)
    case 'repeats':
      return ok(`The schedule fires every ${schedule.every}.`)
    case 'over':
      return error(
        'schedule-never-fires',
        `The schedule of rule ${rule.name} never fires again: none of its times lies ahead.`,
        {
          because: [...quoted, `the diagnosis was made at ${now.toISOString()} (UTC)`],
        },
      )
    // EventBridge has taken the expression: what cannot be followed here is no fault of it.
    case 'invalid':
    case 'unclear':
      return undecidable(
        `eb-doctor cannot tell when the schedule ${quoted[0].replace('ScheduleExpression = ', '')} of rule ${rule.name} fires: ${schedule.reason}. Look up its next times in the EventBridge console.`,
      )
  }
}

interface SeenPattern {
  verdicts: readonly Verdict<'pattern-never-matches' | 'pattern-suspicious'>[]
  /** The ways in which the pattern may match. */
  alive: readonly Alternative[]
}

async function lookAtPattern(rule: RuleAddress, text: string): Promise<SeenPattern> {
  const read = readPattern(text)
  if (read.state !== 'read') {
    // EventBridge has taken the pattern: what cannot be followed here is no fault of it.
    const says = `EventBridge has accepted the event pattern of rule ${rule.name}, but eb-doctor cannot follow it: ${read.reason}. Try it with an event: aws events test-event-pattern.`
    return { verdicts: [...oddOr(rule, read.reason), undecidable(says)], alive: [] }
  }
  const { dead, suspicious, alive } = await lint(read.model)
  const never = dead.map((flaw) =>
    error('pattern-never-matches', `The event pattern of rule ${rule.name} never matches: it ${sentence(flaw.says)}`, {
      because: [flaw.because],
    }),
  )
  const odd = suspicious.map((flaw) =>
    warning('pattern-suspicious', `The event pattern of rule ${rule.name} ${sentence(flaw.says)}`, {
      because: [flaw.because],
    }),
  )
  const found = [...never, ...odd]
  return {
    verdicts: found.length > 0 ? found : [ok('Nothing is known that keeps the event pattern from matching.')],
    alive,
  }
}

/** PutRule refuses this today. A rule from before `$or` was an operator has a field of that name, which no event has. */
const oddOr = (rule: RuleAddress, reason: string): SeenPattern['verdicts'] =>
  /(followed with|array of|Objects in) \$or/.test(reason)
    ? [
        warning(
          'pattern-suspicious',
          `The event pattern of rule ${rule.name} has "$or" with something else than a list of two or more objects, which is no operator.`,
          { because: [`EventBridge's words for it: ${reason}`] },
        ),
      ]
    : []

/** A flaw may end in a question. */
const sentence = (says: string): string => (/[?.]$/.test(says) ? says : `${says}.`)
