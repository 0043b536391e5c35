// Finds Chromium, or installs Debian's, and prints where it is. The browser tests need it; nothing else does.
// Usage: node scripts/chromium.mjs
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The program that CHROMIUM names, or else the first on the PATH; undefined when there is none. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM) return isProgram(env.CHROMIUM) ? env.CHROMIUM : undefined
  const folders = (env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function install() {
  const root = process.getuid?.() === 0
  const prefix = root ? [] : ['sudo', '--non-interactive']
  const apt = (...args) => {
    const [program, ...rest] = [...prefix, 'apt-get', ...args]
    execFileSync(program, rest, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let found = findChromium()
  if (!found && !process.env.CHROMIUM) {
    console.error('Installing Chromium with apt-get: this takes a minute or two, once.')
    try {
      install()
    } catch (thrown) {
      console.error(`It could not be installed: ${thrown.message}`)
    }
    found = findChromium()
  }
  if (!found) {
    const how = 'Install it (on Debian, as root: apt-get install chromium), or name another with CHROMIUM=FILE.'
    console.error(`The browser tests need Chromium. ${how}`)
    process.exit(1)
  }
  console.log(found)
}
