import { describe, expect, test } from 'vitest'
import type { Unread } from '../../src/aws/read.js'
import { notConnected } from '../../src/cli/source.js'

const asked = { action: 'sts:GetCallerIdentity', resource: '*' } as const
const failed = (kind: 'credentials' | 'network', message: string): { unread: Unread; message: string } => ({
  unread: { state: 'failed', ...asked, error: { kind, message } },
  message,
})

describe('what is said when AWS cannot be asked at all', () => {
  test('without credentials: how to sign in', () => {
    const stop = notConnected(
      failed('credentials', 'Could not load credentials from any providers'),
      { profile: 'prod' },
      'eu-west-1',
    )
    expect(stop).toMatchObject({ code: 'no-credentials', exitCode: 4, message: 'There are no AWS credentials.' })
    expect(stop.hint).toBe('Try aws sso login --profile prod.')
  })

  test('without a connection: to check the network', () => {
    const stop = notConnected(failed('network', 'getaddrinfo ENOTFOUND'), {}, 'eu-west-1')
    expect(stop).toMatchObject({ code: 'not-reachable', exitCode: 4 })
    expect(stop.message).toBe('AWS cannot be reached in eu-west-1: getaddrinfo ENOTFOUND.')
  })

  test('to a caller who is refused what needs no permission: that something in between refuses it', () => {
    const stop = notConnected({ unread: { state: 'denied', ...asked }, message: 'denied' }, {}, 'eu-west-1')
    expect(stop).toMatchObject({ code: 'not-reachable', exitCode: 4 })
    expect(stop.message).toBe('sts:GetCallerIdentity was denied in eu-west-1.')
    expect(stop.hint).toContain('VPC endpoint')
  })
})
