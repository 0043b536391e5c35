import { type CompiledEvent, compileEvent, PatternError } from '../pattern/index.js'
import { member, readJson, textOf } from '../text/json-text.js'
import type { AskRule, BusRules } from './ask.js'
import type { GivenEvent } from './given.js'
import { nearestFirst, type ReportedEvent } from './report.js'

/** One event held against rules, as the report has it. `bus` is the name of the bus that was asked; null offline. */
export async function reportedEvent(
  given: GivenEvent,
  bus: string | null,
  rules: BusRules | readonly AskRule[],
): Promise<ReportedEvent> {
  const read = readJson(given.text)
  const node = read.ok ? read.value : undefined
  const event = compiled(given.text)
  const asked = 'state' in rules ? (rules.state === 'listed' ? rules.rules : []) : rules
  const said = 'because' in event ? [] : await Promise.all(asked.map((ask) => ask(event.event, given.text)))
  return {
    id: textOf(member(node, 'id')) ?? null,
    source: textOf(member(node, 'source')) ?? null,
    detailType: textOf(member(node, 'detail-type')) ?? null,
    bus,
    form: given.form,
    completed: given.completed,
    refused: given.refused,
    notes: [...given.notes, ...elsewhere(given, bus)],
    from: given.from ?? null,
    text: given.text,
    unread: 'because' in event ? event : 'state' in rules ? whyNone(rules, bus) : null,
    rules: nearestFirst(said),
  }
}

/** The event for the pattern engine, or what in it the engine cannot follow. */
function compiled(text: string): { event: CompiledEvent } | { certain: false; because: string } {
  try {
    return { event: compileEvent(text) }
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    return { certain: false, because: `The event could not be held against patterns: ${thrown.message}` }
  }
}

function whyNone(rules: BusRules, bus: string | null): ReportedEvent['unread'] {
  switch (rules.state) {
    case 'listed':
      return null
    case 'no-bus':
      return { certain: true, because: `There is no event bus ${bus} in this account and Region.` }
    case 'unread':
      return { certain: false, because: `The rules of bus ${bus} could not be listed: ${rules.because}` }
  }
}

/** An entry names its bus, by name or ARN; the user may have named another one. */
function elsewhere({ bus: own }: GivenEvent, asked: string | null): string[] {
  const name = own?.replace(/^arn:.*:event-bus\//, '')
  return name === undefined || asked === null || name === asked
    ? []
    : [`The event is of bus ${name}; the rules of bus ${asked} were asked.`]
}
