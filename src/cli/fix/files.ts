import { readFile, writeFile } from 'node:fs/promises'
import { BadJournal, type ReadJournal, readJournal } from '../../fixing/journal.js'
import type { Plan } from '../../fixing/plan.js'
import { BadPlan, readPlan } from '../../fixing/read-plan.js'
import { Stop } from '../base.js'

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''

/** Reads a plan. Throws Stop when the file is none. */
export async function openPlan(file: string): Promise<Plan> {
  try {
    return readPlan(await readFile(file, 'utf8'))
  } catch (thrown) {
    if (thrown instanceof BadPlan)
      throw new Stop('bad-plan', `${file} is no plan to carry out: ${thrown.message}.`, '', 2)
    throw new Stop('bad-plan', `The plan ${file} cannot be read${codeOf(thrown)}.`, '', 2)
  }
}

/** Writes a plan for its owner's eyes: it holds the account's policies. */
export async function savePlan(file: string, plan: Plan): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 })
  } catch (thrown) {
    throw new Stop('plan-not-written', `The plan ${file} cannot be written${codeOf(thrown)}.`, '', 2)
  }
}

/** Reads a journal. Throws Stop when the file is none. */
export async function openJournal(file: string): Promise<ReadJournal> {
  try {
    return await readJournal(file)
  } catch (thrown) {
    if (thrown instanceof BadJournal)
      throw new Stop('bad-journal', `${file} cannot be undone: ${thrown.message}.`, '', 2)
    throw new Stop('bad-journal', `The journal ${file} cannot be read${codeOf(thrown)}.`, '', 2)
  }
}
