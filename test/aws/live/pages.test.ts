import { expect, test } from 'vitest'
import { pages } from '../../../src/aws/live/pages.js'

test('a list is read to its end', async () => {
  const tokens: (string | undefined)[] = []
  const items = await pages<number>(async (token) => {
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
  expect(await pages<number>(async () => answers.shift() ?? [[9], undefined])).toEqual([1])
})

test('a token that comes again is no end: the list would lack something unnoticed', async () => {
  await expect(pages<number>(async () => [[1], 'again'])).rejects.toThrow('the same page')
})
