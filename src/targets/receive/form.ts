import { type JsonNode, readJson } from '../../text/json-text.js'
import type { InputForm, TargetService } from '../target.js'

/** Services that answer an error to what is not JSON, though they take any JSON value; the API's own words. */
const NEEDS_JSON: Readonly<Record<string, string>> = {
  lambda: 'Lambda refuses a payload that is not JSON (InvalidRequestContentException)',
  'step-functions': 'Step Functions refuses an input that is not JSON (InvalidExecutionInput)',
}

/**
 * Why a service does not take a text as its input; empty when nothing is known against it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function refusals(text: string, service: TargetService | undefined): string[] {
  if (!service) return []
  const read = readJson(text)
  const refused = Object.hasOwn(NEEDS_JSON, service.id) ? NEEDS_JSON[service.id] : undefined
  if (!read.ok) {
    const need = refused ?? (service.input ? `${service.name}: a JSON object is needed` : undefined)
    return need === undefined ? [] : [`${need}: ${read.fault.reason}`]
  }
  return service.input === undefined ? [] : formRefusals(read.value, service.input, service.name)
}

function formRefusals(value: JsonNode, form: InputForm, name: string): string[] {
  if (value.kind !== 'object') return [`${name}: a JSON object is needed, and this is ${NOUNS[value.kind]}`]
  if (form === 'object') return []
  const keys = [...value.members.keys()].sort().join(', ')
  return keys === 'message, timestamp'
    ? []
    : [`${name}: the keys "timestamp" and "message" are needed and no others; there are ${keys || 'none'}`]
}

const NOUNS: Readonly<Record<Exclude<JsonNode['kind'], 'object'>, string>> = {
  list: 'a list',
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}
