import { describe, expect, test } from 'vitest'
import { type Receiver, receiveEvents } from '../../../src/fixing/listen/receive.js'
import type { Call } from '../../../src/verdict/fix.js'

/** A queue with batches of bodies; a batch may be an error. `ours` says which bodies the listener asked for. */
function queue(batches: readonly (readonly string[] | Error)[], ours = (body: string) => body.startsWith('e')) {
  const [left, asked, shown] = [[...batches], [] as Call[], [] as string[]]
  const stop = new AbortController()
  const clock = { now: 0 }
  const receiver: Receiver = {
    ...{ region: 'eu-west-1', url: 'https://sqs/q', stop: stop.signal },
    async ask(call) {
      asked.push(call)
      if (call.operation !== 'ReceiveMessage') return {}
      const batch = left.shift()
      clock.now += 1000
      if (batch instanceof Error) throw batch
      return { Messages: (batch ?? []).map((Body) => ({ Body, ReceiptHandle: `handle of ${Body}` })) }
    },
    isOurs: ours,
    idOf: (body) => body.slice(0, 2),
    onEvent: async (body) => void shown.push(body),
    now: () => clock.now,
    pause: async () => {},
  }
  const deleted = () =>
    asked.flatMap(({ operation, input }) => (operation === 'DeleteMessage' ? [input['ReceiptHandle']] : []))
  return { receiver, asked, shown, deleted, stop }
}

describe('what a listener hears', () => {
  test('is shown and deleted, until the time is over', async () => {
    const { receiver, shown, deleted } = queue([['e1', 'e2'], [], ['e3']])
    expect(await receiveEvents(5000, 100, receiver)).toEqual({ ended: 'time', events: 3, foreign: 0 })
    expect(shown).toEqual(['e1', 'e2', 'e3'])
    expect(deleted()).toEqual(['handle of e1', 'handle of e2', 'handle of e3'])
  })

  test('is never more than was asked for, and no more is received', async () => {
    const { receiver, asked, shown } = queue([['e1', 'e2'], ['e3'], ['e4']])
    expect(await receiveEvents(60_000, 3, receiver)).toMatchObject({ ended: 'full', events: 3 })
    expect(shown).toHaveLength(3)
    const most = asked.flatMap(({ operation, input }) =>
      operation === 'ReceiveMessage' ? [input['MaxNumberOfMessages']] : [],
    )
    expect(most).toEqual([3, 1])
  })

  test('is shown once when it comes twice; both messages are deleted', async () => {
    const { receiver, shown, deleted } = queue([['e1', 'e1 again']])
    expect(await receiveEvents(2000, 100, receiver)).toMatchObject({ events: 1 })
    expect([shown, deleted()]).toEqual([['e1'], ['handle of e1', 'handle of e1 again']])
  })

  test('is neither shown nor deleted when it is no event of the listener', async () => {
    const { receiver, shown, deleted } = queue([['x', 'e1']])
    expect(await receiveEvents(2000, 100, receiver)).toMatchObject({ events: 1, foreign: 1 })
    expect([shown, deleted()]).toEqual([['e1'], ['handle of e1']])
  })

  test('ends when somebody stops it', async () => {
    const { receiver, shown, stop } = queue([['e1'], ['e2']])
    const stopping = {
      ...receiver,
      onEvent: async (body: string) => {
        shown.push(body)
        stop.abort()
      },
    }
    expect(await receiveEvents(60_000, 100, stopping)).toMatchObject({ ended: 'interrupted', events: 1 })
    expect(shown).toEqual(['e1'])
  })

  test('goes on after a fault, and ends after three in a row', async () => {
    const fault = new Error('socket hang up')
    expect(await receiveEvents(60_000, 1, queue([fault, fault, ['e1']]).receiver)).toMatchObject({ ended: 'full' })
    expect(await receiveEvents(60_000, 1, queue([fault, fault, fault, ['e1']]).receiver)).toEqual({
      ...{ ended: 'failed', error: 'socket hang up', events: 0, foreign: 0 },
    })
  })
})
