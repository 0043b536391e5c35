import type { BasicSelector, FieldSelector, TrailSelectors } from '../aws/reads/trails.js'
import type { WantedRecord } from './api-calls.js'

/**
 * Whether a trail with these selectors records what is wanted, or some of it. A condition that cannot be weighed (on the
 * caller, on a part of the resource that the pattern leaves open) counts as met: it lets some records in.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function records(selectors: TrailSelectors, wanted: WantedRecord): boolean {
  const { basic, advanced } = selectors
  // A trail that nobody gave selectors records all management events.
  if (basic.length === 0 && advanced.length === 0) return wanted.category === 'management'
  return basic.some((one) => basicRecords(one, wanted)) || advanced.some((fields) => advancedRecords(fields, wanted))
}

function basicRecords(selector: BasicSelector, wanted: WantedRecord): boolean {
  if (wanted.readOnly === true && selector.readWrite === 'WriteOnly') return false
  if (wanted.readOnly === false && selector.readWrite === 'ReadOnly') return false
  if (wanted.category === 'management') {
    return selector.management && !(wanted.eventSource && selector.excluded.includes(wanted.eventSource))
  }
  return selector.data.some(
    ({ type, values }) => type === wanted.resourceType && values.some((value) => covers(value, wanted.resources)),
  )
}

/** `arn:aws:s3` and `arn:aws:lambda` stand for all; else the value is the beginning of an ARN. */
const covers = (value: string, resources: readonly string[] | undefined): boolean =>
  !resources || resources.some((resource) => overlaps(value, resource))

const overlaps = (one: string, other: string): boolean => {
  const [a, b] = [withoutPartition(one), withoutPartition(other)]
  return a.startsWith(b) || b.startsWith(a)
}

const withoutPartition = (arn: string): string => arn.replace(/^arn:[^:]*:/, 'arn::')

function advancedRecords(fields: readonly FieldSelector[], wanted: WantedRecord): boolean {
  const category = fields.find(({ field }) => field === 'eventCategory')?.equals ?? []
  const needed = wanted.category === 'data' ? 'Data' : 'Management'
  if (!category.includes(needed)) return false
  return fields.every((selector) => meets(selector, wanted))
}

function meets(selector: FieldSelector, wanted: WantedRecord): boolean {
  switch (selector.field) {
    case 'readOnly':
      return wanted.readOnly === undefined || selector.equals.includes(`${wanted.readOnly}`)
    case 'resources.type':
      return wanted.resourceType === undefined || matches(selector, wanted.resourceType)
    case 'eventSource':
      return wanted.eventSource === undefined || matches(selector, wanted.eventSource)
    case 'eventName':
      return wanted.eventName === undefined || matches(selector, wanted.eventName)
    case 'resources.ARN': {
      const beginnings = [...selector.equals, ...selector.startsWith]
      return beginnings.length === 0 || beginnings.some((value) => covers(value, wanted.resources))
    }
    default:
      return true
  }
}

function matches(selector: FieldSelector, text: string): boolean {
  const wantedOnes = [
    ...selector.equals.map((value) => value === text),
    ...selector.startsWith.map((value) => text.startsWith(value)),
    ...selector.endsWith.map((value) => text.endsWith(value)),
  ]
  const refused =
    selector.notEquals.includes(text) ||
    selector.notStartsWith.some((value) => text.startsWith(value)) ||
    selector.notEndsWith.some((value) => text.endsWith(value))
  return !refused && (wantedOnes.length === 0 || wantedOnes.includes(true))
}
