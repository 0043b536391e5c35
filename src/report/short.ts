import { plain } from '../text/sanitize.js'
import { clip } from '../text/wrap.js'
import { countedText } from './counted.js'
import { SYMBOL } from './paint.js'
import { findingsOf, type OverallVerdict, type Report } from './report.js'
import { verdictSentence } from './verdict.js'

/** What a chat shows without folding it away. */
export const SHORT_MOST = 400

/** The sign of a verdict. */
export const SIGN: Readonly<Record<OverallVerdict, string>> = {
  broken: SYMBOL.broken,
  inconclusive: SYMBOL.unknown,
  'at-risk': SYMBOL.warning,
  healthy: SYMBOL.ok,
}

/** One line for a chat: the verdict, and the first thing that is wrong. */
export function renderShort(report: Report): string {
  const found = findingsOf(report)
  const worst = found.find(({ severity }) => severity === 'error') ?? found[0]
  const why = worst ? ` ${plain(worst.code)}: ${plain(worst.summary)}` : ''
  const settings = countedText(report.counted).join(' ')
  const text = `${SIGN[report.verdict]} ${verdictSentence(report)}${why}${settings === '' ? '' : ` Settings: ${settings}`}`
  return `${clip(text, SHORT_MOST)}\n`
}
