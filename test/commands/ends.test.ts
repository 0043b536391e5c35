import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../e2e/support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'bin/run.js')
const demo = (name: string): string => join(root, 'demo', `${name}.json`)
const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-ends-'))
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' }

/** An AWS that takes every request and never answers. */
let silent: Server
let url = ''
beforeAll(async () => {
  if (!existsSync(join(root, 'dist/start.js'))) throw new Error('Build first: npm run build.')
  silent = createServer((request) => request.resume())
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
})
afterAll(() => {
  silent.closeAllConnections()
  silent.close()
})

describe('when stdout cannot be written', () => {
  /** Runs with stdout on a device that is full, or on a pipe whose reader goes away at once. */
  const into = (where: 'full' | 'closed pipe', ...args: string[]) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const stdout = where === 'full' ? openSync('/dev/full', 'w') : 'pipe'
      const child = spawn(process.execPath, [bin, ...args], {
        stdio: ['ignore', stdout, 'pipe'],
        env: { PATH: process.env['PATH'] },
      })
      child.stdout?.destroy()
      let stderr = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk
      })
      child.on('close', (code) => resolve({ code, stderr }))
    })

  const COMMANDS = [
    ['rule', '--snapshot', demo('lambda-healthy')],
    ['rule', '--snapshot', demo('lambda-healthy'), '--json'],
    ['rule', '--snapshot', demo('lambda-healthy'), '--output', 'markdown'],
    ['demo', 'lambda-healthy'],
    ['explain'],
    ['permissions'],
    ['--help'],
    ['rule', '--help'],
  ]
  test.runIf(existsSync('/dev/full')).each(COMMANDS)(
    'a full disk is one line on stderr, never a stack trace: %s %s %s %s',
    async (...args) => {
      const { code, stderr } = await into('full', ...args.filter((word) => word !== undefined))
      expect(stderr).toMatch(/^eb-doctor: The result could not be written to standard output \(ENOSPC\)[^\n]*\n$/)
      expect(code).toBe(2)
    },
  )

  test.runIf(existsSync('/dev/full'))('the code that it would have been is said', async () => {
    const { stderr } = await into('full', 'rule', '--snapshot', demo('lambda-other-rule'))
    expect(stderr).toContain('the exit code would have been 1.')
  })

  test.each(COMMANDS)('a reader that is gone is no failure: %s %s %s %s', async (...args) => {
    const ran = await into('closed pipe', ...args.filter((word) => word !== undefined))
    expect(ran).toEqual({ code: 0, stderr: '' })
  })

  test('a broken rule stays broken for a reader that is gone', async () => {
    expect((await into('closed pipe', 'rule', '--snapshot', demo('lambda-other-rule'))).code).toBe(1)
  })
})

describe('--timeout holds in every command, also while nobody answers or hands out credentials', () => {
  const COMMANDS: readonly string[][] = [
    ['rule', 'x'],
    ['rule', 'arn:aws:events:eu-west-1:111122223333:rule/x'],
    ['permissions', '--rule', 'x'],
    ['permissions', '--rule', 'arn:aws:events:eu-west-1:111122223333:rule/x'],
    ['fix', 'x', '--dry-run'],
    ['fix', '--yes'],
    ['fix', 'x', '--format', 'terraform'],
  ]
  test.concurrent.each(COMMANDS)('AWS never answers: %s %s %s %s', async (...args) => {
    const words = args.filter((word) => word !== undefined)
    const ran = await runProgram(
      process.execPath,
      [bin, ...words, '--endpoint-url', url, '--timeout', '2s', '--json'],
      {
        env: KEYS,
        limit: 12_000,
      },
    )
    expect([3, 4], ran.stdout + ran.stderr).toContain(ran.code)
    expect(ran.milliseconds).toBeLessThan(6000)
    expect(JSON.parse(ran.stdout)).toMatchObject({ schemaVersion: 1 })
  })

  test.concurrent.each(COMMANDS)('a credential process hangs: %s %s %s %s', async (...args) => {
    const config = join(folder, 'config')
    await writeFile(config, '[profile slow]\nregion = eu-west-1\ncredential_process = /bin/sleep 30\n')
    const words = args.filter((word) => word !== undefined)
    const ran = await runProgram(process.execPath, [bin, ...words, '--profile', 'slow', '--timeout', '2s', '--json'], {
      env: { AWS_CONFIG_FILE: config },
      limit: 12_000,
    })
    expect([3, 4], ran.stdout + ran.stderr).toContain(ran.code)
    expect(ran.milliseconds).toBeLessThan(6000)
  })
})

describe('Ctrl-C ends every command within two seconds, with 130', () => {
  test.concurrent.each([
    ['rule', 'x'],
    ['permissions', '--rule', 'x'],
    ['fix', 'x', '--dry-run'],
    ['fix', '--yes'],
    ['fix', 'x', '--format', 'terraform'],
  ])('%s %s %s %s', async (...args) => {
    const words = args.filter((word) => word !== undefined)
    let sent = 0
    const ran = await runProgram(process.execPath, [bin, ...words, '--endpoint-url', url, '--timeout', '30s'], {
      env: KEYS,
      limit: 20_000,
      onStart: (child) =>
        void setTimeout(() => {
          sent = performance.now()
          child.kill('SIGINT')
        }, 2500),
    })
    expect([ran.code, ran.signal]).toEqual([130, null])
    expect(performance.now() - sent).toBeLessThan(2000)
  })
})
