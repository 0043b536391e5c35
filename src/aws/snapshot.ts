import { READ_NAMES } from './account.js'
import type { Memory } from './memory.js'

/** What a diagnosis saw, written down: the same checks on it give the same answers, without credentials. */
export interface Snapshot {
  schemaVersion: 1
  kind: 'eb-doctor-snapshot'
  /** The moment of the diagnosis, ISO 8601. */
  takenAt: string
  region: string
  rule: { name: string; bus: string; region?: string; account?: string }
  sinceMinutes: number
  memory: Memory
}

/** The file is not a snapshot that can be read. The message is one line to show. */
export class BadSnapshot extends Error {}

/** Writes a snapshot so that the same answers give the same bytes. */
export const writeSnapshot = (snapshot: Snapshot): string => `${JSON.stringify(snapshot, null, 1)}\n`

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ANSWERS = new Set(['found', 'missing', 'denied', 'failed'])

function isMemory(value: unknown): value is Memory {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isRecord(entry) &&
        (READ_NAMES as readonly unknown[]).includes(entry['read']) &&
        Array.isArray(entry['args']) &&
        isRecord(entry['answer']) &&
        ANSWERS.has(String(entry['answer']['state'])),
    )
  )
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
    !isRecord(rule) ||
    typeof rule['name'] !== 'string' ||
    typeof rule['bus'] !== 'string'
  ) {
    throw new BadSnapshot('The snapshot lacks its head: takenAt, region, rule, sinceMinutes.')
  }
  if (!isMemory(memory)) throw new BadSnapshot('The snapshot holds an answer that this eb-doctor does not understand.')
  return value as unknown as Snapshot
}
