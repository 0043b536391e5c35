import {
  type Alternative,
  accepts,
  equalOf,
  type Field,
  fieldAt,
  type Matcher,
  mayBeAbsent,
  short,
  textOf,
} from './alternative.js'
import { dead, type Flaw, odd, suspicious } from './flaw.js'
import { recordField } from './knowledge/cloudtrail-record.js'
import { arnFieldOf, emptyResourcesPage } from './knowledge/event-facts.js'
import { meantValue } from './knowledge/event-values.js'
import type { FieldFact, ValueType } from './knowledge/index.js'
import { S3_DETAIL_TYPES } from './known-events.js'
import { onlyServices, viaCloudTrail } from './senders.js'
import type { Tables } from './tables.js'
import { type EventType, factsOf, type WantedEvents, wantedEvents } from './wanted-events.js'

type Events = NonNullable<Tables['services']>['events']

/**
 * What is odd about fields of AWS's own events: a name that the event has not, a value of another type or in another case.
 * Warnings, since AWS's schemas may lag behind; but for one thing that AWS states as closed (see `unlisted`).
 */
export function fieldFlaws(alternative: Alternative, { services }: Tables): readonly Flaw[] {
  const wanted = services && wantedEvents(alternative, services.events)
  if (!services || !wanted) return []
  const inDetail = alternative.filter((field) => field.path.startsWith('detail.'))
  const certain = viaCloudTrail(alternative) && onlyServices(alternative)
  return [
    ...inDetail.flatMap((field) => fieldFlaw(field, wanted, services.events, certain)),
    ...(wanted.exact
      ? [...inDetail.flatMap((field) => valueFlaws(field, wanted)), ...resourcesFlaws(alternative, wanted)]
      : []),
  ]
}

function fieldFlaw(field: Field, wanted: WantedEvents, events: Events, certain: boolean): readonly Flaw[] {
  const facts = factsOf(wanted, field.path, events)
  if (!facts) return unopened(field, wanted)
  const there = facts.filter((fact) => fact.state !== 'unlisted')
  if (there.length === 0) return unlisted(field, facts, wanted, certain)
  return odd(field, (matcher) => {
    const misfits = there.map((fact) => misfit(field, matcher, fact))
    return misfits.every((says) => says !== undefined) ? misfits[0] : undefined
  })
}

/**
 * Parts of CloudTrail's record that are objects or null, never plain values.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const OBJECTS_OF_RECORDS = ['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails']

/** Of what the tables leave open one thing is known: which parts of a record are objects. */
function unopened(field: Field, wanted: WantedEvents): readonly Flaw[] {
  const [, name = '', ...below] = field.path.split('.')
  if (below.length > 0 || !OBJECTS_OF_RECORDS.includes(name) || !viaTrailAlone(wanted)) return []
  return odd(field, (matcher) => {
    const isNull = matcher.kind === 'equals' && matcher.value.kind === 'null'
    return isNull || (matcher.kind === 'exists' && !matcher.value) ? undefined : onObject(field, matcher)
  })
}

const viaTrailAlone = ({ types }: WantedEvents): boolean => types.every(({ source }) => source === '')

/** Why a matcher does not fit what the event has there; undefined when it may. */
function misfit(field: Field, matcher: Matcher, fact: FieldFact): string | undefined {
  if (fact.state === 'object') return onObject(field, matcher, fact.fields)
  return fact.state === 'value' ? wrongType(field, matcher, fact.type) : undefined
}

function onObject(field: Field, matcher: Matcher, inside: readonly string[] = []): string {
  if (matcher.kind !== 'exists') {
    const meant = inside.length === 1 ? inside[0] : inside.find((name) => /^(name|key|id|arn|value)$/i.test(name))
    const hint = meant === undefined ? '' : `; did you mean "${field.path}.${meant}"?`
    return `compares ${short(field.path)} itself, which is an object${hint}`
  }
  return matcher.value
    ? `asks whether ${short(field.path)} exists, which is an object: "exists" looks at plain values only`
    : `asks that ${short(field.path)} be absent, which always holds: it is an object, and "exists" looks at plain values only`
}

/** What each type of value can meet; operators that are not named here look at texts. */
function wrongType(field: Field, matcher: Matcher, type: ValueType): string | undefined {
  if (matcher.kind === 'exists' || matcher.kind === 'anything-but') return undefined
  const asked = matcher.kind === 'numeric' ? 'number' : matcher.kind === 'equals' ? matcher.value.kind : 'string'
  const held = type === 'text' ? 'string' : type === 'true or false' ? 'boolean' : 'number'
  if (asked === held) return undefined
  const holds =
    type === 'text' ? 'a text' : type === 'true or false' ? 'true or false, without quotes' : 'a number, without quotes'
  const text = equalOf(matcher)
  const what = text === undefined ? short(matcher.says) : `the text "${short(text)}"`
  return `compares ${short(field.path)} with ${what}, but it is ${holds}`
}

