import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { makeAws } from '../../../src/aws/live/clients.js'
import { droppedMembers } from '../../../src/aws/live/dropped.js'
import { liveAccount } from '../../../src/aws/live/index.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A live account whose EventBridge gives one answer, over a real connection. */
async function answering(body: unknown) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' }
  return liveAccount(
    makeAws({
      region: 'eu-west-1',
      signal: new AbortController().signal,
      config: { endpoint, credentials },
      homeAccount: async () => '111122223333',
    }),
  )
}

describe('what AWS tells and the SDK does not know', () => {
  test('is named beside the target, which the SDK reads as ever', async () => {
    const known = { Id: 'a', Arn: 'arn:a', Input: '{"é": 1}', EcsParameters: { TaskDefinitionArn: 't', TaskCount: 2 } }
    const newer = { ...known, Shiny: { On: true }, EcsParameters: { ...known.EcsParameters, Turbo: 9, Tags: null } }
    const account = await answering({ Targets: [known, newer] })
    expect(await account.targets('r', 'default')).toEqual({
      state: 'found',
      value: [known, { ...newer, unknownMembers: ['EcsParameters.Turbo', 'Shiny'] }],
    })
  })

  test('is found however deep it is, and an absent value is not missed', () => {
    const raw = { a: [{ b: 1 }, { b: 1, c: { d: 2 } }], e: null, f: {} }
    expect(droppedMembers(raw, { a: [{ b: 1 }, { b: 1, c: {} }], f: {} })).toEqual(['a[1].c.d'])
    expect(droppedMembers(raw, { a: [{ b: 1 }] })).toEqual(['a[1].b', 'a[1].c', 'f'])
    expect(droppedMembers(raw, raw)).toEqual([])
  })
})
