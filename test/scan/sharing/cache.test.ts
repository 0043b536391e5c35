import { describe, expect, test } from 'vitest'
import { found, type Read } from '../../../src/aws/read.js'
import { Cache } from '../../../src/scan/sharing/cache.js'

const settled = () => new Promise((resolve) => setTimeout(resolve, 1))

/** Asks a question by its key; the answer is of so many characters. Says whether it had to be asked. */
async function ask(kept: Cache, key: string, answer: Read<unknown> = found('x'.repeat(100))): Promise<boolean> {
  let asked = false
  await kept.get(key, async () => {
    asked = true
    return answer
  })
  await settled()
  return asked
}

describe('answers that are kept', () => {
  test('are asked for once, also by those who ask while the answer is under way', async () => {
    const kept = new Cache(1000)
    let asked = 0
    const question = async () => {
      asked += 1
      return found(1)
    }
    await Promise.all([kept.get('a', question), kept.get('a', question)])
    await kept.get('a', question)
    expect(asked).toBe(1)
  })

  test('are forgotten beyond their size, those first that nobody asked for longest', async () => {
    const kept = new Cache(500)
    for (const key of ['a', 'b', 'c']) expect(await ask(kept, key)).toBe(true)
    expect(await ask(kept, 'a')).toBe(false)
    expect(await ask(kept, 'd')).toBe(true)
    expect(await ask(kept, 'a')).toBe(false)
    expect(await ask(kept, 'b')).toBe(true)
  })

  test('that are larger than all that may be kept are still answers', async () => {
    const kept = new Cache(50)
    expect(await ask(kept, 'a')).toBe(true)
    expect(await ask(kept, 'a')).toBe(false)
    expect(await ask(kept, 'b')).toBe(true)
    expect(await ask(kept, 'a')).toBe(true)
  })

  test.each([
    ['throttled', true],
    ['network', true],
    ['timeout', true],
    ['service', false],
    ['malformed', false],
  ] as const)('a failure of the kind %s: who asks next asks anew: %s', async (kind, anew) => {
    const kept = new Cache(1000)
    const failed = { state: 'failed', action: 'a:B', resource: '*', error: { kind, message: 'm' } } as const
    await ask(kept, 'a', failed)
    expect(await ask(kept, 'a', failed)).toBe(anew)
  })

  test('a question that throws is asked anew', async () => {
    const kept = new Cache(1000)
    await expect(kept.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await ask(kept, 'a')).toBe(true)
  })
})
