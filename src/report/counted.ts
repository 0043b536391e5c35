import { plain } from '../text/sanitize.js'
import type { Counted } from './report.js'

/** What the settings of the team make of a diagnosis, a sentence each; none where they make no difference. */
export function countedText(counted: Counted | undefined): string[] {
  if (!counted) return []
  const where = (target: string | null): string => (target === null ? '' : ` of target ${plain(target)}`)
  return [
    ...counted.suppressed.map(
      ({ code, target, reason, expires }) =>
        `${plain(code)}${where(target)} is suppressed until ${plain(expires)}: ${plain(reason)}`,
    ),
    ...counted.regraded.map(({ code, target, from, to }) =>
      `${plain(code)}${where(target)} is an ${from}, and counts as ${to}.`.replace('an warning', 'a warning'),
    ),
    counted.as === 'suppressed'
      ? 'Nothing else was found, so the rule does not count as broken or at risk.'
      : `So the rule counts as ${counted.as.replace('-', ' ')}.`,
  ]
}
