import { createHash, randomBytes } from 'node:crypto'
import { link, lstat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Change } from '../verdict/fix.js'
import { makeFolder, readOwn, writeNew } from './files.js'

/** What stands in a lock: who holds it. */
interface Holder {
  pid: number
  host: string
}

/** The process that wants a lock, and what it knows of the others on its machine. */
export interface Self extends Holder {
  /** Whether a process of this machine is there. */
  runs(pid: number): boolean
}

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>
}

/** Somebody else holds the lock, and did not let go of it in time. */
export class Locked extends Error {}

/** The locks of this process; one that is ours and not in here is left over from a process that had our number. */
const held = new Set<string>()

/**
 * What a change writes to, by account, Region and resource: two runs on this machine never write to it at once. The ARN
 * says all three; a policy of CloudWatch Logs belongs to a whole Region, and the id of its change says which.
 */
export const lockNameOf = ({ account, resource, id }: Pick<Change, 'account' | 'resource' | 'id'>): string =>
  createHash('sha256')
    .update(`${account} ${id.startsWith('logs ') ? id : resource}`)
    .digest('hex')

/**
 * Takes a lock in a folder, and waits for whoever has it. A lock whose process is gone is not waited for. Throws Locked
 * after `patience` milliseconds, and what the file system says.
 */
export async function takeLock(folder: string, name: string, patience: number, self: Self): Promise<Lock> {
  await makeFolder(folder)
  const file = join(folder, `${name}.lock`)
  const until = Date.now() + patience
  for (;;) {
    if (await taken(file, self)) {
      return {
        async release() {
          await unlink(file).catch(() => {})
          held.delete(file)
        },
      }
    }
    const text = await readOwn(file).catch(() => '')
    if (text !== '' && isGone(file, text, self)) await takeAway(file, text)
    else if (Date.now() >= until) {
      throw new Locked(`another eb-doctor is changing it (${described(text)}; its lock is ${file})`)
    } else await pause(Math.min(100, Math.max(1, until - Date.now())))
  }
}

async function taken(file: string, self: Self): Promise<boolean> {
  if (held.has(file)) return false
  held.add(file)
  const isTaken = await linked(file, self).catch((thrown: unknown) => {
    held.delete(file)
    throw thrown
  })
  if (!isTaken) held.delete(file)
  return isTaken
}

async function linked(file: string, { pid, host }: Self): Promise<boolean> {
  const holder: Holder = { pid, host }
  // A lock is there with its holder in it, or not at all: whoever finds it can tell whose it is.
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  await writeNew(beside, JSON.stringify(holder))
  try {
    await link(beside, file)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  } finally {
    await unlink(beside).catch(() => {})
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(text) as Partial<Holder>
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string' ? { pid: Number(pid), host } : undefined
  } catch {
    return undefined
  }
}

/** Whether the process that made a lock is known not to be there any more. Of other machines nothing is known. */
function isGone(file: string, text: string, self: Self): boolean {
  const holder = holderOf(text)
  if (!holder || holder.host !== self.host) return false
  return holder.pid === self.pid ? !held.has(file) : !self.runs(holder.pid)
}

/** Taking a lock away takes less than a millisecond; who is at it for longer is not there any more. */
const LONGEST_BREAK = 10_000

/** Takes a left-over lock away. One process at a time does, so that nobody takes away what another has just taken. */
async function takeAway(file: string, text: string): Promise<void> {
  const breaking = `${file}.breaking`
  try {
    await writeNew(breaking, '')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
    const since = await lstat(breaking).catch(() => undefined)
    if (since && Date.now() - since.mtimeMs > LONGEST_BREAK) await unlink(breaking).catch(() => {})
    await pause(20)
    return
  }
  try {
    if ((await readOwn(file).catch(() => '')) === text) await unlink(file)
  } finally {
    await unlink(breaking).catch(() => {})
  }
}

const described = (text: string): string => {
  const holder = holderOf(text)
  return holder ? `process ${holder.pid} on ${holder.host}` : 'of an unknown process'
}
