// Runs the newest Node with long-term support, fetched into .node once. Usage: node scripts/newest-node.mjs ARGUMENT...
// Without arguments it prints where that Node is.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Newest version of the newest line with long-term support (Krypton). Raise it when a newer one gets there. */
const VERSION = '24.21.0'

// npm has Node's programs as packages of their own, one a platform, without install scripts.
const name = `node-${process.platform}-${process.arch}`
const folder = fileURLToPath(new URL(`../.node/${VERSION}`, import.meta.url))
const program = join(folder, 'node_modules', name, 'bin/node')

if (!existsSync(program)) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', `${name}@${VERSION}`]
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] })
}

const args = process.argv.slice(2)
if (args.length === 0) {
  console.log(program)
} else {
  process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1
}
