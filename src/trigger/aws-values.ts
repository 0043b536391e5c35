import { cloudTrailFlaws } from './cloudtrail-values.js'
import { equalOf, type Flaw, textOf, values } from './flaw.js'
import { meantDetailType, meantSource, senderOf } from './known-events.js'
import { accepts, type Matcher } from './matcher.js'
import { type Alternative, type Field, fieldsAt, literalsAt, quote } from './pattern.js'
import { mayBeService, onlyServices, viaCloudTrail } from './senders.js'
import { serviceDetailFlaws, typeFlaws } from './service-details.js'

/** What is wrong with values that AWS's own events never have. A custom application's events may have any. */
export function awsValueFlaws(alternative: Alternative): readonly Flaw[] {
  return [
    ...sourceFlaws(alternative),
    ...detailTypeFlaws(alternative),
    ...pairFlaws(alternative),
    ...healthFlaws(alternative),
    ...(viaCloudTrail(alternative) && mayBeService(alternative) ? cloudTrailFlaws(alternative) : []),
    ...serviceDetailFlaws(alternative),
    ...typeFlaws(alternative),
  ]
}

const sourceFlaws = (alternative: Alternative): readonly Flaw[] =>
  fieldsAt(alternative, 'source').flatMap((field) => [
    ...values(
      field,
      'dead',
      (matcher) => (textOf(matcher)?.startsWith('aws.') && textOf(matcher)?.includes('*')) ?? false,
      (text) =>
        `names the source "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"} or {"prefix": "aws."}`,
    ),
    ...values(
      field,
      'suspicious',
      (matcher) => (equalOf(matcher)?.includes('*') && !equalOf(matcher)?.startsWith('aws.')) ?? false,
      (text) => `names the source "${text}", where "*" is compared as it stands and is no wildcard`,
    ),
    ...field.matchers.flatMap((matcher) => {
      const text = equalOf(matcher)
      const meant = text === undefined ? undefined : meantSource(text)
      return meant
        ? [
            suspicious(
              field,
              matcher,
              `names the source "${text?.slice(0, 120)}"; did you mean "${meant.slice(0, 120)}"?`,
            ),
          ]
        : []
    }),
  ])

const suspicious = (field: Field, matcher: Matcher, says: string): Flaw => ({
  kind: 'suspicious',
  says,
  because: quote(field, [matcher]),
})

function detailTypeFlaws(alternative: Alternative): readonly Flaw[] {
  // What a custom application calls its events is its own business.
  if (!mayBeService(alternative)) return []
  return fieldsAt(alternative, 'detail-type').flatMap((field) =>
    field.matchers.flatMap((matcher) => {
      const text = equalOf(matcher)
      if (text === undefined) return []
      const meant = meantDetailType(text)
      if (meant)
        return [suspicious(field, matcher, `names the detail-type "${text.slice(0, 120)}"; did you mean "${meant}"?`)]
      if (!text.includes('*')) return []
      return [
        suspicious(field, matcher, `names the detail-type "${text.slice(0, 120)}", where "*" is compared as it stands`),
      ]
    }),
  )
}

/** A service's own detail-type together with the source of another one. */
function pairFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  const field = fieldsAt(alternative, 'source')[0]
  const senders = types?.map(senderOf)
  const [type] = types ?? []
  const [sender] = senders ?? []
  if (!types || !field || !senders || !type || !sender || !onlyServices(alternative)) return []
  const fits = senders.some((one) => one === undefined || field.matchers.some((matcher) => accepts(matcher, one)))
  if (fits) return []
  return [
    {
      kind: 'suspicious',
      says: `asks for the detail-type "${type}" from another source than ${sender}, which alone sends it`,
      because: `${quote(field)}; detail-type = "${type}"`,
    },
  ]
}

/**
 * Public events of AWS Health match only a rule that names the source in full.
 * https://docs.aws.amazon.com/health/latest/ug/about-public-events.html
 */
function healthFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  if (!types?.every((type) => type === 'AWS Health Event')) return []
  const fields = fieldsAt(alternative, 'source')
  if (fields.some((field) => field.matchers.some((matcher) => equalOf(matcher) === 'aws.health'))) return []
  const [field] = fields
  if (field && !field.matchers.some((matcher) => accepts(matcher, 'aws.health'))) return []
  return [
    {
      kind: 'suspicious',
      says: 'asks for events of AWS Health without naming the source "aws.health" in full, which public Health events need',
      because: field ? quote(field) : 'event pattern: detail-type = "AWS Health Event", no source',
    },
  ]
}
