import { goOnWith, type Journal, journalFile } from '../../fixing/journal.js'
import type { Plan } from '../../fixing/plan.js'
import { messageOf } from '../../fixing/steps.js'
import { Stop } from '../base.js'
import { lockJournal, newJournal } from '../fix/files.js'

/** Begins a journal for a listener of a rule. Throws Stop when it cannot be written: then nothing may be made. */
export async function beginListening(context: Plan['context'], rule: Plan['rules'][number]): Promise<Journal> {
  const now = new Date()
  const file = journalFile([{ name: `listen-${rule.name}` }], now, process.env)
  try {
    return await newJournal(file, { context, rules: [rule] }, now, process.env)
  } catch (thrown) {
    const why = messageOf(thrown)
    throw new Stop('no-journal', `The journal ${file} cannot be written, so nothing was made: ${why}.`, '')
  }
}

/** Goes on with a journal while nobody else does. Throws Stop when that cannot be. */
export async function withJournal<T>(file: string, key: string, use: (journal: Journal) => Promise<T>): Promise<T> {
  const cannot = (thrown: unknown): never => {
    const why = messageOf(thrown)
    throw new Stop('no-journal', `The journal ${file} cannot be written, so nothing was removed: ${why}.`, '')
  }
  const lock = await lockJournal(file, process.env).catch(cannot)
  try {
    const journal = await goOnWith(file, key).catch(cannot)
    try {
      return await use(journal)
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}
