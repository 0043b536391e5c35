import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rename, unlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'

/** Files hold what an account says of itself: they are for their owner alone. */
const MODE = 0o600

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_WRONLY } = constants

/** A symbolic link, or something else than a file, stands where a file is to be written. */
class NotAFile extends Error {
  readonly code = 'NOTAFILE'
}

/** The folder for what eb-doctor keeps between runs: the XDG folder for state. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME']
  return join(state && isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'eb-doctor')
}

/** Makes a folder that its owner alone may look into, with those above it. */
export const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

/**
 * Writes a file whole or not at all, 0600 also when it was there before. A symbolic link is not followed and not replaced.
 * Throws what the file system says.
 */
export async function writePrivate(file: string, text: string): Promise<void> {
  await refuseLinks(file)
  const beside = besideOf(file)
  try {
    await writeNew(beside, text)
    await rename(beside, file)
  } catch (thrown) {
    await unlink(beside).catch(() => {})
    throw thrown
  }
}

/** The name under which a file is written before it stands in its place: in the same folder, so that it can be renamed. */
const besideOf = (file: string): string => join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)

/** Writes a file that must not be there yet. Throws an error with the code EEXIST when it is. */
export async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE)
  try {
    await handle.chmod(MODE)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Opens a new file that lines are added to. Throws an error with the code EEXIST when it is there. */
export const openNew = (file: string): Promise<FileHandle> =>
  open(file, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, MODE)

/** Opens a file that is there, to add lines to it, and makes it its owner's alone. */
export async function openToAdd(file: string): Promise<FileHandle> {
  const handle = await open(file, O_RDWR | O_APPEND | O_NOFOLLOW)
  try {
    await handle.chmod(MODE)
    return handle
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

/** Reads a file of eb-doctor's own, without following a symbolic link. */
export async function readOwn(file: string): Promise<string> {
  const handle = await open(file, O_RDONLY | O_NOFOLLOW)
  try {
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

async function refuseLinks(file: string): Promise<void> {
  const there = await lstat(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw thrown
  })
  if (there && !there.isFile()) throw new NotAFile(`${file} is not a plain file`)
}

/** A file that is being written, and stands in its place only once it is whole. */
export interface BegunFile {
  write(text: string): Promise<void>
  /** Puts the file in its place. */
  keep(): Promise<void>
  /** Removes what was written, unless it was kept. */
  abandon(): Promise<void>
}

/** The same as `writePrivate` for text that comes in pieces. Throws what the file system says. */
export async function openPrivate(file: string): Promise<BegunFile> {
  await refuseLinks(file)
  const beside = besideOf(file)
  const handle = await openNew(beside)
  let done = false
  return {
    async write(text) {
      await handle.writeFile(text)
    },
    async keep() {
      await handle.chmod(MODE)
      await handle.sync()
      await handle.close()
      await rename(beside, file)
      done = true
    },
    async abandon() {
      if (done) return
      done = true
      await handle.close().catch(() => {})
      await unlink(beside).catch(() => {})
    },
  }
}
