import { typeName } from '../../report/path.js'
import type { Received } from '../../targets/receive/received.js'
import { readJson } from '../../text/json-text.js'
import { plain } from '../../text/sanitize.js'
import {
  arrives,
  inTheWay,
  isOn,
  type Outcome,
  type ReportedEvent,
  type ReportedField,
  type ReportedReceiver,
  type ReportedRule,
  reaches,
} from '../report.js'
import { type EventLine, linesOf, shortened, withMarks } from './lines.js'

/** Lines of an event that are shown. */
const MOST_LINES = 60

/** Rules that do not match and are told field by field; of the others only how many there are. */
export const MOST_RULES = 5

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  met: 'met',
  absent: 'the event does not have it',
  'other-value': 'another value',
  'other-type': 'another type',
  'not-a-leaf': 'an object, where the pattern needs a value',
  present: 'it must not be there',
  'other-element': 'met, but not in the same element of the list as the other fields',
}

/** What stands behind a marked line: `wanted "PAID": another value`. */
export const markText = ({ wanted, outcome }: ReportedField): string =>
  `wanted ${plain(wanted, 300)}: ${OUTCOMES[outcome]}`

/** One field in the way, in one line; what may have been meant is told apart. */
export const fieldText = (field: ReportedField): string => {
  const found = field.found === null ? '' : `, found ${plain(field.found, 300)}`
  return `${plain(field.path)}: wanted ${plain(field.wanted, 300)}${found}: ${OUTCOMES[field.outcome]}`
}

/** The rule whose fields are marked in the event: the nearest one, when no rule matches. */
export const markedRule = (event: ReportedEvent): ReportedRule | undefined =>
  event.rules.some(({ matches }) => matches === true)
    ? undefined
    : event.rules.find((rule) => rule.matches === false && inTheWay(rule).length > 0)

/** The lines of an event with the fields in the way marked. */
export function markedLines(event: ReportedEvent): EventLine[] {
  const read = readJson(event.text)
  if (!read.ok) return [{ text: event.text, marks: [] }]
  const rule = markedRule(event)
  const lines = withMarks(linesOf(read.value), rule ? inTheWay(rule) : [])
  return shortened(lines, MOST_LINES)
}

/** One sentence that says what becomes of the event. */
export function eventSentence(event: ReportedEvent): string {
  const name = eventName(event)
  if (event.refused.length > 0) return `PutEvents refuses ${name}: no rule sees it.`
  if (event.unread !== null) return plain(event.unread.because)
  const matching = event.rules.filter(({ matches }) => matches === true)
  const where = event.bus === null ? '' : ` of bus ${plain(event.bus)}`
  if (event.rules.length === 0) return `There are no rules${where}, so ${name} matches none.`
  const [only] = event.rules
  if (event.rules.length === 1 && only) {
    const subject = only.arn === null ? `the pattern ${plain(only.name)}` : `the rule ${plain(only.name)}${where}`
    if (only.matches === null) return `Whether ${name} matches ${subject} could not be told.`
    const off = !only.matches || reaches(only) ? '' : isOn(only) ? ', which does not get it' : ', which is disabled'
    return `${capital(name)} ${only.matches ? 'matches' : 'does not match'} ${subject}${off}.`
  }
  const count = `${matching.length === 0 ? 'none' : matching.length} of ${event.rules.length} rules${where}`
  const off = matching.length > 0 && arrives(event) !== true ? '; those that it matches do not get it' : ''
  const unread = event.rules.filter(({ matches }) => matches === null).length
  return `${capital(name)} matches ${count}${off}${unread > 0 ? `; ${unread} could not be read` : ''}.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `the event 7 (OrderPaid from shop.orders)`. */
export const eventName = ({ id, source, detailType }: ReportedEvent): string => {
  const kind = [detailType, source === null ? null : `from ${source}`].filter((part) => part !== null).join(' ')
  return `the event${id === null ? '' : ` ${plain(id, 80)}`}${kind === '' ? '' : ` (${plain(kind, 200)})`}`
}

/** How a rule takes the event, without its fields. */
export function ruleText(rule: ReportedRule): string {
  const name = `${plain(rule.name)}${rule.state === null ? '' : ` (${plain(rule.state)})`}`
  if (rule.because !== null) return `${name}: ${plain(rule.because)}`
  if (rule.matches === true) {
    if (!isOn(rule)) return `${name}: it is disabled, so nothing is delivered`
    if (rule.withheld !== null) return `${name}: nothing is delivered, ${plain(rule.withheld)}`
    if (rule.targets === null) return `${name}: its targets could not be read`
    return `${name}: ${rule.arn === null ? 'every field is met' : delivers(rule.targets.length)}`
  }
  const [wrong, all] = [inTheWay(rule).length, rule.fields.filter(({ optional }) => !optional).length]
  if (all === 1) return `${name}: its only field is in the way`
  return `${name}: ${wrong} of ${all} fields ${wrong === 1 ? 'is' : 'are'} in the way`
}

const delivers = (targets: number): string =>
  targets === 0 ? 'it has no targets' : `delivers to ${targets} ${targets === 1 ? 'target' : 'targets'}`

/** Who receives something: `settle (Lambda function)`. */
export const receiverName = ({ id, arn, type }: ReportedReceiver): string =>
  `${plain(id)} (${type === null ? plain(arn) : typeName(type)})`

/** What a target receives, in words; the text itself follows where there is one to show. */
export function inputText(input: Received): { words: string; text?: string; remarks: readonly string[] } {
  switch (input.state) {
    case 'lost':
      return {
        words: 'it receives nothing, EventBridge drops the event',
        remarks: input.because.map((line) => plain(line)),
      }
    case 'unknown':
      return { words: 'what it receives could not be told', remarks: input.because.map((line) => plain(line)) }
    case 'received': {
      const words = input.by === 'event' ? 'the event as it is' : `what ${input.by} makes of the event`
      const refused = input.wrong.length > 0 ? ', which it does not take' : ''
      return {
        words: `${words}${refused}`,
        ...(input.by === 'event' ? {} : { text: input.text }),
        remarks: [...input.wrong, ...input.notes].map((line) => plain(line)),
      }
    }
  }
}

/** What has to be known of an event before its rules are read. */
export const remarksOf = ({ form, completed, refused, notes, from }: ReportedEvent): string[] => [
  ...refused.map((line) => `Refused by PutEvents: ${plain(line)}`),
  ...(form === 'entry' ? ['An entry for PutEvents, shown as the event that EventBridge makes of it.'] : []),
  ...(completed.length > 0 ? [`Completed: ${completed.map((name) => plain(name)).join(', ')}.`] : []),
  ...(from ? [deadLetterText(from)] : []),
  ...notes.map((line) => plain(line)),
]

function deadLetterText(from: NonNullable<ReportedEvent['from']>): string {
  const said = [
    from.errorCode,
    from.errorMessage,
    from.rule === undefined ? undefined : `rule ${from.rule}`,
    from.target === undefined ? undefined : `target ${from.target}`,
    from.retryAttempts === undefined ? undefined : `${from.retryAttempts} retries`,
    from.exhausted === undefined ? undefined : `${from.exhausted} reached`,
  ].filter((part) => part !== undefined)
  return `A dead letter${said.length > 0 ? `: ${plain(said.join('; '))}` : ''}.`
}
