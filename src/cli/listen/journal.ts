import { BadJournal, Journal, journalFile, type ReadJournal, readJournal } from '../../fixing/journal.js'
import type { Plan } from '../../fixing/plan.js'
import { Stop } from '../base.js'

/** Begins a journal for a listener of a rule. Throws Stop when it cannot be written: then nothing may be made. */
export async function beginListening(context: Plan['context'], rule: Plan['rules'][number]): Promise<Journal> {
  const now = new Date()
  const file = journalFile([{ name: `listen-${rule.name}` }], now, process.env)
  try {
    return await Journal.begin(file, { context, rules: [rule] }, now)
  } catch (thrown) {
    throw new Stop('no-journal', `The journal ${file} cannot be written, so nothing was made: ${String(thrown)}`, '', 5)
  }
}

/** Reads the journal of a listener. Throws Stop when the file is none. */
export async function openListening(file: string): Promise<ReadJournal> {
  try {
    return await readJournal(file)
  } catch (thrown) {
    const why = thrown instanceof BadJournal ? `: ${thrown.message}` : codeOf(thrown)
    throw new Stop('bad-journal', `The journal ${file} cannot be read${why}.`, '', 2)
  }
}

/** Goes on with that journal. Throws Stop when it cannot be written. */
export async function goOnListening(file: string): Promise<Journal> {
  try {
    return await Journal.goOn(file)
  } catch (thrown) {
    throw new Stop('no-journal', `The journal ${file} cannot be written${codeOf(thrown)}: nothing was removed.`, '', 5)
  }
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
