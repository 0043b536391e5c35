import { describe, expect, test } from 'vitest'
import type { Aws } from '../../src/aws/live/clients.js'
import { sender } from '../../src/fixing/apply.js'
import { OPERATIONS } from '../../src/fixing/writes.js'
import type { Call } from '../../src/verdict/fix.js'

interface Sent {
  client: string
  place: unknown
  command: string
  input: unknown
}

/** An AWS that notes what is sent to it. */
function listening(answer: unknown = {}) {
  const sent: Sent[] = []
  const aws = {
    signal: new AbortController().signal,
    async client(Class: { name: string; prototype: object }, place: unknown) {
      const client = Class.name || Object.getPrototypeOf(Class).name
      return {
        async send(command: { constructor: { name: string }; input: unknown }) {
          sent.push({ client, place, command: command.constructor.name, input: command.input })
          return answer
        },
      }
    },
  }
  return { sent, send: sender(aws as unknown as Aws) }
}

describe('the only writer', () => {
  const operations = OPERATIONS.map((name) => name.split(':') as [string, string])

  test.each(operations)('sends %s:%s exactly as the call says', async (service, operation) => {
    const { sent, send } = listening()
    const input = { Name: 'orders', Nested: { list: [1, 'two', null, true] } }
    await send({ service, operation, input, region: 'eu-west-1' })
    expect(sent).toMatchObject([{ place: { region: 'eu-west-1' }, command: `${operation}Command`, input }])
  })

  test.each([
    ['iam', 'AttachRolePolicy'],
    ['iam', 'constructor'],
    ['__proto__', 'toString'],
    ['s3', 'DeleteBucket'],
  ])('does not send %s:%s, whoever asks', async (service, operation) => {
    const { sent, send } = listening()
    await expect(send({ service, operation, input: {}, region: 'eu-west-1' } satisfies Call)).rejects.toThrow(
      `eb-doctor does not call ${service}:${operation}.`,
    )
    expect(sent).toEqual([])
  })

  test('an answer that a target was refused is an error, although AWS says 200', async () => {
    const { send } = listening({ FailedEntryCount: 1, FailedEntries: [{ ErrorCode: 'Limit', ErrorMessage: 'five' }] })
    await expect(send({ service: 'events', operation: 'PutTargets', input: {}, region: 'eu-west-1' })).rejects.toThrow(
      'Limit: five',
    )
  })
})
