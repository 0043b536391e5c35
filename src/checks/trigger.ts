import type { Rule } from '../aws/reads/events.js'
import { loadHomes } from '../trigger/origins.js'
import { all, error, ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'
import { arrivesHere } from './trigger/origin.js'
import { patternCanMatch } from './trigger/pattern.js'
import { scheduleFires } from './trigger/schedule.js'
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
    const pattern = eventPattern === undefined ? undefined : await patternCanMatch(rule, eventPattern)
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
