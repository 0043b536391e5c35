import { READ_NAMES, READS, type ReadName } from './account.js'
import type { Memory } from './memory.js'
import type { Read } from './read.js'
import { SHAPES } from './shapes.js'

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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What every answer is made of; the value of one that was found is held against its read's own form. */
function isAnswer(value: unknown): value is Read<unknown> {
  if (!isRecord(value)) return false
  const { state, action, resource, account, error } = value
  const named = typeof action === 'string' && typeof resource === 'string'
  switch (state) {
    case 'found':
      return 'value' in value
    case 'missing':
      return true
    case 'denied':
      return named && (account === undefined || typeof account === 'string')
    case 'failed':
      return named && isRecord(error) && typeof error['kind'] === 'string' && typeof error['message'] === 'string'
    default:
      return false
  }
}

const isMemory = (value: unknown): value is Memory =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      isRecord(entry) &&
      (READ_NAMES as readonly unknown[]).includes(entry['read']) &&
      Array.isArray(entry['args']) &&
      isAnswer(entry['answer']),
  )

/** An answer whose value has not the form that its read promises is one that failed: nothing can be told from it. */
function checked(read: ReadName, args: readonly unknown[], answer: Read<unknown>): Read<unknown> {
  if (answer.state !== 'found' || SHAPES[read](answer.value)) return answer
  return {
    state: 'failed',
    action: READS[read].actions[0] ?? `snapshot:${read}`,
    resource: args.join(', '),
    error: { kind: 'malformed', message: 'the answer in the snapshot has not the form that it should have' },
  }
}

/** Reads a snapshot from its text. Throws BadSnapshot. */
export function readSnapshot(text: string): Snapshot {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadSnapshot('The file is not JSON.')
  }
  if (!isRecord(value) || value['kind'] !== 'eb-doctor-snapshot')
    throw new BadSnapshot('The file is not a snapshot of eb-doctor.')
  if (value['schemaVersion'] !== 1) {
    throw new BadSnapshot(
      `The snapshot has version ${JSON.stringify(value['schemaVersion'])}; this eb-doctor reads version 1.`,
    )
  }
  const { takenAt, region, rule, sinceMinutes, memory } = value
  if (
    typeof takenAt !== 'string' ||
    Number.isNaN(Date.parse(takenAt)) ||
    typeof region !== 'string' ||
    typeof sinceMinutes !== 'number' ||
    sinceMinutes <= 0 ||
    !isRecord(rule) ||
    typeof rule['name'] !== 'string' ||
    typeof rule['bus'] !== 'string' ||
    !['string', 'undefined'].includes(typeof rule['partition']) ||
    !['string', 'undefined'].includes(typeof rule['region']) ||
    !['string', 'undefined'].includes(typeof rule['account'])
  ) {
    throw new BadSnapshot('The snapshot lacks its head: takenAt, region, rule, sinceMinutes.')
  }
  if (!isMemory(memory)) throw new BadSnapshot('The snapshot holds an answer that this eb-doctor does not understand.')
  const answers = memory.map(({ read, args, answer }) => ({ read, args, answer: checked(read, args, answer) }))
  return { ...(value as unknown as Snapshot), memory: answers }
}
