import type { Rule } from '../aws/reads/events.js'
import { lint } from '../trigger/lint.js'
import { type Alternative, parsePattern } from '../trigger/pattern.js'
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
    const pattern = eventPattern === undefined ? undefined : readPattern(rule, eventPattern)
    const looks =
      (pattern?.alive ?? []).length > 0
        ? await Promise.all([
            arrivesHere(rule, pattern?.alive ?? [], account),
            apiCallsRecorded(rule, read.value, pattern?.alive ?? [], account),
            sourcesSend(rule, pattern?.alive ?? [], account),
          ])
        : []
    return all<(typeof CODES)[number]>([
      ...(scheduleExpression === undefined ? [] : [scheduleFires(rule, scheduleExpression, now)]),
      ...(pattern?.verdicts ?? []),
      ...looks,
      ...owner(read.value),
    ])
  },
})

const owner = ({ managedBy }: Rule): readonly Verdict<never>[] =>
  managedBy === undefined ? [] : [ok(`${managedBy} manages the rule and keeps it as it is.`)]

function scheduleFires(rule: RuleAddress, expression: string, now: Date): Verdict<'schedule-never-fires'> {
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
    case 'invalid':
      return error(
        'schedule-never-fires',
        `The schedule of rule ${rule.name} is not one that EventBridge can follow: ${schedule.reason}.`,
        {
          because: quoted,
        },
      )
    case 'unclear':
      return undecidable(`When the schedule of rule ${rule.name} fires cannot be told: ${schedule.reason}.`)
  }
}

interface ReadPattern {
  verdicts: readonly Verdict<'pattern-never-matches' | 'pattern-suspicious'>[]
  /** The ways in which the pattern may match. */
  alive: readonly Alternative[]
}

function readPattern(rule: RuleAddress, text: string): ReadPattern {
  const pattern = parsePattern(text)
  if (pattern.state === 'invalid') {
    const summary = `The event pattern of rule ${rule.name} is not valid, so no event matches it: ${pattern.reason}.`
    return {
      verdicts: [error('pattern-never-matches', summary, { because: [`event pattern: ${text.slice(0, 300)}`] })],
      alive: [],
    }
  }
  if (pattern.state === 'too-complex') {
    return {
      verdicts: [undecidable(`The event pattern of rule ${rule.name} has too many combinations to be followed.`)],
      alive: [],
    }
  }
  const { dead, suspicious, alive } = lint(pattern.alternatives)
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
  return { verdicts: never.length + odd.length > 0 ? [...never, ...odd] : [ok('The event pattern can match.')], alive }
}

/** A flaw may end in a question. */
const sentence = (says: string): string => (/[?.]$/.test(says) ? says : `${says}.`)
