import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { makeFolder, readOwn, writeNew } from './files.js'

/** The key of this user on this machine; made when there is none yet. Throws what the file system says. */
export async function sealingKey(folder: string): Promise<string> {
  const file = join(folder, 'journal.key')
  const there = await keyIn(file)
  if (there !== undefined) return there
  await makeFolder(folder)
  const key = randomBytes(32).toString('hex')
  try {
    await writeNew(file, key)
    return key
  } catch (thrown) {
    // Another run was faster.
    const theirs = (thrown as NodeJS.ErrnoException).code === 'EEXIST' ? await keyIn(file) : undefined
    if (theirs === undefined) throw thrown
    return theirs
  }
}

/** The key as it is on disk; undefined when there is none. Throws when it cannot be read or is none. */
export async function keyIn(file: string): Promise<string | undefined> {
  const text = await readOwn(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw thrown
  })
  if (text !== undefined && !/^[0-9a-f]{64}$/.test(text)) throw new SyntaxError(`${file} holds no key`)
  return text
}

/** The seal of a line of a journal. It covers the seal before it, so a line that is changed, moved or taken out shows. */
export const sealOf = (key: string, before: string, line: string): string =>
  createHmac('sha256', key).update(`${before}\n${line}`).digest('hex')

/** Whether two seals are the same, in a time that does not tell where they differ. */
export const isSameSeal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
