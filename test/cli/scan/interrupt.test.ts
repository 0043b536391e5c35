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
  interrupt = takeInterrupt(stop, 50)
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
  expect([interrupt.isGiven, stopped]).toEqual([true, 1])
  expect(await waiting).toBeUndefined()
  expect(await interrupt.unlessGiven(new Promise(() => {}))).toBeUndefined()
})

test('what comes at once after Ctrl-C is still handed on, one after the other', async () => {
  const press = taken()
  const waiting = interrupt.unlessGiven(turn().then(() => 1))
  press()
  expect(await waiting).toBe(1)
  expect(await interrupt.unlessGiven(Promise.resolve(2))).toBe(2)
})

test('what fails after Ctrl-C fails because it was ended, and is no failure', async () => {
  const press = taken()
  const waiting = interrupt.unlessGiven(turn().then(() => Promise.reject(new Error('aborted'))))
  press()
  expect(await waiting).toBeUndefined()
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
