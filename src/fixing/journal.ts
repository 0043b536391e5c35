import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { Json } from '../text/json.js'
import { isObject } from '../text/json.js'
import type { Change } from '../verdict/fix.js'
import type { Plan } from './plan.js'
import { isChange } from './read-plan.js'

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
  /** What was read after it was made, if that could be read. */
  reached?: Json
}

/** Notes on disk what is about to be done, so that it can be undone whatever happens next. */
export class Journal {
  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  /** Begins a new journal, for the owner's eyes only. Throws when it cannot be written. */
  static async begin(file: string, plan: Pick<Plan, 'context' | 'rules'>, now: Date): Promise<Journal> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const journal = new Journal(file, await open(file, 'ax', 0o600))
    const { context, rules } = plan
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

  /** Goes on with a journal that is there. */
  static async goOn(file: string): Promise<Journal> {
    return new Journal(file, await open(file, 'a', 0o600))
  }

  /** Writes a line and waits until the disk has it. */
  async note(entry: Entry): Promise<void> {
    await this.handle.writeFile(`${JSON.stringify(entry)}\n`)
    await this.handle.sync()
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

/** Where journals are kept unless the user says otherwise: the XDG folder for state. */
export function journalFile(rules: readonly { name: string }[], now: Date, env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME']
  const folder = state && isAbsolute(state) ? state : join(homedir(), '.local', 'state')
  const what = rules.length === 1 ? (rules[0]?.name ?? 'rule') : `${rules.length}-rules`
  return join(folder, 'eb-doctor', `${now.toISOString().replace(/[:.]/g, '-')}-${what}.jsonl`)
}

/** The file is no journal, or not one that this version can read. */
export class BadJournal extends Error {}

/** A journal read back: whose it is and which changes are not undone yet, in the order in which they were made. */
export interface ReadJournal {
  context: Plan['context']
  rules: Plan['rules']
  changes: readonly JournalledChange[]
}

/** Reads a journal. A last line that was cut off is the one that was being written when the machine stopped. */
export async function readJournal(file: string): Promise<ReadJournal> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  const entries = lines.flatMap((line, i): Entry[] => {
    try {
      return [JSON.parse(line) as Entry]
    } catch {
      if (i === lines.length - 1) return []
      throw new BadJournal(`line ${i + 1} is not JSON`)
    }
  })
  const [begin, ...rest] = entries
  if (!isObject(begin) || begin.event !== 'begin' || begin.kind !== 'eb-doctor-journal' || begin.schemaVersion !== 1) {
    throw new BadJournal('it is not a journal of eb-doctor')
  }
  const open = new Map<string, JournalledChange>()
  for (const entry of rest) {
    if (entry.event === 'begin') throw new BadJournal('it begins twice')
    if (entry.event === 'about-to') {
      if (!isChange(entry.change)) throw new BadJournal(`the change "${String(entry.id)}" is not one eb-doctor makes`)
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
