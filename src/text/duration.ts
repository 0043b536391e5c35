const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Reads `90s`, `15m`, `24h` or `7d`. Returns seconds; undefined when the text is no such duration or is zero. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const seconds = Number(digits) * (SECONDS[unit ?? ''] ?? Number.NaN)
  return seconds > 0 ? seconds : undefined
}

/** A span of minutes for people: in hours where it is whole hours. */
export const spanOf = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`)
