import { type JsonNode, member, readJson, textOf } from '../text/json-text.js'
import { isReadOnly } from '../trigger/api-calls.js'

/**
 * Why EventBridge does not give an event to a rule of the default bus whose pattern it matches; null when nothing is known
 * against it. A rule in state ENABLED gets no management events of CloudTrail that only read. `event` is JSON text.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function withheldFrom(state: string, event: string): string | null {
  const read = readJson(event)
  if (state !== 'ENABLED' || !read.ok || !onlyReads(read.value)) return null
  const name = textOf(member(member(read.value, 'detail'), 'eventName'))
  const call = name === undefined ? 'an API call' : `the API call ${name}`
  return `${call} only reads (readOnly: true), and a rule in state ENABLED does not get such calls: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS does`
}

/** Whether an event is a management call that only reads. A data event is not withheld, so what is not certain is none. */
function onlyReads(event: JsonNode): boolean {
  const detail = member(event, 'detail')
  const source = textOf(member(event, 'source'))
  if (!source?.startsWith('aws.') || textOf(member(event, 'detail-type')) !== 'AWS API Call via CloudTrail')
    return false
  if (flag(detail, 'readOnly') === false) return false
  const category = textOf(member(detail, 'eventCategory'))
  const managed = category === undefined ? flag(detail, 'managementEvent') : category === 'Management'
  if (managed === false) return false
  const name = textOf(member(detail, 'eventName'))
  const sureByName = name !== undefined && isReadOnly(textOf(member(detail, 'eventSource')), name) === true
  return sureByName || (managed === true && flag(detail, 'readOnly') === true)
}

/** A member that is true or false; undefined when it is absent or something else. */
const flag = (node: JsonNode | undefined, name: string): boolean | undefined => {
  const found = member(node, name)
  return found?.kind === 'boolean' ? found.value : undefined
}
