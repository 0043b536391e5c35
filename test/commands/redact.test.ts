import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runProgram } from '../e2e/support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const eb = (args: readonly string[], env: Record<string, string> = {}) =>
  runProgram(process.execPath, [join(root, 'bin/run.js'), ...args], { env })
const demo = (name: string): string => join(root, 'demo', `${name}.json`)

describe('--redact', () => {
  test.each(['ecs-no-passrole', 'lambda-healthy', 'lambda-other-rule', 'rule-elsewhere'])(
    'prints nothing of the account and ends with the same code: %s',
    async (name) => {
      const text = readFileSync(demo(name), 'utf8')
      const { rule } = JSON.parse(text)
      const names = [rule.name, ...(text.match(/\b\d{12}\b/g) ?? []), ...(text.match(/(?<=:role\/)[\w-]+/g) ?? [])]
      const open = await eb(['rule', '--snapshot', demo(name), '--json'])
      for (const output of ['text', 'json', 'markdown']) {
        const ran = await eb(['rule', '--snapshot', demo(name), '--redact', '--output', output])
        expect(ran.code).toBe(open.code)
        expect(ran.stdout).toContain('are pseudonyms')
        for (const one of new Set(names)) expect(ran.stdout + ran.stderr).not.toContain(one)
      }
      const hidden = JSON.parse((await eb(['rule', '--snapshot', demo(name), '--redact', '--json'])).stdout)
      const codes = (report: { checks: { check: string; findings: { code: string }[] }[] }) =>
        report.checks.map(({ check, findings }) => [check, findings.map(({ code }) => code)])
      expect(codes(hidden)).toEqual(codes(JSON.parse(open.stdout)))
      expect(hidden.limits.join()).not.toContain('change what some checks find')
    },
  )

  test('holds in errors, and is known to every command', async () => {
    const here = { AWS_REGION: 'eu-west-1' }
    const runs = [
      ['rule', 'acme-payments x'],
      ['rule', 'arn:aws:events:eu-west-1:111122223333:rule/acme-payments', '--region', 'us-east-1'],
      ['rule', '--snapshot', '/tmp/acme-payments.json'],
      ['fix', 'acme-payments x', '--yes'],
      ['permissions', '--rule', 'acme-payments x'],
      ['explain', 'acme-payments'],
      ['demo', 'acme-payments'],
    ]
    for (const args of runs) {
      const ran = await eb([...args, '--redact'], here)
      expect([args, ran.code]).toEqual([args, 2])
      expect(ran.stdout + ran.stderr).not.toMatch(/acme|payments|111122223333/)
      expect(ran.stderr).toMatch(/^eb-doctor: [^\n]+\n$/)
    }
  })

  test('is refused where it would promise too much: a plan to carry out, payloads in clear, events as they come', async () => {
    for (const args of [
      ['fix', 'x', '--redact', '--dry-run', '--out', 'p'],
      ['fix', 'x', '--redact', '--dry-run', '--include-payloads'],
      ['rule', 'x', '--redact', '--include-payloads'],
      ['event', '--redact'],
      ['listen', 'x', '--redact', '--yes'],
    ]) {
      expect([args, (await eb(args, { AWS_REGION: 'eu-west-1' })).code]).toEqual([args, 2])
    }
  })
})
