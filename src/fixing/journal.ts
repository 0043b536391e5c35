import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Json } from '../text/json.js'
import type { Change } from '../verdict/fix.js'
import { makeFolder, openNew, openToAdd, readOwn, stateFolder } from './files.js'
import { misplaced } from './place.js'
import type { Plan } from './plan.js'
import { EntrySchema, problemWith } from './schema.js'
import { isSameSeal, sealOf } from './seal.js'

/** One line of a journal. A line is on disk before what it announces is done. */
export type Entry =
  | {
      event: 'begin'
      schemaVersion: 1
      kind: 'eb-doctor-journal'
      at: string
      context: Plan['context']
      rules: Plan['rules']
    }
  | { event: 'about-to'; id: string; change: Change }
  | { event: 'done'; id: string; reached?: Json }
  | { event: 'failed'; id: string; error: string }
  | { event: 'undone'; id: string }

/** A change of a journal that may have to be undone. */
export interface JournalledChange {
  change: Change
  /** What was read after it was made, if that could be read; somebody else may have had a part in it. */
  reached?: Json
}

/** A journal that lines are added to. */
export interface Journal {
  file: string
  /** Writes a line, whole or not at all, and waits until the disk has it. */
  note(entry: Entry): Promise<void>
  close(): Promise<void>
}

/** The file is no journal, or not one that this version can read. The message completes "FILE cannot be undone: ...". */
export class BadJournal extends Error {}

/** A journal read back: whose it is and which changes are not undone yet, in the order in which they were made. */
export interface ReadJournal {
  context: Plan['context']
  rules: Plan['rules']
  changes: readonly JournalledChange[]
}

/** Where journals are kept: in the folder for state, under the moment and the rule. */
export function journalFile(rules: readonly { name: string }[], now: Date, env: NodeJS.ProcessEnv): string {
  const what = rules.length === 1 ? (rules[0]?.name ?? 'rule') : `${rules.length}-rules`
  // Whatever a name holds, it is no path.
  const word = what.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64)
  return join(stateFolder(env), `${now.toISOString().replace(/[:.]/g, '-')}-${word}.jsonl`)
}

/** Begins a new journal, which only its owner may read, sealed with a key. Throws when it cannot be written. */
export async function beginJournal(
  file: string,
  { context, rules }: Pick<Plan, 'context' | 'rules'>,
  now: Date,
  key: string,
): Promise<Journal> {
  await makeFolder(dirname(file))
  const journal = writing(file, await openNew(file), key, { bytes: 0, seal: '' })
  await journal.note({
    event: 'begin',
    schemaVersion: 1,
    kind: 'eb-doctor-journal',
    at: now.toISOString(),
    context,
    rules,
  })
  return journal
}

/** Goes on with a journal that is there. A last line that was cut off is taken away first. Throws BadJournal. */
export async function goOnWith(file: string, key: string): Promise<Journal> {
  const handle = await openToAdd(file)
  try {
    const { end } = linesOf(await handle.readFile('utf8'), key)
    await handle.truncate(end.bytes)
    return writing(file, handle, key, end)
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

/** Reads a journal, with the key of this machine if there is one. A last line that was cut off is the one that was being written when the machine stopped. */
export async function readJournal(file: string, key: string | undefined): Promise<ReadJournal> {
  const [begin, ...rest] = linesOf(await readOwn(file), key).entries
  if (begin?.event !== 'begin') throw new BadJournal('it is not a journal of eb-doctor')
  const open = new Map<string, JournalledChange>()
  for (const entry of rest) {
    if (entry.event === 'begin') throw new BadJournal('it begins twice')
    if (entry.event === 'about-to') {
      const wrong = misplaced(entry.change, begin.context)
      if (wrong !== undefined) throw new BadJournal(wrong)
      open.set(entry.id, { change: entry.change })
    }
    const known = open.get(entry.id)
    if (entry.event === 'done' && known && entry.reached !== undefined) {
      open.set(entry.id, { ...known, reached: entry.reached })
    }
    if (entry.event === 'undone') open.delete(entry.id)
  }
  return { context: begin.context, rules: begin.rules, changes: [...open.values()] }
}

/** How far a journal is good: its length in bytes, and the seal that the next line goes on from. */
interface End {
  bytes: number
  seal: string
}

function writing(file: string, handle: FileHandle, key: string, end: End): Journal {
  let { bytes, seal } = end
  return {
    file,
    async note(entry) {
      const body = JSON.stringify(entry)
      const next = sealOf(key, seal, body)
      const line = Buffer.from(`${body.slice(0, -1)},"seal":"${next}"}\n`)
      try {
        await handle.appendFile(line)
        await handle.sync()
      } catch (thrown) {
        // Half a line would be in the way of the next one.
        await handle.truncate(bytes).catch(() => {})
        throw thrown
      }
      bytes += line.length
      seal = next
    },
    close: () => handle.close(),
  }
}

const SEALED = /^(\{.*),"seal":"([0-9a-f]{64})"\}$/s

/** The entries of a journal whose seals hold, and where the last whole line ends. */
function linesOf(text: string, key: string | undefined): { entries: Entry[]; end: End } {
  // What stands behind the last line break was cut off while it was written.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const end: End = { bytes: Buffer.byteLength(whole), seal: '' }
  const entries = whole
    .split('\n')
    .slice(0, -1)
    .map((line, i): Entry => {
      const [, begun = '', seal = ''] = SEALED.exec(line) ?? []
      const body = `${begun}}`
      if (begun === '') throw new BadJournal(unsealed(line, i))
      if (key === undefined) throw new BadJournal('the key that its lines are sealed with is not on this machine')
      if (!isSameSeal(seal, sealOf(key, end.seal, body))) {
        throw new BadJournal(`line ${i + 1} was changed, or was not written on this machine by this user`)
      }
      end.seal = seal
      return entryOf(body, i)
    })
  return { entries, end }
}

/** What a line without a seal is. */
function unsealed(line: string, i: number): string {
  try {
    const value = JSON.parse(line) as { kind?: unknown } | null
    if (i === 0 && value?.kind !== 'eb-doctor-journal') return 'it is not a journal of eb-doctor'
  } catch {
    return i === 0 ? 'it is not a journal of eb-doctor' : `line ${i + 1} is not JSON`
  }
  return `line ${i + 1} has no seal, so it cannot be told whether somebody changed it (older versions wrote none)`
}

function entryOf(body: string, i: number): Entry {
  const value = JSON.parse(body) as unknown
  const problem = problemWith(EntrySchema, value)
  if (problem !== undefined) throw new BadJournal(`line ${i + 1}: ${problem}`)
  return value as Entry
}
