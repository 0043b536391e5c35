import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Stop } from '../../../src/cli/base.js'
import { mergedFrom } from '../../../src/cli/scan/parts.js'
import { type Brought, scanned } from '../../scan/many-rules.js'

let folder: string
let brought: Brought
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  brought = await scanned()
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (text: string): string => {
  const path = join(folder, 'part')
  writeFileSync(path, text)
  return path
}

const lines = (): string[] => [...brought.reports, brought.scan].map((one) => JSON.stringify(one))

const refusal = (text: string): Promise<string> =>
  mergedFrom([file(text)], { version: '0.1.0' }).then(
    () => 'taken',
    (thrown: unknown) => (thrown instanceof Stop && thrown.exitCode === 2 ? thrown.message : `threw ${String(thrown)}`),
  )

describe('a file that is merged', () => {
  test('is NDJSON, with whole reports, or JSON on one or on many lines', async () => {
    const whole = await mergedFrom([file(`${lines().join('\n')}\n`)], { version: '0.1.0' })
    expect([whole.isWhole, whole.scan.rules.length]).toEqual([true, brought.rules.length])
    for (const indent of [undefined, 2]) {
      const summary = await mergedFrom([file(JSON.stringify(brought.scan, null, indent))], { version: '0.1.0' })
      expect([summary.isWhole, summary.scan.rules.length]).toEqual([false, brought.rules.length])
    }
  })

  test('may begin with the mark that some shells write', async () => {
    for (const text of [lines().join('\n'), JSON.stringify(brought.scan), JSON.stringify(brought.scan, null, 2)]) {
      const { scan } = await mergedFrom([file(`\ufeff${text}`)], { version: '0.1.0' })
      expect(scan.rules.length).toBe(brought.rules.length)
    }
  })

  test('is validated whole, and refused with one line that does not quote it', async () => {
    const [first = '', ...rest] = lines()
    const changed = (change: (scan: Record<string, unknown>) => void) => {
      const scan = JSON.parse(JSON.stringify(brought.scan)) as Record<string, unknown>
      change(scan)
      return JSON.stringify(scan)
    }
    const hostile = '\u001b[2J<script>alert(1)</script>'
    const cases: [string, RegExp][] = [
      ['', /is not JSON/],
      ['hello', /is not JSON/],
      ['[]', /its summary is not as eb-doctor writes it/],
      ['null', /its summary is not as eb-doctor writes it/],
      [first, /its summary is not as eb-doctor writes it/],
      [rest.join('\n'), /its reports are not those of the rules in its summary/],
      [[first, first, ...rest.slice(1)].join('\n'), /its reports are not those of the rules in its summary/],
      [[first.replace('"verdict"', '"verdikt"'), ...rest].join('\n'), /line 1 is not as eb-doctor writes it/],
      [[first.slice(0, -1), ...rest].join('\n'), /is not JSON/],
      [lines().slice(0, -1).join('\n'), /its last line is not the summary of a scan: it was not written to its end/],
      [lines().join('\n').slice(0, -50), /its last line is not the summary of a scan: it was not written to its end/],
      [changed((scan) => Object.assign(scan, { schemaVersion: 2 })), /it was written by another version/],
      [changed((scan) => Object.assign(scan, { verdict: hostile })), /verdict/],
      [changed((scan) => Object.assign(scan, { totals: { broken: -1 } })), /totals/],
      [changed((scan) => Object.assign((scan['rules'] as object[])[0] ?? {}, { arn: hostile })), /rules\.0\.arn/],
      [changed((scan) => Object.assign((scan['causes'] as object[])[0] ?? {}, { rules: [] })), /causes\.0\.rules/],
      [changed((scan) => Object.assign(scan, { generatedAt: 'yesterday' })), /generatedAt/],
    ]
    for (const [text, wanted] of cases) {
      const said = await refusal(text)
      expect(said).toMatch(wanted)
      expect(said).not.toContain('<script>')
      expect(said.split('\n')).toHaveLength(1)
    }
  })

  test('that is not there, or is a folder, is one line too', async () => {
    for (const path of [join(folder, 'none'), folder]) {
      await expect(mergedFrom([path], { version: '0.1.0' })).rejects.toThrow(/cannot be read \((ENOENT|EISDIR)\)/)
    }
  })
})
