import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { SLOW_GROWTH } from '../../../src/cli/scan/memory.js'

test('V8 of this Node knows the option, which it would otherwise complain of on stderr at every scan', () => {
  const { status, stderr } = spawnSync(process.execPath, [SLOW_GROWTH, '-e', '0'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
