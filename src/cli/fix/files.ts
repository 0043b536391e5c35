import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { stateFolder, writePrivate } from '../../fixing/files.js'
import { BadJournal, beginJournal, type Journal, type ReadJournal, readJournal } from '../../fixing/journal.js'
import { type Lock, takeLock } from '../../fixing/locks.js'
import type { Plan } from '../../fixing/plan.js'
import { BadPlan, readPlan } from '../../fixing/read-plan.js'
import { keyIn, sealingKey } from '../../fixing/seal.js'
import { Stop } from '../base.js'
import { thisProcess } from './this-process.js'

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''

/** Reads a plan. Throws Stop when the file is none. */
export async function openPlan(file: string): Promise<Plan> {
  try {
    return readPlan(await readFile(file, 'utf8'))
  } catch (thrown) {
    if (thrown instanceof BadPlan) throw badPlan(file, thrown)
    throw new Stop('bad-plan', `The plan ${file} cannot be read${codeOf(thrown)}.`, '')
  }
}

/** What is said of a plan that is not carried out. */
export const badPlan = (file: string, { message }: BadPlan): Stop =>
  new Stop('bad-plan', `${file} is no plan to carry out: ${message}.`, 'Make a new one with --dry-run --out.')

/** Writes a plan that only its owner may read: it holds the account's policies. */
export async function savePlan(file: string, plan: Plan): Promise<void> {
  try {
    await writePrivate(file, `${JSON.stringify(plan, undefined, 2)}\n`)
  } catch (thrown) {
    throw new Stop('plan-not-written', `The plan ${file} cannot be written${codeOf(thrown)}.`, '')
  }
}

/** Reads a journal, and the key that it is sealed with. Throws Stop when the file is none. */
export async function openJournal(file: string, env: NodeJS.ProcessEnv): Promise<{ read: ReadJournal; key: string }> {
  try {
    const key = await keyIn(join(stateFolder(env), 'journal.key'))
    const read = await readJournal(file, key)
    return { read, key: key ?? '' }
  } catch (thrown) {
    if (thrown instanceof BadJournal) throw new Stop('bad-journal', `${file} cannot be undone: ${thrown.message}.`, '')
    throw new Stop('bad-journal', `The journal ${file} cannot be read${codeOf(thrown)}.`, '')
  }
}

/**
 * Begins a journal, and keeps others on this machine from it until it is closed: nothing is to be undone, or cleaned up, while
 * it is still being made. Throws Locked, and what the file system says.
 */
export async function newJournal(
  file: string,
  of: Pick<Plan, 'context' | 'rules'>,
  now: Date,
  env: NodeJS.ProcessEnv,
): Promise<Journal> {
  const journal = await beginJournal(file, of, now, await sealingKey(stateFolder(env)))
  const lock = await lockJournal(file, env).catch(async (thrown: unknown) => {
    await journal.close()
    throw thrown
  })
  return {
    ...journal,
    async close() {
      await journal.close()
      await lock.release()
    },
  }
}

/**
 * Keeps others on this machine from going on with a journal: two runs that do would break the chain of its seals. Throws
 * Locked, and what the file system says.
 */
export async function lockJournal(file: string, env: NodeJS.ProcessEnv): Promise<Lock> {
  const name = createHash('sha256')
    .update(`journal ${await realpath(file)}`)
    .digest('hex')
  return takeLock(join(stateFolder(env), 'locks'), name, 0, thisProcess)
}
