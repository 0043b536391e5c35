import { Cron } from 'croner'

/** A field of a cron expression does not follow AWS's grammar; the message says which and why. */
export class BadCron extends Error {}

/** A field is written in a way that AWS does not document, so nothing can be said about it. */
export class UnclearCron extends Error {}

interface Kind {
  name: string
  min: number
  max: number
  /** Names that stand for numbers, the first for `min`. */
  names: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MINUTE: Kind = { name: 'minutes', min: 0, max: 59, names: [] }
const HOUR: Kind = { name: 'hours', min: 0, max: 23, names: [] }
const DAY_OF_MONTH: Kind = { name: 'day-of-month', min: 1, max: 31, names: [] }
const MONTH: Kind = { name: 'month', min: 1, max: 12, names: MONTHS }
/** In AWS's cron 1 is Sunday; in most others 0 or 7 is. */
const DAY_OF_WEEK: Kind = { name: 'day-of-week', min: 1, max: 7, names: DAYS }
const YEAR: Kind = { name: 'year', min: 1970, max: 2199, names: [] }

/**
 * The times at which an AWS cron expression fires after `now` (what stands between the brackets of `cron(...)`): the six
 * fields are checked against AWS's grammar and written out as plain lists of numbers, in which the library's dialect and
 * AWS's are the same. Throws BadCron or UnclearCron.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function nextCronTimes(fields: string, now: Date, count: number): Date[] {
  const parts = fields.trim().toUpperCase().split(/\s+/)
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = parts
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || parts.length !== 6) {
    throw new BadCron(
      `cron needs six fields (minutes hours day-of-month month day-of-week year), here are ${parts.length}`,
    )
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new BadCron('exactly one of day-of-month and day-of-week must be "?"')
  }
  const pattern = [
    '0',
    numbers(minute, MINUTE),
    numbers(hour, HOUR),
    dayOfMonth === '?' ? '*' : daysOfMonth(dayOfMonth),
    numbers(month, MONTH),
    dayOfWeek === '?' ? '*' : daysOfWeek(dayOfWeek),
    numbers(year, YEAR),
  ].join(' ')
  return new Cron(pattern, { timezone: 'UTC', mode: '7-part' }).nextRuns(count, now)
}

/** `L`: the last day of the month. `15W`: the weekday nearest to the 15th, in the same month. */
function daysOfMonth(field: string): string {
  if (field === 'L' || field === 'LW') return field
  const nearest = /^(\d{1,2})W$/.exec(field)
  if (nearest) return `${value(nearest[1] ?? '', DAY_OF_MONTH)}W`
  if (/[LW]/.test(field)) throw new UnclearCron(`day-of-month "${field}" is not a form that AWS documents`)
  return numbers(field, DAY_OF_MONTH)
}

/** `L`: the last day of the week, a Saturday. `6L`: the last Friday of the month. `3#2`: its second Tuesday. */
function daysOfWeek(field: string): string {
  if (field === 'L') return '6'
  const last = /^([1-7]|[A-Z]{3})L$/.exec(field)
  if (last) return `${value(last[1] ?? '', DAY_OF_WEEK) - 1}#L`
  const nth = /^([1-7]|[A-Z]{3})#(\d)$/.exec(field)
  if (nth) {
    const week = Number(nth[2])
    if (week < 1 || week > 5) throw new BadCron(`day-of-week "${field}": a month has no week number ${week}`)
    return `${value(nth[1] ?? '', DAY_OF_WEEK) - 1}#${week}`
  }
  if (/[L#]/.test(field)) throw new UnclearCron(`day-of-week "${field}" is not a form that AWS documents`)
  return numbers(field, DAY_OF_WEEK)
    .split(',')
    .map((day) => `${Number(day) - 1}`)
    .join(',')
}

/** A field without special letters, as the list of all its numbers. */
function numbers(field: string, kind: Kind): string {
  return [...new Set(field.split(',').flatMap((item) => rangeOf(item, kind)))].sort((a, b) => a - b).join(',')
}

function rangeOf(item: string, kind: Kind): number[] {
  const parsed = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d{1,4}))?$/.exec(item)
  const [, first = '', last, step] = parsed ?? []
  if (!parsed || (first === '*' && last !== undefined)) throw new BadCron(`${kind.name} "${item}" cannot be read`)
  if (step !== undefined && Number(step) < 1) throw new BadCron(`${kind.name} "${item}": the step must be at least 1`)
  const from = first === '*' ? kind.min : value(first, kind)
  // `5/10` goes on to the end of the field, a lone number stands for itself.
  const to = last !== undefined ? value(last, kind) : first === '*' || step !== undefined ? kind.max : from
  const every = Number(step ?? 1)
  if (to >= from) return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every)
  if (kind === YEAR) throw new BadCron(`${kind.name} "${item}" runs backwards`)
  // FRI-MON and 22-2 run over the end of the week or the day.
  const size = kind.max - kind.min + 1
  return Array.from(
    { length: Math.floor((to + size - from) / every) + 1 },
    (_, i) => kind.min + ((from - kind.min + i * every) % size),
  )
}

function value(text: string, kind: Kind): number {
  const named = kind.names.indexOf(text)
  const number = named >= 0 ? kind.min + named : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(number)) throw new BadCron(`${kind.name} "${text}" is neither a number nor a name that it knows`)
  if (number < kind.min || number > kind.max) {
    throw new BadCron(`${kind.name} "${text}" is not between ${kind.min} and ${kind.max}`)
  }
  return number
}
