import { BadCron, nextCronTimes, UnclearCron } from './cron.js'

/** What a schedule expression comes to. */
export type Schedule =
  /** `next`: ISO 8601, UTC. */
  | { state: 'fires'; next: readonly string[] }
  /** A rate counts from a moment that AWS does not tell (when the rule was made or changed), so it has no next times. */
  | { state: 'repeats'; every: string }
  /** Right, but no time of it lies ahead. */
  | { state: 'over' }
  /** EventBridge does not accept such an expression. */
  | { state: 'invalid'; reason: string }
  | { state: 'unclear'; reason: string }

/**
 * Reads the schedule of a rule, `cron(...)` or `rate(...)`, as of a moment. Rules know no time zone but UTC.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readSchedule(expression: string, now: Date, count = 5): Schedule {
  const cron = /^cron\(([^()]*)\)$/.exec(expression)
  if (cron) return readCron(cron[1] ?? '', now, count)
  if (expression.startsWith('rate(')) return readRate(expression)
  if (expression.startsWith('at(')) {
    return {
      state: 'invalid',
      reason: 'at(...) belongs to EventBridge Scheduler, a rule knows cron(...) and rate(...)',
    }
  }
  return { state: 'invalid', reason: 'a schedule has the form cron(...) or rate(...)' }
}

/** The next times at which a schedule fires, ISO 8601 in UTC; none for a rate, and none when it never fires again. */
export function nextTimes(expression: string, now: Date, count = 5): readonly string[] {
  const schedule = readSchedule(expression, now, count)
  return schedule.state === 'fires' ? schedule.next : []
}

function readCron(fields: string, now: Date, count: number): Schedule {
  try {
    const next = nextCronTimes(fields, now, count).map((time) => time.toISOString().replace('.000Z', 'Z'))
    return next.length > 0 ? { state: 'fires', next } : { state: 'over' }
  } catch (thrown) {
    if (thrown instanceof BadCron) return { state: 'invalid', reason: thrown.message.slice(0, 200) }
    const reason =
      thrown instanceof UnclearCron ? thrown.message.slice(0, 200) : 'the expression could not be worked out'
    return { state: 'unclear', reason }
  }
}

function readRate(expression: string): Schedule {
  const rate = /^rate\((\d{1,9}) +([a-z]+)\)$/.exec(expression)
  if (!rate) return { state: 'invalid', reason: 'a rate has the form rate(value unit), as in rate(5 minutes)' }
  const [, digits = '', unit = ''] = rate
  const value = Number(digits)
  if (!/^(minute|hour|day)s?$/.test(unit)) {
    return { state: 'invalid', reason: `"${unit}" is not a unit: minute(s), hour(s) and day(s) are` }
  }
  if (value < 1) return { state: 'invalid', reason: 'the value of a rate must be positive' }
  if ((value === 1) === unit.endsWith('s')) {
    const right = value === 1 ? unit.slice(0, -1) : `${unit}s`
    return { state: 'invalid', reason: `with ${digits} the unit is "${right}", not "${unit}"` }
  }
  return { state: 'repeats', every: `${value} ${unit}` }
}