/** A field that none of the wanted events has, as far as the tables tell. */
function unlisted(field: Field, facts: readonly FieldFact[], wanted: WantedEvents, certain: boolean): readonly Flaw[] {
  if (mayBeAbsent(field) || !wanted.exact) return []
  const { says, reason, meant } = unlistedField(field.path, facts, wanted)
  if (!reason) return []
  // AWS documents the record in full: its fields are certain, and another case of one is another field.
  const sure = certain && meant?.toLowerCase() === field.path.toLowerCase()
  return [(sure ? dead : suspicious)(field, `names ${short(field.path)}, which ${says}`)]
}

/**
 * What to say of a field that is listed for none of the wanted events. `reason`: whether something speaks against it beside
 * that; if not, the schema may just lag behind.
 */
export function unlistedField(
  path: string,
  facts: readonly FieldFact[],
  wanted: WantedEvents,
): { says: string; reason: boolean; meant?: string } {
  const what = `"${short(wanted.types[0]?.detailType ?? '')}" events do not have`
  const meant = facts.flatMap((fact) => (fact.state === 'unlisted' && fact.meant !== undefined ? [fact.meant] : []))[0]
  if (meant !== undefined) return { says: `${what}; did you mean "${meant}"?`, reason: true, meant }
  const beside = viaTrailAlone(wanted) ? '' : reasonBeside(path, wanted)
  return { says: `${what}${beside ?? ''}`, reason: beside !== undefined }
}

/** Without a near miss a name is worth a warning only where another reason speaks against it. */
function reasonBeside(path: string, { types }: WantedEvents): string | undefined {
  if (recordField(path.split('.').slice(0, 2))?.state !== 'unlisted') {
    return ': events with the detail-type "AWS API Call via CloudTrail" do'
  }
  // S3 documents its events in full. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
  return types.every(({ detailType }) => S3_DETAIL_TYPES.some((known) => known === detailType)) ? '' : undefined
}

/** A value in another case than the service writes, or a name where it writes an ARN. */
function valueFlaws(field: Field, { types }: WantedEvents): readonly Flaw[] {
  const path = field.path.split('.')
  const all = <T>(of: (type: EventType) => T | undefined): T | undefined => {
    const found = types.map(of)
    return found.every((one) => one !== undefined) ? found[0] : undefined
  }
  const arn = all(({ source, detailType }) => arnFieldOf(source, detailType, path))
  return [
    ...odd(field, (matcher) => {
      const text = equalOf(matcher)
      const value =
        text === undefined ? undefined : all(({ source, detailType }) => meantValue(source, detailType, path, text))
      return value && `compares ${field.path} with "${short(text ?? '')}"; did you mean "${value.meant}"?`
    }),
    ...(arn
      ? odd(field, (matcher) =>
          isNoArn(matcher)
            ? `asks ${field.path} for ${short(matcher.says)}, but it holds an ARN: ${arn.form}`
            : undefined,
        )
      : []),
  ]
}

/** Whether no ARN meets a matcher that spells out how the value begins. */
function isNoArn(matcher: Matcher): boolean {
  if (matcher.kind === 'prefix')
    return !matcher.ignoreCase && !matcher.value.startsWith('arn:') && !'arn:'.startsWith(matcher.value)
  const text = matcher.kind === 'wildcard' ? matcher.value : equalOf(matcher)
  if (text === undefined || text.startsWith('arn:')) return false
  return matcher.kind !== 'wildcard' || !text.startsWith('*')
}

/** Events of AWS Health name what is affected in `resources`, by any name. */
const RESOURCES_OF_ANY_FORM = ['aws.health']

function resourcesFlaws(alternative: Alternative, { types }: WantedEvents): readonly Flaw[] {
  const field = fieldAt(alternative, 'resources')
  if (!field || mayBeAbsent(field)) return []
  const pages = types.map(({ source, detailType }) => emptyResourcesPage(source, detailType))
  const [type] = types
  if (type && pages.every((page) => page !== undefined)) {
    return [
      suspicious(
        field,
        `asks for resources, which are empty in all examples that AWS shows of "${type.detailType}" events (${pages[0]})`,
      ),
    ]
  }
  if (types.some(({ source }) => source === '' || RESOURCES_OF_ANY_FORM.includes(source))) return []
  return odd(field, (matcher) =>
    isNoArn(matcher) && !accepts(matcher, '') && !(textOf(matcher) ?? '').startsWith('{')
      ? `asks resources for ${short(matcher.says)}, but they hold ARNs`
      : undefined,
  )
}
