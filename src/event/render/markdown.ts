import { SYMBOL } from '../../report/paint.js'
import { markdownCode, markdownFence, markdownText, plain } from '../../text/sanitize.js'
import { type EventReport, inTheWay, isOn, type ReportedEvent, type ReportedRule, reaches } from '../report.js'
import { hasRoute, problemText, routeProblems, routeText } from './route.js'
import {
  eventSentence,
  fieldText,
  inputText,
  MOST_RULES,
  markedLines,
  markText,
  receiverName,
  remarksOf,
  ruleText,
} from './words.js'

/** The report as Markdown for a ticket; what events and names hold shows as text. */
export function renderEventMarkdown(report: EventReport): string {
  const blocks = [
    ...report.events.flatMap(eventBlocks),
    ...(report.limits.length > 0 ? ['## Not seen', list(report.limits.map(markdownText))] : []),
  ]
  return `${blocks.join('\n\n')}\n`
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

function eventBlocks(event: ReportedEvent): string[] {
  const remarks = remarksOf(event)
  const missing = event.rules.filter(({ matches }) => matches === false)
  const rest = missing.length - MOST_RULES
  const told = event.rules.filter((rule) => rule.matches !== false || missing.indexOf(rule) < MOST_RULES)
  return [
    `# Event ${markdownText(event.id ?? 'without an id')}`,
    markdownText(eventSentence(event)),
    ...(remarks.length > 0 ? [list(remarks.map(markdownText))] : []),
    markdownFence(
      'text',
      markedLines(event).flatMap(({ text, marks }) =>
        marks.length === 0
          ? [`  ${plain(text)}`]
          : [
              `${SYMBOL.broken} ${plain(text)}`,
              ...marks.map((mark) => `${' '.repeat(text.search(/\S|$/) + 4)}◀ ${markText(mark)}`),
            ],
      ),
    ).join('\n'),
    ...(told.length > 0 ? ['## Rules', told.map(ruleItem).join('\n')] : []),
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'rule does' : 'rules do'} not match.`] : []),
    ...(hasRoute(event) ? routeBlocks(event) : []),
  ]
}

function routeBlocks(event: ReportedEvent): string[] {
  const problems = routeProblems(event)
  return [
    '## Route',
    markdownFence('text', routeText(event)).join('\n'),
    ...(problems.length > 0 ? [list(problems.map((problem) => markdownText(problemText(problem))))] : []),
  ]
}

function ruleItem(rule: ReportedRule): string {
  const [symbol, word] =
    rule.matches === null
      ? [SYMBOL.unknown, 'unknown']
      : rule.matches
        ? reaches(rule)
          ? [SYMBOL.ok, 'match']
          : [SYMBOL.warning, isOn(rule) ? 'match, withheld' : 'match, disabled']
        : [SYMBOL.broken, 'no match']
  return [
    `- ${symbol} **${word}** ${markdownText(ruleText(rule))}`,
    ...(rule.matches === false
      ? inTheWay(rule).flatMap((field) => [
          `  - ${markdownCode(fieldText(field))}`,
          ...field.hints.map((hint) => `    - ${markdownText(hint)}`),
        ])
      : []),
    ...(rule.matches === true ? (rule.targets ?? []).flatMap(receiverItems) : []),
  ].join('\n')
}

function receiverItems(target: NonNullable<ReportedRule['targets']>[number]): string[] {
  const { words, text, remarks } = inputText(target.input)
  return [
    `  - ${markdownText(receiverName(target))}: ${words}${text === undefined ? '' : `: ${markdownCode(text)}`}`,
    ...remarks.map((line) => `    - ${markdownText(line)}`),
  ]
}
