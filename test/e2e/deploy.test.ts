import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runProgram } from './support/cli.js'
import { venvBin } from './support/moto.js'

const template = (name: string) => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url))
const lint = (...files: readonly string[]) => runProgram(join(venvBin, 'cfn-lint'), files)

test('cfn-lint finds nothing in the templates of the hub and of the member role', async () => {
  const { code, stdout, stderr } = await lint(template('hub.yaml'), template('member.yaml'))
  expect([code, stdout, stderr]).toEqual([0, '', ''])
})

test('cfn-lint would find a property that there is not, and a reference to nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  const text = readFileSync(template('hub.yaml'), 'utf8')
  const file = join(folder, 'hub.yaml')
  writeFileSync(file, text.replace('MemorySize: !Ref MemorySize', 'MemorySise: !Ref Memory'))
  const { code, stdout } = await lint(file)
  rmSync(folder, { recursive: true })
  expect(code).not.toBe(0)
  expect(stdout).toContain('MemorySise')
})
