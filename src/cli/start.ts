import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { didYouMean } from '../text/near.js'
import { type BaseCommand, refuse, Stop } from './base.js'
import { guardStreams } from './streams.js'

/**
 * What bin/run.js starts. A command of eb-doctor is run at once; all else (help, the commands of completion, what is no
 * command) is oclif's (docs/decisions/start-of-a-command.md). What ends before a command has begun is said like every other
 * error, so that stdout is JSON for whoever asked for JSON. `root` is the address of the
 * folder that eb-doctor is installed in, with a slash at its end.
 */
export async function execute(root: string): Promise<void> {
  const [first, ...rest] = process.argv.slice(2)
  // People write `help` as often as `--help`.
  const argv = first === undefined ? [] : first === 'help' ? [...rest, '--help'] : [first, ...rest]
  const file = commandFile(argv)
  // It listens for errors of stdout, which guardStreams then takes over.
  if (!file) await import('@oclif/core/command')
  const leave = guardStreams()
  try {
    if (file) await runCommand(file, argv.slice(1), root)
    else await (await import('@oclif/core/run')).run(argv, fileURLToPath(root))
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    if (!('code' in error && error.code === 'EEXIT')) {
      await refuse(/^command .* not found$/s.test(error.message) ? await noCommand(argv, root) : error, argv)
    }
  }
  await leave()
}

/** Where the command that is named stands; undefined when it is for oclif to answer. */
function commandFile([name = '', ...rest]: readonly string[]): URL | undefined {
  const flags = rest.slice(0, rest.indexOf('--') + 1 || rest.length)
  const file = new URL(`./commands/${name}.js`, import.meta.url)
  return /^[a-z]+$/.test(name) && !flags.includes('--help') && existsSync(file) ? file : undefined
}

async function runCommand(file: URL, argv: string[], root: string): Promise<void> {
  const { default: command }: { default: typeof BaseCommand & (new () => BaseCommand) } = await import(file.href)
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  await command.run(argv, { root: fileURLToPath(root), version })
}

async function noCommand(argv: readonly string[], root: string): Promise<Stop> {
  const name = argv.find((word) => !word.startsWith('-'))
  if (name === undefined) return new Stop('wrong-usage', 'Name a command.', 'Try --help.')
  const manifest = await readFile(new URL('oclif.manifest.json', root), 'utf8').catch(() => '{"commands":{}}')
  const hint = didYouMean(name, Object.keys(JSON.parse(manifest).commands), 'Try --help.')
  return new Stop('wrong-usage', `There is no command "${name}".`, hint)
}
