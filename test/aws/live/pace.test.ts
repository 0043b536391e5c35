import { setMaxListeners } from 'node:events'
import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepPace, Pace, Paces } from '../../../src/aws/live/pace.js'

const { signal } = new AbortController()
setMaxListeners(0, signal)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** When so many requests that are made at once are let go, in milliseconds from now. */
async function turns(pace: Pace, count: number): Promise<number[]> {
  const began = performance.now()
  const times: number[] = []
  const all = Array.from({ length: count }, () =>
    pace.turn(signal).then(() => {
      times.push(Math.round(performance.now() - began))
    }),
  )
  await vi.runAllTimersAsync()
  await Promise.all(all)
  return times
}

/** The most that fell into any second. */
const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length))

describe('a pace', () => {
  test('lets as many go in any second as the service takes, and those at once', async () => {
    const times = await turns(new Pace(50), 175)
    expect(mostInASecond(times)).toBe(50)
    expect(times.slice(0, 50)).toEqual(Array(50).fill(0))
    expect(times.at(-1)).toBe(3000)
  })

  test('of a service without a number holds nothing up', async () => {
    expect(await turns(new Pace(Number.POSITIVE_INFINITY), 500)).toEqual(Array(500).fill(0))
  })

  test('becomes slower when a request is refused, once for all that were under way, and no slower than a fifth', async () => {
    const pace = new Pace(50)
    await turns(pace, 50)
    for (let i = 0; i < 10; i++) pace.slowDown()
    await vi.advanceTimersByTimeAsync(900)
    expect(mostInASecond(await turns(pace, 100))).toBe(35)
    for (let i = 0; i < 30; i++) {
      pace.slowDown()
      await turns(pace, 1)
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(mostInASecond(await turns(pace, 30))).toBeLessThanOrEqual(12)
    expect(mostInASecond(await turns(pace, 30))).toBeGreaterThanOrEqual(10)
  })

  test('recovers once nothing is refused any more', async () => {
    const pace = new Pace(50)
    await turns(pace, 50)
    pace.slowDown()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(mostInASecond(await turns(pace, 120))).toBe(50)
  })

  test('of a service without a number is found from what it took before it refused, and given up in time', async () => {
    const pace = new Pace(Number.POSITIVE_INFINITY)
    await turns(pace, 100)
    pace.slowDown()
    expect(mostInASecond((await turns(pace, 200)).filter((time) => time > 0))).toBeLessThanOrEqual(80)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(await turns(pace, 500)).toEqual(Array(500).fill(0))
  })

  test('waits no longer than its signal', async () => {
    const pace = new Pace(1)
    const control = new AbortController()
    await pace.turn(control.signal)
    const waiting = pace.turn(control.signal)
    control.abort(new Error('over'))
    await expect(waiting).rejects.toThrow('over')
    await expect(pace.turn(control.signal)).rejects.toThrow('over')
  })
})

describe('the paces of a connection', () => {
  const paces = new Paces()
  const same = (a: readonly [string, string, string], b: readonly [string, string, string]) =>
    paces.of(...a) === paces.of(...b)

  test('are one for all of EventBridge, one for GetPolicy of Lambda, and one for the rest of it', () => {
    expect(same(['home eu', 'EventBridge', 'ListRules'], ['home eu', 'EventBridge', 'ListTargetsByRule'])).toBe(true)
    expect(same(['home eu', 'Lambda', 'GetPolicy'], ['home eu', 'Lambda', 'ListTags'])).toBe(false)
    expect(same(['home eu', 'Lambda', 'GetFunctionConcurrency'], ['home eu', 'Lambda', 'ListTags'])).toBe(true)
  })

  test('are of one account and Region', () => {
    expect(same(['home eu', 'EventBridge', 'ListRules'], ['home us', 'EventBridge', 'ListRules'])).toBe(false)
    expect(same(['home eu', 'EventBridge', 'ListRules'], ['other eu', 'EventBridge', 'ListRules'])).toBe(false)
  })
})

describe('a client that keeps pace', () => {
  test('waits for each attempt of a request, and becomes slower when one is refused', async () => {
    vi.useRealTimers()
    const answers = [400, 400, 200]
    const attempts: number[] = []
    const client = new EventBridgeClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 10,
      requestHandler: {
        handle: async () => {
          attempts.push(performance.now())
          const statusCode = answers.shift() ?? 200
          const headers = statusCode === 400 ? { 'x-amzn-errortype': 'ThrottlingException' } : {}
          const body = Buffer.from(JSON.stringify(statusCode === 400 ? { message: 'Rate exceeded' } : { Targets: [] }))
          return { response: { statusCode, headers, body } }
        },
      } as never,
    })
    const paces = new Paces()
    const pace = paces.of('home', 'EventBridge', 'ListTargetsByRule')
    const [turn, slow] = [vi.spyOn(pace, 'turn'), vi.spyOn(pace, 'slowDown')]
    keepPace(client, paces, 'home', () => signal)
    await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }))
    expect([attempts.length, turn.mock.calls.length, slow.mock.calls.length]).toEqual([3, 3, 2])
  })
})
