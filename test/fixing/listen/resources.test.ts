import { describe, expect, test } from 'vitest'
import { found, missing, type Read } from '../../../src/aws/read.js'
import type { Entry } from '../../../src/fixing/journal.js'
import { listenerChanges, listenerName, listenerOf, tagsOf } from '../../../src/fixing/listen/plan.js'
import { createAll, type ResourceCalls, removeAll, whyNotToCreate } from '../../../src/fixing/listen/resources.js'
import type { Call } from '../../../src/verdict/fix.js'

const CONTEXT = { account: '111122223333', partition: 'aws', region: 'eu-west-1' }
const NAME = listenerName('0123456789abcdef')
const CHANGES = listenerChanges(
  { name: NAME, context: CONTEXT, bus: 'orders' },
  { pattern: '{"source":["shop"]}', state: 'ENABLED' },
)
const denied: Read<never> = { state: 'denied', action: 'sqs:ListQueueTags', resource: 'x' }

function calls(tags: Read<Record<string, string>>, send: (call: Call) => Promise<unknown> = async () => ({})) {
  const sent: string[] = []
  const entries: Entry[] = []
  const of: ResourceCalls = {
    account: { tags: async () => tags },
    send(call) {
      sent.push(call.operation)
      return send(call)
    },
    note: async (entry) => void entries.push(entry),
    pause: async () => {},
  }
  return { of, sent, entries }
}

describe('a listener is made', () => {
  test('of a queue, a rule and a target, each in the journal before it is sent', async () => {
    const { of, sent, entries } = calls(missing)
    expect(await createAll(CHANGES, of, () => false)).toBeUndefined()
    expect(sent).toEqual(['CreateQueue', 'PutRule', 'PutTargets'])
    expect(entries.map(({ event }) => event)).toEqual(['about-to', 'done', 'about-to', 'done', 'about-to', 'done'])
  })

  test('never where something has its name, or where the tags cannot be looked at', async () => {
    expect(await whyNotToCreate(CHANGES, { tags: async () => missing })).toBeUndefined()
    expect(await whyNotToCreate(CHANGES, { tags: async () => found({}) })).toContain('is there already')
    expect(await whyNotToCreate(CHANGES, { tags: async () => denied })).toContain('grant sqs:ListQueueTags')
  })

  test('not when the journal cannot be written', async () => {
    const { of, sent } = calls(missing)
    const full = { ...of, note: () => Promise.reject(new Error('disk full')) }
    expect(await createAll(CHANGES, full, () => false)).toBe('The journal cannot be written: disk full')
    expect(sent).toEqual([])
  })

  test('no further than the step that fails, or than an interrupt', async () => {
    const failing = calls(missing, async ({ operation }) => {
      if (operation === 'PutRule') throw new Error('limit')
    })
    expect(await createAll(CHANGES, failing.of, () => false)).toBe('events:PutRule: limit')
    expect(failing.sent).toEqual(['CreateQueue', 'PutRule'])
    const stopped = calls(missing)
    await createAll(CHANGES, stopped.of, () => stopped.sent.length === 1)
    expect(stopped.sent).toEqual(['CreateQueue'])
  })
})

describe('a listener is removed', () => {
  test('last part first, and the journal says so', async () => {
    const { of, sent, entries } = calls(found({ ...tagsOf(NAME), team: 'x' }))
    expect(await removeAll(CHANGES, CONTEXT, of)).toEqual([])
    expect(sent).toEqual(['RemoveTargets', 'DeleteRule', 'DeleteQueue'])
    expect(entries.map(({ event }) => event)).toEqual(['undone', 'undone', 'undone'])
  })

  test('as far as it is there', async () => {
    const { of, sent } = calls(missing)
    expect([await removeAll(CHANGES, CONTEXT, of), sent]).toEqual([[], []])
    const gone = calls(found(tagsOf(NAME)), async () => {
      throw Object.assign(new Error('x'), { name: 'ResourceNotFoundException' })
    })
    expect(await removeAll(CHANGES, CONTEXT, gone.of)).toEqual([])
  })

  test.each([
    ['no tags', found({})],
    ['the tags of another listener', found(tagsOf(listenerName('fedcba9876543210')))],
    ['one of its tags', found({ 'created-by': 'eb-doctor listen' })],
    ['tags that cannot be read', denied],
  ])('never with %s', async (_, tags) => {
    const { of, sent } = calls(tags)
    const left = await removeAll(CHANGES, CONTEXT, of)
    expect([left.length, sent]).toEqual([3, []])
  })

  test('again when the connection was lost for a moment', async () => {
    const tries = { n: 0 }
    const { of } = calls(found(tagsOf(NAME)), async () => {
      tries.n += 1
      if (tries.n < 3) throw new Error('socket hang up')
    })
    expect(await removeAll(CHANGES.slice(0, 1), CONTEXT, of)).toEqual([])
    const lost = calls(found(tagsOf(NAME)), async () => {
      throw new Error('socket hang up')
    })
    expect(await removeAll(CHANGES.slice(0, 1), CONTEXT, lost.of)).toMatchObject([
      { because: 'sqs:DeleteQueue: socket hang up' },
    ])
  })

  test('by changes alone that are word for word what a listener is made of', async () => {
    for (const change of CHANGES) expect(listenerOf(change, CONTEXT)).toBe(NAME)
    const [queue, rule] = CHANGES
    if (!queue || !rule) throw new Error('a listener has a queue and a rule')
    const orders = queue.resource.replace(NAME, 'orders')
    const forged = [
      { ...queue, resource: orders },
      {
        ...queue,
        undo: { ...queue.undo, input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders' } },
      },
      { ...rule, undo: { ...rule.undo, input: { Name: 'order-paid', EventBusName: 'orders' } } },
      { ...rule, undo: { ...rule.undo, operation: 'DisableRule' } },
      { ...rule, undo: { ...rule.undo, region: 'us-east-1' } },
      { ...rule, id: 'listen queue' },
      { ...rule, resource: `${rule.resource}0` },
      { ...rule, resource: rule.resource.replace('rule/orders/', 'rule/') },
    ]
    const { of, sent } = calls(found(tagsOf(NAME)))
    const left = await removeAll(forged, CONTEXT, of)
    expect([left.length, sent]).toEqual([forged.length, []])
    expect(listenerOf(queue, { ...CONTEXT, account: '222233334444' })).toBeUndefined()
  })
})
