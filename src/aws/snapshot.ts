import {
  array,
  check,
  exactOptional,
  literal,
  number,
  object as objectOf,
  picklist,
  pipe,
  string,
  tuple,
  unknown,
  variant,
} from 'valibot'
import { isObject } from '../text/json.js'
import { READ_NAMES, READS } from './account.js'
import type { Memory } from './memory.js'
import { flawOf } from './reads/flaw.js'
import { object } from './reads/form.js'

/** What a diagnosis saw, written down: the same checks on it give the same answers, without credentials. */
export interface Snapshot {
  schemaVersion: 1
  kind: 'eb-doctor-snapshot'
  /** The moment of the diagnosis, ISO 8601. */
  takenAt: string
  region: string
  rule: { name: string; bus: string; partition?: string; region?: string; account?: string }
  sinceMinutes: number
  memory: Memory
}

/** The file is not a snapshot that can be read. The message is one line to show. */
export class BadSnapshot extends Error {}

/** Writes a snapshot so that the same answers give the same bytes. */
export const writeSnapshot = (snapshot: Snapshot): string => `${JSON.stringify(snapshot, null, 1)}\n`

const refused = { action: string(), resource: string() }

/** What every answer is made of; the value of one that was found is held against its own read's form. */
const ANSWER = variant('state', [
  objectOf({ state: literal('found'), value: unknown() }),
  objectOf({ state: literal('missing') }),
  objectOf({ state: literal('denied'), ...refused, account: exactOptional(string()) }),
  objectOf({ state: literal('failed'), ...refused, error: object({ kind: string(), message: string() }) }),
])

/** All but the arguments and the value, whose form depends on the read. */
const SNAPSHOT = object({
  takenAt: pipe(
    string(),
    check((time) => !Number.isNaN(Date.parse(time)), 'is not a time'),
  ),
  region: string(),
  rule: object({
    name: string(),
    bus: string(),
    partition: exactOptional(string()),
    region: exactOptional(string()),
    account: exactOptional(string()),
  }),
  sinceMinutes: pipe(
    number(),
    check((minutes) => minutes > 0 && Number.isFinite(minutes), 'is not a length of time'),
  ),
  memory: array(object({ read: picklist(READ_NAMES), args: array(unknown()), answer: ANSWER })),
})

/** An answer whose value has not the form that its read promises is one that failed: nothing can be told from it. */
function checked({ read, args, answer }: Memory[number]): Memory[number] {
  const flaw = answer.state === 'found' ? flawOf(READS[read].answer(), answer.value) : undefined
  if (flaw === undefined) return { read, args, answer }
  const [action] = READS[read].actions
  const error = { kind: 'malformed', message: `The answer in the snapshot is malformed: ${flaw}.` } as const
  return { read, args, answer: { state: 'failed', action, resource: args.join(', '), error } }
}

/** What is wrong with the arguments of an entry; undefined when nothing is. */
const argsFlaw = ({ read, args }: Memory[number]): string | undefined => flawOf(tuple(READS[read].args), args)

/** Reads a snapshot from its text. Throws BadSnapshot. */
export function readSnapshot(text: string): Snapshot {
  const value = parsed(text)
  if (!isObject(value) || value['kind'] !== 'eb-doctor-snapshot')
    throw new BadSnapshot('The file is not a snapshot of eb-doctor.')
  if (value['schemaVersion'] !== 1) {
    throw new BadSnapshot(
      `The snapshot has version ${String(JSON.stringify(value['schemaVersion'])).slice(0, 40)}; this eb-doctor reads version 1.`,
    )
  }
  const flaw = flawOf(SNAPSHOT, value)
  if (flaw) throw new BadSnapshot(`The snapshot is malformed: ${flaw}.`)
  // Valibot's own output would lack the members that a later version has written.
  const snapshot = value as unknown as Snapshot
  for (const [index, entry] of snapshot.memory.entries()) {
    const flaw = argsFlaw(entry)
    if (flaw) throw new BadSnapshot(`The snapshot is malformed: memory.${index}.args: ${flaw}.`)
  }
  return { ...snapshot, memory: snapshot.memory.map(checked) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadSnapshot('The file is not JSON.')
  }
}
