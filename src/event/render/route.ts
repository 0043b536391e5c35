import { SYMBOL } from '../../report/paint.js'
import type { ReportedFinding } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import { type ReportedEvent, type ReportedReceiver, type ReportedRule, reaches } from '../report.js'
import { eventName, receiverName } from './words.js'

/** A stop of an event on its way, with those behind it. */
export interface Stop {
  state: 'ok' | 'warning' | 'unknown' | 'broken' | 'open'
  label: string
  onward: readonly Stop[]
}

/** One line of the picture: the lines of the tree, and what stands there. */
export interface RouteLine {
  margin: string
  state: Stop['state']
  label: string
}

/** Whether an event was followed, so that there is a route to show. */
export const hasRoute = (event: ReportedEvent): boolean => event.rules.some(({ diagnosis }) => diagnosis !== undefined)

/** The whole way of an event as the lines of a tree, one line a stop. */
export const routeLines = (event: ReportedEvent): RouteLine[] => [
  { margin: '', state: 'ok', label: eventName(event).replace(/^the /, '') },
  ...linesOf([busStop(event)], ''),
]

const linesOf = (stops: readonly Stop[], margin: string): RouteLine[] =>
  stops.flatMap(({ state, label, onward }, i) => {
    const isLast = i === stops.length - 1
    return [
      { margin: `${margin}${isLast ? '└─▶ ' : '├─▶ '}`, state, label },
      ...linesOf(onward, `${margin}${isLast ? '    ' : '│   '}`),
    ]
  })

function busStop(event: ReportedEvent): Stop {
  const label = `bus ${plain(event.bus ?? '')}`
  if (event.unread !== null) {
    const state = event.unread.certain ? 'broken' : 'unknown'
    return { state, label: `${label}: ${plain(event.unread.because)}`, onward: [] }
  }
  const shown = event.rules.filter(({ matches }) => matches !== false)
  const others = event.rules.length - shown.length
  const rest: Stop[] =
    others > 0
      ? [{ state: 'open', label: `${others} ${others === 1 ? 'rule does' : 'rules do'} not match`, onward: [] }]
      : []
  const none: Stop[] = event.rules.length === 0 ? [{ state: 'open', label: 'it has no rules', onward: [] }] : []
  return { state: 'ok', label, onward: [...shown.map(ruleStop), ...rest, ...none] }
}

function ruleStop(rule: ReportedRule): Stop {
  const label = `rule ${plain(rule.name)}`
  if (rule.matches === null) return { state: 'unknown', label: `${label}: ${plain(rule.because ?? '')}`, onward: [] }
  if (!reaches(rule)) {
    const why = rule.withheld === null ? 'it is disabled' : plain(rule.withheld)
    return { state: 'broken', label: `${label}: ${why}`, onward: [] }
  }
  const { state, words } = stateOf(rule, null)
  const targets = (rule.targets ?? []).map((target) => targetStop(rule, target, state === 'broken'))
  if (rule.targets === null) {
    return {
      state,
      label: `${label}${words}`,
      onward: [{ state: 'unknown', label: 'its targets could not be read', onward: [] }],
    }
  }
  return { state, label: `${label}${words}`, onward: targets }
}

/** A target behind a rule that is broken itself gets nothing, whatever its own checks say. */
function targetStop(rule: ReportedRule, target: ReportedReceiver, isCut: boolean): Stop {
  const { state, words } = stateOf(rule, target.id)
  const lost = target.input.state === 'lost' || (target.input.state === 'received' && target.input.wrong.length > 0)
  const input = lost ? ': it does not get what it takes, see below' : ''
  const why = target.notFollowed === undefined ? '' : ` (not followed: ${plain(target.notFollowed)})`
  return {
    state: isCut && state !== 'broken' ? 'open' : lost ? 'broken' : state,
    label: `${receiverName(target)}${words}${input}${why}`,
    onward: target.onward === undefined ? [] : [busStop(target.onward)],
  }
}

/** How a rule itself (target null), or one of its targets, stands, with the codes of what was found. */
function stateOf({ diagnosis }: ReportedRule, target: string | null): Pick<Stop, 'state'> & { words: string } {
  const mine = (diagnosis?.checks ?? []).filter((check) => check.target === target)
  const findings = mine.flatMap((check) => check.findings)
  const codes = [...new Set(findings.map(({ code }) => code))].join(', ')
  const words = codes === '' ? '' : `: ${codes}`
  if (findings.some(({ severity }) => severity === 'error')) return { state: 'broken', words }
  const unknown = mine.filter(
    ({ status, because, findings }) => status === 'unknown' || (findings.length > 0 && because !== null),
  )
  if (unknown.length > 0) {
    const unseen = `not everything could be seen (${[...new Set(unknown.map(({ check }) => check))].join(', ')})`
    return { state: 'unknown', words: `${words === '' ? ': ' : `${words}; `}${unseen}` }
  }
  return { state: findings.length > 0 ? 'warning' : 'ok', words }
}

/** A finding on the route, with where it was found. */
export interface RouteProblem {
  rule: ReportedRule
  target: string | null
  finding: ReportedFinding
}

/** All findings on the way of an event, in the order of the way. A rule that is met on two ways is told once. */
export function routeProblems(event: ReportedEvent): RouteProblem[] {
  const met = new Map<string, ReportedRule>()
  const visit = ({ rules }: ReportedEvent): void => {
    for (const rule of rules) {
      if (rule.diagnosis !== undefined && rule.arn !== null && !met.has(rule.arn)) met.set(rule.arn, rule)
      for (const { onward } of rule.targets ?? []) if (onward) visit(onward)
    }
  }
  visit(event)
  return [...met.values()].flatMap((rule) =>
    (rule.diagnosis?.checks ?? []).flatMap(({ target, findings }) =>
      findings.map((finding) => ({ rule, target, finding })),
    ),
  )
}

/** A finding in one line: `error grant-missing, rule paid, target settle: The function policy ...`. */
export const problemText = ({ rule, target, finding }: RouteProblem): string =>
  `${finding.severity} ${finding.code}, rule ${plain(rule.name)}${target === null ? '' : `, target ${plain(target)}`}: ${plain(finding.summary)}`

/** The picture as plain text, for Markdown. */
export const routeText = (event: ReportedEvent): string[] =>
  routeLines(event).map(({ margin, state, label }) => `${margin}${SYMBOL[state]} ${label}`)
