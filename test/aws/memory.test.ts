import { describe, expect, test } from 'vitest'
import { accountOf, recall, remember } from '../../src/aws/memory.js'
import { found, missing } from '../../src/aws/read.js'

/** An account that counts what it is asked, and answers after a moment. */
function counting() {
  const asked: string[] = []
  const account = accountOf(async (read, args) => {
    asked.push([read, ...args].join(' '))
    await new Promise((resolve) => setTimeout(resolve, 5))
    return args[0] === 'gone' ? missing : found(`${read} ${args.join(' ')}`)
  })
  return { asked, account: remember(account) }
}

describe('what an account answered is remembered', () => {
  test('a question is asked once, also while its answer is on the way', async () => {
    const { asked, account } = counting()
    const [one, other] = await Promise.all([account.role('a'), account.role('a')])
    await account.role('a')
    expect(asked).toEqual(['role a'])
    expect(other).toBe(one)
  })

  test('another argument or another read is another question', async () => {
    const { asked, account } = counting()
    await Promise.all([
      account.rule('a', 'b'),
      account.rule('a', 'c'),
      account.targets('a', 'b'),
      account.rule('a', 'b'),
    ])
    expect(asked).toEqual(['rule a b', 'rule a c', 'targets a b'])
  })

  test('also that something is not there is remembered', async () => {
    const { asked, account } = counting()
    expect(await account.role('gone')).toEqual(missing)
    await account.role('gone')
    expect(asked).toHaveLength(1)
  })

  test('its order does not depend on the order of the questions', async () => {
    const one = counting().account
    await one.role('b')
    await one.role('a')
    const other = counting().account
    await Promise.all([other.role('a'), other.role('b')])
    expect(JSON.stringify(one.memory())).toBe(JSON.stringify(other.memory()))
    expect(one.memory().map(({ args }) => args)).toEqual([['a'], ['b']])
  })

  test('what is still on the way is not in it', async () => {
    const { account } = counting()
    const late = account.role('a')
    expect(account.memory()).toEqual([])
    await late
    expect(account.memory()).toHaveLength(1)
  })
})

describe('what was remembered is an account', () => {
  test('that gives the same answers', async () => {
    const { account } = counting()
    await Promise.all([account.role('a'), account.role('gone'), account.caller()])
    const again = recall(account.memory())
    expect(await again.role('a')).toEqual(found('role a'))
    expect(await again.role('gone')).toEqual(missing)
    expect(await again.caller()).toEqual(found('caller '))
  })

  test('that cannot tell what was not asked: neither found nor missing', async () => {
    expect(await recall([]).role('a')).toEqual({
      state: 'failed',
      action: 'snapshot:role',
      resource: 'a',
      error: { kind: 'not-recorded', message: 'The snapshot does not hold this answer.' },
    })
  })
})
