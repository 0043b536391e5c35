import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { read, root } from './pages.js'

/** How many lines the files of a folder may have, and where to put what is too much. */
const FOLDERS = [
  {
    folder: 'src/checks',
    most: 100,
    hint: 'ask each question in a file of its own; what follows from what was read is a pure function: of policies in src/access, of a target in src/targets, of events in src/trigger, of metrics and logs in src/evidence',
  },
  {
    folder: 'src/commands',
    most: 60,
    hint: 'a command parses, calls, prints and sets the exit code; the rest is in src/cli',
  },
] as const

test.each(FOLDERS)(
  'the files of $folder are read on one screen: one question, one command',
  ({ folder, most, hint }) => {
    const files = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    expect(files.length).toBeGreaterThan(5)
    const tooLong = files.flatMap((file) => {
      const lines = read(file).trimEnd().split('\n').length
      return lines > most ? [`${file} has ${lines} lines, more than ${most}: ${hint}.`] : []
    })
    expect(tooLong).toEqual([])
  },
)
