/** A moment to the minute, for sentences: `2026-11-25T14:02Z`. */
export const minuteOf = (time: string | Date): string => `${new Date(time).toISOString().slice(0, 16)}Z`

/** Milliseconds since 1970 of a moment in ISO 8601; what is no moment lies before all others. */
export const millis = (time: string): number => {
  const at = Date.parse(time)
  return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at
}

/** Whether one moment lies after another; nothing lies after what is no moment, nor does that after anything. */
export const isAfter = (time: string, other: string | undefined): boolean =>
  other === undefined || millis(time) > millis(other)

/** The newest of some things that have a time; undefined when there is none. */
export const newest = <T extends { time: string }>(items: readonly T[]): T | undefined =>
  items.reduce<T | undefined>((best, item) => (best && !isAfter(item.time, best.time) ? best : item), undefined)

/** The oldest of some things that have a time; undefined when there is none. */
export const oldest = <T extends { time: string }>(items: readonly T[]): T | undefined =>
  items.reduce<T | undefined>((best, item) => (best && !isAfter(best.time, item.time) ? best : item), undefined)

/** The window for sentences: `the last 24 h` when it ends now, else from one moment to another. */
export function windowText({ from, to }: { from: Date; to: Date }, now: Date): string {
  if (Math.abs(to.getTime() - now.getTime()) >= 60_000) return `the time from ${minuteOf(from)} to ${minuteOf(to)}`
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000)
  if (minutes % 1440 === 0 && minutes > 1440) return `the last ${minutes / 1440} days`
  return minutes % 60 === 0 ? `the last ${minutes / 60} h` : `the last ${minutes} min`
}

/** A number of things: `1 event`, `3 events`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** Minutes between two moments for people: `less than a minute`, `2 min`, `3 h`. */
export function gapText(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((millis(to) - millis(from)) / 60_000))
  if (minutes < 1) return 'less than a minute'
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

/** The last moment of a period that begins at `time`; `seconds` long. */
export const endOf = (time: string, seconds: number): string =>
  new Date(millis(time) + seconds * 1000 - 1).toISOString()
