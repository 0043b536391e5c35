import {
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { apiDestination, connection } = live()
const HOOK = `arn:aws:events:eu-west-1:${HOME}:api-destination/hook/11111111-2222-3333-4444-555555555555`
const CONNECTION = `arn:aws:events:eu-west-1:${HOME}:connection/auth/66666666-7777-8888-9999-000000000000`
const api = mockClient(EventBridgeClient)
beforeEach(() => void api.reset())

describe('an API destination', () => {
  test('is looked up by the name before its id, and keeps the ARN that it now has', async () => {
    const anew = HOOK.replace('1111', '9999')
    api.on(DescribeApiDestinationCommand).resolves({
      ApiDestinationArn: anew,
      ApiDestinationState: 'ACTIVE',
      ConnectionArn: CONNECTION,
      InvocationEndpoint: 'https://example.com/*',
    })
    expect(await apiDestination(HOOK)).toEqual({
      state: 'found',
      value: { arn: anew, state: 'ACTIVE', endpoint: 'https://example.com/*', connectionArn: CONNECTION },
    })
    expect(api.call(0).args[0].input).toEqual({ Name: 'hook' })
  })

  test('is missing by ResourceNotFoundException, denied by a refusal, and failed when the answer is empty', async () => {
    api.on(DescribeApiDestinationCommand).rejects(named('ResourceNotFoundException'))
    expect(await apiDestination(HOOK)).toEqual({ state: 'missing' })
    api.on(DescribeApiDestinationCommand).rejects(noAccess)
    expect(await apiDestination(HOOK)).toMatchObject({ state: 'denied', action: 'events:DescribeApiDestination' })
    api.on(DescribeApiDestinationCommand).resolves({})
    expect(await apiDestination(HOOK)).toMatchObject({ state: 'failed' })
  })
})

describe('a connection', () => {
  test('is looked up by the name before its id, with the reason of its state', async () => {
    api.on(DescribeConnectionCommand).resolves({
      ConnectionArn: CONNECTION,
      ConnectionState: 'DEAUTHORIZED',
      StateReason: 'invalid secret',
    })
    expect(await connection(CONNECTION)).toEqual({
      state: 'found',
      value: { arn: CONNECTION, state: 'DEAUTHORIZED', stateReason: 'invalid secret' },
    })
    expect(api.call(0).args[0].input).toEqual({ Name: 'auth' })
  })

  test('is missing by ResourceNotFoundException, and denied by a refusal', async () => {
    api.on(DescribeConnectionCommand).rejects(named('ResourceNotFoundException'))
    expect(await connection(CONNECTION)).toEqual({ state: 'missing' })
    api.on(DescribeConnectionCommand).rejects(noAccess)
    expect(await connection(CONNECTION)).toMatchObject({ state: 'denied', action: 'events:DescribeConnection' })
  })
})
