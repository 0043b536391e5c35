import { describe, expect, test } from 'vitest'
import { found } from '../../src/aws/read.js'
import { Prefetch } from '../../src/scan/prefetch.js'

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

function asking(count: number, limits: { atOnce: number; most: number }) {
  const asked: number[] = []
  const ends = new Map<number, () => void>()
  const ahead = new Prefetch<number>(
    count,
    (i) => {
      asked.push(i)
      return new Promise((resolve) => ends.set(i, () => resolve(found(i))))
    },
    limits,
  )
  const answer = async (...which: number[]) => {
    for (const i of which) ends.get(i)?.()
    await settled()
  }
  return { ahead, asked, answer }
}

describe('questions that are asked ahead', () => {
  test('are asked in order, so many at the same time, and no more than may be kept', async () => {
    const { asked, answer, ahead } = asking(10, { atOnce: 2, most: 4 })
    expect(asked).toEqual([0, 1])
    await answer(0, 1)
    expect(asked).toEqual([0, 1, 2, 3])
    await answer(2, 3)
    expect(asked).toEqual([0, 1, 2, 3])
    expect(await ahead.take(0)).toEqual(found(0))
    expect(asked).toEqual([0, 1, 2, 3, 4])
  })

  test('are asked once each, and the one that is needed before its turn waits for it', async () => {
    const { asked, answer, ahead } = asking(6, { atOnce: 1, most: 4 })
    const fourth = ahead.take(3)
    expect(asked).toEqual([0])
    await answer(0)
    await answer(1)
    await answer(2)
    await answer(3)
    expect(await fourth).toEqual(found(3))
    expect(asked).toEqual([0, 1, 2, 3, 4])
  })

  test('that are waited for are asked when it is ended', async () => {
    const { asked, answer, ahead } = asking(6, { atOnce: 1, most: 6 })
    const third = ahead.take(2)
    ahead.end()
    await answer(2)
    expect(await third).toEqual(found(2))
    expect(asked).toEqual([0, 2])
  })

  test('are asked no more once it is ended', async () => {
    const { asked, answer, ahead } = asking(6, { atOnce: 1, most: 6 })
    ahead.end()
    await answer(0)
    expect(asked).toEqual([0])
  })
})
