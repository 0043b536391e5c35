import { readFile } from 'node:fs/promises'
import { run } from '@oclif/core'
import { near } from '../text/near.js'
import { refuse, Stop } from './base.js'
import { guardStreams } from './streams.js'

/**
 * What bin/run.js starts: oclif, in the same file as all that it needs. What ends before a command has begun is said like
 * every other error, so that stdout is JSON for whoever asked for JSON. `dir` is the address of the file that starts it.
 */
export async function execute({ dir }: { dir: string }): Promise<void> {
  const [first, ...rest] = process.argv.slice(2)
  // People write `help` as often as `--help`.
  const argv = first === undefined ? [] : first === 'help' ? [...rest, '--help'] : [first, ...rest]
  const leave = guardStreams()
  try {
    await run(argv, dir)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    if (!('code' in error && error.code === 'EEXIT')) {
      await refuse(/^command .* not found$/s.test(error.message) ? await noCommand(argv, dir) : error, argv)
    }
  }
  await leave()
}

async function noCommand(argv: readonly string[], dir: string): Promise<Stop> {
  const name = argv.find((word) => !word.startsWith('-'))
  if (name === undefined) return new Stop('wrong-usage', 'Name a command.', 'Try --help.', 2)
  const manifest = await readFile(new URL('../oclif.manifest.json', dir), 'utf8').catch(() => '{"commands":{}}')
  const close = near(name, Object.keys(JSON.parse(manifest).commands))
  const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : 'Try --help.'
  return new Stop('wrong-usage', `There is no command "${name}".`, hint, 2)
}
