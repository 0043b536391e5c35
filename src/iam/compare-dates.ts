import type { Compare } from './comparison.js'

const day = 86_400_000

/**
 * Compares instants: ISO 8601 as in the W3C profile (no zone means UTC), or seconds since 1970.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export const compareDates =
  (test: (order: number) => boolean): Compare =>
  (policy, value, scope) => {
    const [bound, moment] = [instant(policy), instant(value)]
    if (bound === undefined || moment === undefined) {
      scope.warn('odd-value', `"${bound === undefined ? policy : value}" is not a date.`)
      return 'never'
    }
    if (/^\d{4}$/.test(policy)) {
      scope.warn('year-or-seconds', `"${policy}" is read as seconds since 1970; AWS does not say whether it is a year.`)
    }
    if (Math.abs(moment - bound) < day) scope.warn('date-bound-near', `"${policy}" is less than a day from "${value}".`)
    return test(moment - bound) ? 'match' : 'differ'
  }

const w3c = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i

/** Milliseconds since 1970. */
function instant(text: string): number | undefined {
  if (/^-?\d{1,12}(\.\d+)?$/.test(text)) return Number(text) * 1000
  const found = w3c.exec(text)
  if (!found) return
  const [year = 0, month = 1, dayOfMonth = 1, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((piece) => (piece === undefined ? undefined : Number(piece)))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth
  if (!real || hour > 24 || minute > 59 || second > 60) return
  return date.getTime() + ((hour * 60 + minute - offset(found[8])) * 60 + second + Number(found[7] ?? 0)) * 1000
}

/** Minutes east of UTC. */
function offset(zone = 'Z'): number {
  if (zone.length === 1) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}
