import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseArn } from '../../src/aws/arn.js'
import { CHECKS } from '../../src/checks/index.js'
import { TARGET_SERVICES } from '../../src/targets/index.js'
import { declared, read, root } from './pages.js'

const sourcesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map((name) => `${folder}/${String(name)}`)
    .filter((name) => name.endsWith('.test.ts'))
    .map(read)

const tests = [...sourcesIn('test/checks'), ...sourcesIn('test/targets'), ...sourcesIn('test/evidence')]

/** The ARNs that the tests write, whatever stands in their variable parts. */
const arns = tests.flatMap((text) =>
  [...text.matchAll(/arn:(?:aws|\$\{\w+\})[^'"`\s]*/g)].flatMap(
    ([arn]) => parseArn(arn.replace(/\$\{[^}]*\}/g, 'x')) ?? [],
  ),
)

/** A service whose ARNs its test puts together from parts has a test of its own name, or one that takes its sheet. */
const hasItsTest = (id: string): boolean =>
  existsSync(new URL(`test/targets/${id}.test.ts`, root)) ||
  tests.some((text) => text.includes(`/src/targets/${id}.js`))

describe('nothing is declared that no test knows', () => {
  test('every code that a check declares is expected by a test of the checks, of the targets or of the evidence', () => {
    const codes = declared.map(({ code }) => code)
    expect(codes.filter((code) => !tests.some((text) => text.includes(code)))).toEqual([])
  })

  test('every check is run by a test', () => {
    const modules = tests.join('\n')
    const untested = CHECKS.filter(({ id }) => !modules.includes(`/src/checks/${id}.js`))
    expect(untested.map(({ id }) => id)).toEqual([])
  })

  test('every target service has an ARN of its own in a test', () => {
    const untested = TARGET_SERVICES.filter(({ id, matches }) => !hasItsTest(id) && !arns.some((arn) => matches(arn)))
    expect(untested.map(({ id }) => id)).toEqual([])
  })
})
