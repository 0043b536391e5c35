// Makes the Python environment of the end-to-end tests (.venv), unless there is one made from the same requirements.
// Usage: node scripts/moto-venv.mjs
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(root, '.venv')
const stamp = join(venv, 'requirements.txt')
const requirements = join(root, 'test/e2e/requirements.txt')

/** Runs a program; its output goes to stderr, so that a caller's stdout stays clean. */
const run = (program, args) => execFileSync(program, args, { stdio: ['ignore', 2, 2] })

const wanted = readFileSync(requirements, 'utf8')
const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
if (!current) {
  console.error('Installing the AWS emulator into .venv: this takes a minute or two, once.')
  rmSync(venv, { recursive: true, force: true })
  run('python3', ['-m', 'venv', venv])
  run(join(venv, 'bin/python'), [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--prefer-binary'],
    ...['--requirement', requirements],
  ])
  // Written last: an installation that broke off has no stamp and is made again.
  writeFileSync(stamp, wanted)
}
