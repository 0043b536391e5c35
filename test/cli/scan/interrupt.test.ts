import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { type Interrupt, takeInterrupt } from '../../../src/cli/scan/interrupt.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let interrupt: Interrupt
afterEach(() => interrupt.leave())

/** Takes the interrupt, and gives what stands for a Ctrl-C. */
function taken(stop = () => {}): () => void {
  interrupt = takeInterrupt(stop)
  return () => (process.listeners('SIGINT').at(-1) as (signal: 'SIGINT') => void)('SIGINT')
}

test('a value that comes first is handed on, and so is a failure', async () => {
  taken()
  expect(await interrupt.unlessGiven(Promise.resolve(1))).toBe(1)
  await expect(interrupt.unlessGiven(Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('Ctrl-C ends the wait for what never comes, and every later one', async () => {
  let stopped = 0
  const press = taken(() => {
    stopped += 1
  })
  const waiting = interrupt.unlessGiven(new Promise(() => {}))
  press()
  expect(await waiting).toBeUndefined()
  expect(await interrupt.unlessGiven(Promise.resolve(1))).toBeUndefined()
  expect([interrupt.isGiven, stopped]).toEqual([true, 1])
})

test('what has come is not kept: memory does not grow with the rules of a scan', async () => {
  taken()
  const values: WeakRef<object>[] = []
  for (let i = 0; i < 100; i++) {
    const value = { i }
    values.push(new WeakRef(value))
    await interrupt.unlessGiven(Promise.resolve(value))
  }
  await turn()
  collectGarbage()
  expect(values.filter((value) => value.deref() !== undefined).length).toBeLessThan(5)
})
