import type { Report } from '../../report/report.js'
import { didYouMean } from '../../text/near.js'
import { unique } from '../../text/unique.js'
import { Stop } from '../base.js'

/** Stops for a code that no check reports: it would match nothing, ever. */
export async function knownCodes(only: readonly string[]): Promise<void> {
  if (only.length === 0) return
  const { CHECKS } = await import('../../checks/index.js')
  const codes = unique(CHECKS.flatMap(({ findings }) => findings))
  const stranger = only.find((code) => !codes.includes(code))
  if (stranger === undefined) return
  const hint = didYouMean(stranger, codes, 'eb-doctor explain lists all codes.')
  throw new Stop('wrong-usage', `There is no finding "${stranger}" to fix.`, hint)
}

/**
 * Stops for a target that none of the rules has. Where the targets of a rule were not seen, it may be one of those.
 * `tell`: whether the message may name those that there are.
 */
export function knownTargets(targets: readonly string[], reports: readonly Report[], tell: boolean): void {
  const isSeen = (report: Report): boolean =>
    report.checks.some(({ check, status }) => check === 'targets' && (status === 'ok' || status === 'problem'))
  if (!reports.every(isSeen)) return
  const ids = unique(reports.flatMap((report) => report.targets.map(({ id }) => id)))
  const stranger = targets.find((id) => !ids.includes(id))
  if (stranger === undefined) return
  const known = didYouMean(stranger, ids, `There are ${ids.join(', ') || 'none'}.`)
  const hint = tell ? known : 'Without --redact those that there are would be named.'
  throw new Stop('wrong-usage', `There is no target "${stranger}".`, hint)
}
