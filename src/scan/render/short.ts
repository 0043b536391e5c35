import { SHORT_MOST, SIGN } from '../../report/short.js'
import { plain } from '../../text/sanitize.js'
import { clip } from '../../text/wrap.js'
import type { ScanReport } from '../report.js'
import { atTheEnd, type ScanFormat } from './format.js'
import { comparisonText, count, isWhole, rulesOf, totalsText } from './words.js'

/** One line for a chat: how many rules came out how, the worst cause, and what is new. */
export const short: ScanFormat = atTheEnd((scan) => [`${clip(lineOf(scan), SHORT_MOST)}\n`])

function lineOf(scan: ScanReport): string {
  const { verdict, context, causes, unseen, baseline } = scan
  const where = [context.account, context.region].flatMap((part) => (part === null ? [] : [plain(part)])).join(' ')
  const [worst] = causes.filter(({ severity }) => severity === 'error')
  const parts = [
    `EventBridge rules${where === '' ? '' : ` of ${where}`}: ${totalsText(scan)}`,
    ...(scan.ended === 'complete' ? [] : [scan.ended === 'interrupted' ? 'interrupted' : 'time over']),
    ...(unseen.length > 0 ? [`${count(unseen.length, 'place')} could not be listed`] : []),
    ...(baseline ? [`since ${baseline.since.slice(0, 16)}Z: ${comparisonText(baseline)}`] : []),
    ...(worst ? [`worst: ${plain(worst.code)} (${count(worst.rules.length, 'rule')}), ${plain(worst.resource)}`] : []),
  ]
  const none = isWhole(scan) ? 'There is no EventBridge rule' : 'No EventBridge rule could be looked at'
  return `${SIGN[verdict]} ${rulesOf(scan) === 0 ? `${none}${where === '' ? '' : ` in ${where}`}` : parts.join('; ')}`
}
