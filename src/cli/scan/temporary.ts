import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file of this user's alone, until it is removed. */
export interface Temporary {
  file: string
  handle: FileHandle
  /** Removes the file, with its folder. */
  remove(): Promise<void>
}

/** Opens a new file for writing, in a new folder below the system's folder for temporary files. */
export async function openTemporary(name: string): Promise<Temporary> {
  // mkdtemp makes a folder that its owner alone may look into.
  const folder = await mkdtemp(join(tmpdir(), 'eb-doctor-'))
  const file = join(folder, name)
  const handle = await open(file, 'wx', 0o600)
  return {
    file,
    handle,
    async remove() {
      await handle.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
