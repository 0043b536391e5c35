import { createReadStream, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Settings } from '../scan/settings.js'
import { Stop } from './base.js'

/** The file with the settings of a team, in a repository or a folder of projects. */
const NAME = '.eb-doctor.yaml'

/** Settings are written by hand; nobody writes more than this. */
const MOST_BYTES = 256 * 1024

/** Settings with the file that they are from, as it is shown. */
export interface FoundSettings {
  file: string
  settings: Settings
}

/**
 * The settings of the team: from the file that --config names, else from the nearest .eb-doctor.yaml. Undefined when there is
 * none. Throws Stop with exit code 2 for a file that cannot be read or used.
 */
export async function openSettings(
  config: string | undefined,
  cwd = process.cwd(),
): Promise<FoundSettings | undefined> {
  const file = config ?? nearest(cwd, homedir())
  if (file === undefined) return undefined
  const { BadSettings, readSettings } = await import('../scan/settings.js')
  const shown = config ?? (relative(cwd, file) || NAME)
  try {
    const text = await textIn(file)
    if (text === undefined) throw new BadSettings(`it is larger than ${MOST_BYTES / 1024} KiB`)
    return { file: shown, settings: readSettings(await yamlIn(text)) }
  } catch (thrown) {
    if (thrown instanceof BadSettings) {
      const message = `The settings ${shown} cannot be used: ${thrown.message.replace(/[.?]$/, '')}`
      throw new Stop('bad-settings', `${message}${thrown.message.endsWith('?') ? '?' : '.'}`, '')
    }
    if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
      throw new Stop('bad-settings', `The settings ${shown} cannot be read (${thrown.code}).`, '')
    }
    throw thrown
  }
}

/** The text of a file; undefined when it is too long. Not by its size: a pipe and a device have none. */
async function textIn(file: string): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Looks for the file upward from a folder: to the root of the repository, or to the home folder. Outside of both only in the
 * folder itself: the folders above, such as /tmp, may be anybody's.
 */
function nearest(cwd: string, home: string): string | undefined {
  const above = foldersAbove(cwd)
  const root = above.findIndex((folder) => existsSync(join(folder, '.git')))
  const last = root >= 0 ? root : Math.max(0, above.indexOf(home))
  return above
    .slice(0, last + 1)
    .map((folder) => join(folder, NAME))
    .find((file) => existsSync(file))
}

/** The folder and all those above it. */
function foldersAbove(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)]
}

/** What YAML 1.2 text says. Throws BadSettings with the line where it is none. */
async function yamlIn(text: string): Promise<unknown> {
  const [{ parseDocument }, { BadSettings }] = await Promise.all([import('yaml'), import('../scan/settings.js')])
  // `yaml` itself refuses keys that stand twice, and aliases that would grow without end.
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'silent' })
  const [flaw] = [...document.errors, ...document.warnings]
  if (flaw) throw new BadSettings(`it is not YAML: ${flaw.message.split('\n')[0]?.replace(/[:.]$/, '') ?? ''}`)
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (thrown) {
    throw new BadSettings(`it is not YAML: ${thrown instanceof Error ? thrown.message : ''}`)
  }
}
