import type { PatternModel } from '../pattern/model.js'
import { type Alternative, equalOf, type Field, fieldAt, type Matcher, quote, short } from './alternative.js'
import { refusesAllTexts, starIn } from './envelope.js'
import { type Flaw, odd, suspicious } from './flaw.js'
import { OPERATORS } from './operator-names.js'
import { mayBeService, onlyServices, viaCloudTrail } from './senders.js'

// EventBridge takes all of this; what it makes of it is rarely what was meant. By the rules of its engine a value that is no
// operator is compared letter by letter.

const WRITTEN = new RegExp(`^\\s*\\{\\s*["']?(?:${OPERATORS.join('|')})["']?\\s*:`)

/** Operators that are not where EventBridge looks for them, and stars in plain values. */
export const operatorFlaws = (alternative: Alternative): readonly Flaw[] =>
  alternative.flatMap((field) => [
    ...operatorAsText(field),
    ...operatorWithoutList(field),
    ...refusesAll(field),
    ...starredValues(field, alternative),
  ])

/** Fields that count for nothing: EventBridge keeps the last one of a path. */
export const replacedFlaws = ({ replaced, fields }: PatternModel): readonly Flaw[] =>
  replaced.slice(0, 10).flatMap((field) => {
    const last = fields.find(({ path }) => path === field.path)
    return last && quote(last) !== quote(field)
      ? [
          suspicious(
            field,
            `names ${short(field.path)} more than once, of which only the last counts: ${quote(last).replace('event pattern: ', '')}`,
          ),
        ]
      : []
  })

const operatorAsText = (field: Field): readonly Flaw[] =>
  odd(field, (matcher) => {
    const text = equalOf(matcher)
    return text !== undefined && WRITTEN.test(text)
      ? `has an operator as a text at ${short(field.path)}, which is compared as it stands: write it without the quotes around it`
      : undefined
  })

/** `{"total": {"numeric": [">", 100]}}` asks for a field `total.numeric`. A field may be called so, if it has neighbours. */
function operatorWithoutList(field: Field): readonly Flaw[] {
  const { step, parent } = field.place
  if (!parent?.parent || parent.children.size > 1 || !OPERATORS.includes(step) || !fitsOperator(step, field.matchers))
    return []
  // What a call is given may have such a name: `requestParameters.prefix` of S3.
  if (/^detail\.(requestParameters|responseElements)(\.|$)/.test(parent.path)) return []
  if (!field.path.startsWith('detail.') || parent.path === 'detail') return []
  return [
    suspicious(
      field,
      `looks for a field called "${step}" below ${short(parent.path)}; an operator stands in a list: [{"${step}": ...}]`,
    ),
  ]
}

/** Whether the values could be the operator's own. */
function fitsOperator(name: string, matchers: readonly Matcher[]): boolean {
  const kinds = matchers.map((matcher) => (matcher.kind === 'equals' ? matcher.value.kind : 'string'))
  switch (name) {
    case 'exists':
      return kinds.every((kind) => kind === 'boolean')
    case 'numeric':
      return matchers.some((matcher) => /^(=|[<>]=?)$/.test(equalOf(matcher) ?? '')) && kinds.includes('number')
    case 'wildcard':
      return matchers.some((matcher) => starIn(matcher) !== undefined)
    case 'cidr':
      return matchers.some((matcher) => equalOf(matcher)?.includes('/'))
    default:
      return true
  }
}

/** Fields of the envelope are texts: see there. */
const refusesAll = (field: Field): readonly Flaw[] =>
  field.path.startsWith('detail.')
    ? odd(field, (matcher) =>
        refusesAllTexts(matcher) ? `refuses every text that ${short(field.path)} can have` : undefined,
      )
    : []

/** A custom application may have stars in its values, and `"*"` is what policies say for everybody and everything. */
function starredValues(field: Field, alternative: Alternative): readonly Flaw[] {
  const top = field.path.split('.')[0]
  const resources = field.path === 'resources'
  if (!resources && top !== 'detail' && top !== 'time' && top !== 'id') return []
  if (/^detail\.event(Name|Source)$/.test(field.path) && viaCloudTrail(alternative)) return []
  const services = onlyServices(alternative) || (viaCloudTrail(alternative) && mayBeService(alternative))
  if (!resources && !services && !(fieldAt(alternative, 'source') === undefined && isArnField(field))) return []
  return odd(field, (matcher) => {
    const text = starIn(matcher)
    if (text === undefined || WRITTEN.test(text)) return undefined
    if (text === '*' && !resources && !/(name|id|arn|key|code)$/i.test(field.path)) return undefined
    const instead = text === '*' ? '{"exists": true}' : `{"wildcard": "${short(text)}"}`
    return `names ${short(field.path)} = "${short(text)}", where "*" is compared as it stands: write ${instead}`
  })
}

const isArnField = (field: Field): boolean => field.matchers.some((matcher) => equalOf(matcher)?.startsWith('arn:'))
