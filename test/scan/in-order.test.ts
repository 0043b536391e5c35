import { describe, expect, test } from 'vitest'
import { inOrder } from '../../src/scan/in-order.js'

const { signal } = new AbortController()

/** Jobs that end when they are told to. */
function jobsOf(count: number) {
  const begun: number[] = []
  const ends = new Map<number, { resolve: (value: number) => void; reject: (thrown: unknown) => void }>()
  const jobs = Array.from({ length: count }, (_, i) => () => {
    begun.push(i)
    return new Promise<number>((resolve, reject) => ends.set(i, { resolve, reject }))
  })
  return {
    jobs,
    begun,
    end: (i: number) => ends.get(i)?.resolve(i),
    fail: (i: number) => ends.get(i)?.reject(new Error(`${i}`)),
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('jobs in order', () => {
  test('are done so many at the same time, and come in their order', async () => {
    const { jobs, begun, end } = jobsOf(5)
    const all = inOrder(jobs, { atOnce: 2, waiting: 3, signal })
    const first = all.next()
    await settled()
    expect(begun).toEqual([0, 1])
    end(1)
    await settled()
    expect(begun).toEqual([0, 1, 2])
    end(0)
    expect(await first).toEqual({ done: false, value: 0 })
    expect(await all.next()).toEqual({ done: false, value: 1 })
    for (const i of [4, 3, 2]) {
      await settled()
      end(i)
    }
    await settled()
    end(4)
    expect([(await all.next()).value, (await all.next()).value, (await all.next()).value]).toEqual([2, 3, 4])
    expect((await all.next()).done).toBe(true)
  })

  test('are not begun while nobody takes the results', async () => {
    let begun = 0
    const jobs = Array.from({ length: 100 }, (_, i) => async () => {
      begun += 1
      return i
    })
    const all = inOrder(jobs, { atOnce: 4, waiting: 6, signal })
    await all.next()
    await settled()
    expect(begun).toBe(11)
    const rest: number[] = []
    for await (const one of all) rest.push(one)
    expect(rest).toEqual(Array.from({ length: 99 }, (_, i) => i + 1))
  })

  test('that are done when the time is over come, and nothing else is waited for', async () => {
    const { jobs, begun, end } = jobsOf(5)
    const control = new AbortController()
    const all = inOrder(jobs, { atOnce: 3, waiting: 9, signal: control.signal })
    const first = all.next()
    end(1)
    await settled()
    control.abort()
    expect(await first).toEqual({ done: false, value: 1 })
    // What ends only because the time is over was not done.
    end(0)
    end(2)
    expect((await all.next()).done).toBe(true)
    expect(begun).toEqual([0, 1, 2, 3])
  })

  test('are not begun at all when the time is over already', async () => {
    const { jobs, begun } = jobsOf(2)
    expect((await inOrder(jobs, { atOnce: 2, waiting: 2, signal: AbortSignal.abort() }).next()).done).toBe(true)
    expect(begun).toEqual([])
  })

  test('end with what one of them throws, and the others are left alone', async () => {
    const { jobs, begun, end, fail } = jobsOf(6)
    const all = inOrder(jobs, { atOnce: 2, waiting: 2, signal })
    const first = all.next()
    end(0)
    await first
    fail(1)
    await expect(all.next()).rejects.toThrow('1')
    fail(2)
    await settled()
    expect(begun).toEqual([0, 1, 2, 3])
  })
})
