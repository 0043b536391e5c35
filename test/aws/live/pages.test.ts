import { expect, test } from 'vitest'
import { MOST_PAGES, pages } from '../../../src/aws/live/pages.js'

const inTime = { signal: new AbortController().signal }

test('a list is read to its end', async () => {
  const tokens: (string | undefined)[] = []
  const items = await pages<number>(inTime, async (token) => {
    tokens.push(token)
    return [[tokens.length], tokens.length < 3 ? `t${tokens.length}` : undefined]
  })
  expect(items).toEqual([1, 2, 3])
  expect(tokens).toEqual([undefined, 't1', 't2'])
})

test('an empty token ends it, an empty page does not', async () => {
  const answers: [number[], string | undefined][] = [
    [[], 'a'],
    [[1], ''],
  ]
  expect(await pages<number>(inTime, async () => answers.shift() ?? [[9], undefined])).toEqual([1])
})

test('a token that comes again is no end: the list would lack something unnoticed', async () => {
  await expect(pages<number>(inTime, async () => [[1], 'again'])).rejects.toThrow('the same page')
})

test('pages that never end are no list: what was read of them is not taken for the whole', async () => {
  let asked = 0
  const read = pages<number>(inTime, async () => [[asked], `token ${asked++}`])
  await expect(read).rejects.toThrow(`does not end after ${MOST_PAGES} pages`)
  expect(asked).toBe(MOST_PAGES)
})

test('a list ends with the time that it was begun in, though another has begun since', async () => {
  const first = new AbortController()
  const spans = [first.signal, new AbortController().signal]
  // The signal of a command changes with each part of its time.
  const aws = {
    get signal() {
      return spans.shift() as AbortSignal
    },
  }
  let asked = 0
  const read = pages<number>(aws, async () => {
    if (asked === 2) first.abort()
    return [[asked], `token ${asked++}`]
  })
  await expect(read).rejects.toThrow()
  expect(asked).toBe(3)
})
