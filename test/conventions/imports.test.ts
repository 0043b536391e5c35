import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EXIT_CODES, OF_STOP } from '../../src/cli/exit.js'
import { read, root } from './pages.js'

const sources = readdirSync(new URL('src/', root), { recursive: true })
  .map((name) => `src/${String(name).replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts'))

/** What a file loads when it runs: type imports are gone by then. */
function loaded(text: string): string[] {
  const still = [...text.matchAll(/^(?:import|export)\s+(?!type\b)([^'";]*?)\s*from\s*'([^']+)'/gms)]
    .filter(([, names = '']) => !/^\{(\s*type\s[^,}]*,?)+\s*\}$/.test(names.trim()))
    .map(([, , module = '']) => module)
  const bare = [...text.matchAll(/^import\s*'([^']+)'/gm)].map(([, module = '']) => module)
  const dynamic = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, module = '']) => module)
  return [...still, ...bare, ...dynamic]
}

const loadingAny = (pattern: RegExp): string[] =>
  sources.filter((file) => loaded(read(file)).some((module) => pattern.test(module)))

describe('who imports what', () => {
  test('the reader of imports knows type imports from others', () => {
    expect(loaded("import type { A } from 'a'\nimport { type B } from 'b'\nimport { type C, d } from 'c'")).toEqual([
      'c',
    ])
    expect(loaded("import {\n  type A,\n  b,\n} from 'a'\nconst x = await import('y')\nexport { z } from 'z'")).toEqual(
      ['a', 'z', 'y'],
    )
  })

  test('only the readers in src/aws/live and two writers talk to AWS: one makes fixes, one keeps results of the Lambda function', () => {
    const others = loadingAny(/^@(aws-sdk|smithy)\//).filter((file) => !file.startsWith('src/aws/live/'))
    expect(others.sort()).toEqual(['src/fixing/apply.ts', 'src/lambda/store.ts'])
  })

  test('only one file knows colour', () => {
    expect(loadingAny(/^ansis$/)).toEqual(['src/report/paint.ts'])
  })

  test.each(['iam', 'pattern'])('src/%s is pure: it imports nothing but itself and what is known of text', (room) => {
    const own = sources.filter((file) => file.startsWith(`src/${room}/`))
    expect(own.length).toBeGreaterThan(5)
    const outside = own.filter((file) =>
      loaded(read(file)).some((module) => !/^(\.|\.\.\/text)\/[^/]+\.js$/.test(module)),
    )
    expect(outside).toEqual([])
  })

  test('checks and targets see AWS as types only, and reports see neither commands nor AWS', () => {
    for (const file of sources.filter((name) => /^src\/(checks|targets)\//.test(name))) {
      expect(loaded(read(file)).filter((module) => /aws\/live|\/commands\/|\/cli\//.test(module))).toEqual([])
    }
    for (const file of sources.filter((name) => /^src\/report\//.test(name))) {
      expect(loaded(read(file)).filter((module) => /aws\/live|\/commands\/|\/cli\/|diagnose/.test(module))).toEqual([])
    }
  })

  test('only commands and the handler of the Lambda function touch the process: arguments, environment, streams, exit code', () => {
    const touching = sources.filter((file) => /(?<![.\w'])process\.(?!$)/m.test(withoutComments(read(file))))
    expect(touching.filter((file) => !/^src\/(commands|cli)\//.test(file))).toEqual(['src/lambda/handler.ts'])
  })
})

describe('who decides the exit code', () => {
  const sayingSo = (pattern: RegExp): string[] => sources.filter((file) => pattern.test(withoutComments(read(file))))

  test('one file sets it, or ends the process', () => {
    expect(sayingSo(/\bprocess\.(exitCode|exit\b)|\b(exitCode\s*=[^=>])/)).toEqual(['src/cli/exit.ts'])
  })

  test('one file says which it is, for every command', () => {
    expect(sayingSo(/(function|const) exitCodeOf/)).toEqual(['src/cli/exit-codes.ts'])
  })

  test('there is no reason to stop in the table for which nothing stops', () => {
    const idle = Object.keys(OF_STOP).filter((code) => sayingSo(new RegExp(`Stop\\(\\s*'${code}'`)).length === 0)
    expect(idle).toEqual([])
  })

  test('the page of the exit codes has every one of them', () => {
    const codes = [...read('docs/exit-codes.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
    expect(codes).toEqual([...EXIT_CODES])
  })
})

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
