import type { Target } from '../../aws/reads/events.js'
import { compact, type JsonNode, readJson } from '../../text/json-text.js'
import type { TargetService } from '../target.js'
import { fill } from './fill.js'
import { refusals } from './form.js'
import type { Circumstances, Received } from './received.js'
import { valueAt } from './values.js'

/**
 * What a target receives when an event matches: Input, InputPath or InputTransformer applied as EventBridge does, and
 * held against what the service takes. `event` is the event's JSON text. Pure; never throws.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export function receive(
  target: Target,
  service: TargetService | undefined,
  event: string,
  circumstances: Circumstances,
): Received {
  const read = readJson(event)
  if (!read.ok) return { state: 'unknown', because: [`the event is not JSON: ${read.fault.reason}`] }
  if (target.Input !== undefined) return constant(target.Input, service)
  if (target.InputPath !== undefined) return part(target.InputPath, read.value, service)
  if (target.InputTransformer) return transformed(target.InputTransformer, read.value, service, circumstances)
  // A log group takes the event as it is, so its fixed form is for templates alone.
  const wrong = service?.input === 'log-record' ? [] : refusals(event, service)
  return { state: 'received', text: compact(read.value), form: 'json', by: 'event', wrong, notes: [] }
}

const LOGS_TAKE =
  'CloudWatch log group: it takes the event as it is or an input transformer, neither Input nor InputPath'

function constant(text: string, service: TargetService | undefined): Received {
  const wrong = service?.input === 'log-record' ? [LOGS_TAKE] : refusals(text, service)
  return { state: 'received', text, form: readJson(text).ok ? 'json' : 'text', by: 'Input', wrong, notes: [] }
}

function part(path: string, event: JsonNode, service: TargetService | undefined): Received {
  const value = valueAt(event, path)
  if (value.kind === 'unknown') return { state: 'unknown', because: [value.because] }
  if (value.kind === 'missing') {
    return { state: 'unknown', because: [`${value.note}, and AWS does not say what the target then receives`] }
  }
  const wrong = service?.input === 'log-record' ? [LOGS_TAKE] : refusals(value.json, service)
  const notes = value.note === undefined ? [] : [value.note]
  return { state: 'received', text: value.json, form: 'json', by: 'InputPath', wrong, notes }
}

function transformed(
  { InputTemplate = '', InputPathsMap = {} }: NonNullable<Target['InputTransformer']>,
  event: JsonNode,
  service: TargetService | undefined,
  circumstances: Circumstances,
): Received {
  const filled = fill(InputTemplate ?? '', InputPathsMap, event, circumstances)
  if (filled.state !== 'filled') return filled
  const { text, form, notes } = filled
  return { state: 'received', text, form, by: 'InputTransformer', wrong: refusals(text, service), notes }
}
