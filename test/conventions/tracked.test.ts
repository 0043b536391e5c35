import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { read, root } from './pages.js'

const isCheckout = existsSync(new URL('.git', root))
const tracked = isCheckout
  ? execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((name) => name !== '' && existsSync(new URL(name, root)))
  : []

const holding = (pattern: RegExp): string[] => tracked.filter((name) => pattern.test(read(name)))

describe.runIf(isCheckout)('files of the repository', () => {
  test('name no place on anybody’s machine', () => {
    expect(holding(/(?<![\w.-])\/(work|home|root|Users)\/[a-z]/)).toEqual([])
  })

  test('name no package registry: which one is used is the business of whoever installs', () => {
    const registry = new RegExp(['registry', 'npmjs', 'org'].join('\\.'))
    expect(holding(registry)).toEqual([])
    const resolved = [...read('package-lock.json').matchAll(/"resolved": "([^"]*)"/g)].map(([, from]) => from)
    expect(resolved).toEqual([])
  })

  test('hold no key that could be a real one: examples use the documented placeholder accounts', () => {
    expect(holding(/\b(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b/)).toEqual([])
  })
})
