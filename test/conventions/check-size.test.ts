import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { read, root } from './pages.js'

const MOST_LINES = 100

/** Where to put what makes a file of src/checks too long. */
const HINT =
  'ask each question in a file of its own; what follows from what was read is a pure function: of policies in src/access, of a target in src/targets, of events in src/trigger, of metrics and logs in src/evidence'

test('a check is one question on one screen: no file of src/checks is longer', () => {
  const files = readdirSync(new URL('src/checks/', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/checks/${name.replaceAll('\\', '/')}`)
  expect(files.length).toBeGreaterThan(20)
  const tooLong = files.flatMap((file) => {
    const lines = read(file).trimEnd().split('\n').length
    return lines > MOST_LINES ? [`${file} has ${lines} lines, more than ${MOST_LINES}: ${HINT}.`] : []
  })
  expect(tooLong).toEqual([])
})
