import { type Paint, paintWith, SYMBOL, styleOf } from '../../report/paint.js'
import type { TerminalOptions } from '../../report/terminal.js'
import { plain } from '../../text/sanitize.js'
import { clip, columns, wrap } from '../../text/wrap.js'
import { arrives, type EventReport, inTheWay, isOn, type ReportedEvent, type ReportedRule, reaches } from '../report.js'
import type { EventLine } from './lines.js'
import { hasRoute, problemText, routeLines, routeProblems } from './route.js'
import {
  eventSentence,
  fieldText,
  inputText,
  MOST_RULES,
  markedLines,
  markedRule,
  markText,
  receiverName,
  remarksOf,
  ruleText,
} from './words.js'

/** Where the text of a rule begins: after symbol and word. */
const BODY = 14

/**
 * The report for people: each event with the fields in the way marked, then how each rule takes it, nearest first. Lines
 * keep to the width; only names and ARNs are never broken.
 */
export function renderEventTerminal(report: EventReport, { width, color }: TerminalOptions): string {
  const page: Page = { width: Math.max(40, width), paint: paintWith(color) }
  const blocks = report.events.map((event) => eventBlock(page, event))
  const end =
    report.limits.length > 0
      ? [
          page.paint.bold('Not seen'),
          ...report.limits.flatMap((limit) => hanging(page, '  - ', plain(limit), page.paint.dim)),
        ]
      : []
  return `${[...blocks, end]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

interface Page {
  width: number
  paint: Paint
}

const HEADS = {
  true: [SYMBOL.ok, 'MATCH', 'good'],
  false: [SYMBOL.broken, 'NO MATCH', 'bad'],
  null: [SYMBOL.unknown, 'NOT CERTAIN', 'unsure'],
} as const

function eventBlock(page: Page, event: ReportedEvent): string[] {
  const { paint } = page
  const [symbol, word, style] = HEADS[`${arrives(event)}`]
  const remarks = remarksOf(event)
  return [
    ...hanging(page, `${symbol} ${word}  `, eventSentence(event), paint[style], paint.bold),
    ...remarks.flatMap((line) => hanging(page, '  - ', line, paint.dim, paint.dim)),
    '',
    ...markedLines(event).flatMap((line) => eventLine(page, line)),
    ...legend(page, event),
    '',
    ...rulesBlock(page, event.rules),
    ...(hasRoute(event) ? ['', ...routeBlock(page, event)] : []),
  ]
}

/** The picture of the route, and below it what was found on it. */
function routeBlock(page: Page, event: ReportedEvent): string[] {
  const { width, paint } = page
  const problems = routeProblems(event)
  return [
    paint.bold('Route'),
    ...routeLines(event).map(({ margin, state, label }) => {
      const shown = clip(`${SYMBOL[state]} ${label}`, width - 2 - columns(margin))
      return `  ${paint.dim(margin)}${styleOf(paint, state)(shown)}`
    }),
    ...(problems.length > 0 ? [''] : []),
    ...problems.flatMap((problem) => {
      const isError = problem.finding.severity === 'error'
      const label = `  ${isError ? SYMBOL.broken : SYMBOL.warning} `
      return hanging(page, label, problemText(problem), isError ? paint.bad : paint.warn)
    }),
  ]
}

/** A marked line has its symbol in the margin and, behind it or below it, what was wanted instead. */
function eventLine({ width, paint }: Page, { text, marks }: EventLine): string[] {
  const shown = clip(plain(text), width - 4)
  if (marks.length === 0) return [`    ${paint.dim(shown)}`]
  const margin = `  ${SYMBOL.broken} `
  const [first = '', ...more] = marks.map((mark) => `◀ ${markText(mark)}`)
  const isRoom = columns(margin) + columns(shown) + 2 + columns(first) <= width
  const indent = ' '.repeat(Math.min(text.search(/\S|$/) + 6, width - 30))
  const below = (isRoom ? more : [first, ...more]).flatMap((line) =>
    wrap(line, width - indent.length).map((part) => `${indent}${paint.bad(part)}`),
  )
  return [`${paint.bad(margin)}${paint.bold(shown)}${isRoom ? `  ${paint.bad(first)}` : ''}`, ...below]
}

function legend(page: Page, event: ReportedEvent): string[] {
  const rule = markedRule(event)
  if (!rule || event.rules.length === 1) return []
  return hanging(
    page,
    '  ',
    `${SYMBOL.broken} marks what the nearest rule, ${plain(rule.name)}, does not match.`,
    page.paint.dim,
    page.paint.dim,
  )
}

function rulesBlock(page: Page, rules: readonly ReportedRule[]): string[] {
  const missing = rules.filter(({ matches }) => matches === false)
  const told = new Set(missing.slice(0, MOST_RULES))
  const rest = missing.length - told.size
  return [
    ...rules.filter((rule) => rule.matches !== false || told.has(rule)).flatMap((rule) => ruleBlock(page, rule)),
    ...(rest > 0
      ? hanging(
          page,
          mark('·', 'no match'),
          `${rest} more ${rest === 1 ? 'rule is' : 'rules are'} farther away: see --output json`,
          page.paint.dim,
          page.paint.dim,
        )
      : []),
  ]
}

function ruleBlock(page: Page, rule: ReportedRule): string[] {
  const { paint } = page
  const margin = ' '.repeat(BODY)
  if (rule.matches === null) return hanging(page, mark(SYMBOL.unknown, 'UNKNOWN'), ruleText(rule), paint.unsure)
  if (rule.matches === false) {
    return [
      ...hanging(page, mark(SYMBOL.broken, 'no match'), ruleText(rule), paint.bad, paint.bold),
      ...inTheWay(rule).flatMap((field) => [
        ...hanging(page, `${margin}- `, fieldText(field), paint.dim),
        ...field.hints.flatMap((hint) => hanging(page, `${margin}  `, plain(hint), paint.warn, paint.warn)),
      ]),
    ]
  }
  const [symbol, word, style] = reaches(rule)
    ? ([SYMBOL.ok, 'match', paint.good] as const)
    : ([SYMBOL.warning, isOn(rule) ? 'withheld' : 'disabled', paint.warn] as const)
  return [
    ...hanging(page, mark(symbol, word), ruleText(rule), style, paint.bold),
    ...(rule.targets ?? []).flatMap((target) => {
      const { words, text, remarks } = inputText(target.input)
      const style = target.input.state === 'received' && target.input.wrong.length === 0 ? paint.dim : paint.warn
      return [
        ...hanging(page, `${margin}- `, `${receiverName(target)}: ${words}`, style),
        ...(text === undefined ? [] : [`${margin}    ${paint.code(clip(plain(text), page.width - BODY - 4))}`]),
        ...remarks.flatMap((line) =>
          hanging(page, `${margin}  ${target.input.state === 'received' ? '! ' : '- '}`, line, style),
        ),
      ]
    }),
  ]
}

const mark = (symbol: string, word: string): string => `  ${symbol} ${word.padEnd(BODY - 4)}`

const same = (text: string): string => text

/** Text behind a label, its further lines below its first. */
function hanging({ width }: Page, label: string, text: string, labelStyle = same, style = same): string[] {
  const indent = columns(label)
  return wrap(text, width - indent).map((line, i) =>
    i === 0 ? labelStyle(label) + style(line) : ' '.repeat(indent) + style(line),
  )
}
