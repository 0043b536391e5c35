import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const PREFIX = `arn:aws:events:eu-west-1:${HOME}`
const HOOK = `${PREFIX}:api-destination/hook/0c4a32f1-0000-4000-8000-0d2a59a0b001`
const CONNECTION = `${PREFIX}:connection/hook/7d2f6e10-0000-4000-8000-0d2a59a0b002`

const hook = (more = {}) =>
  answers({ arn: HOOK, state: 'ACTIVE', endpoint: 'https://example.com/hook', connectionArn: CONNECTION, ...more })
const connection = (state: string, stateReason?: string) =>
  answers({ arn: CONNECTION, state, ...(stateReason ? { stateReason } : {}) })

const ask = (reads: Partial<Account> = {}, target = {}) =>
  about({ Arn: HOOK, ...target }, { apiDestination: hook(), connection: connection('AUTHORIZED'), ...reads })

describe('an API destination', () => {
  test('is called when it is ACTIVE, its connection is AUTHORIZED and the role may invoke it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('events:InvokeApiDestination', `${PREFIX}:api-destination/*`)))).toEqual([
      'ok',
    ])
  })

  test('is not called while its connection has no valid credentials, and the reason is quoted', async () => {
    const found = finding(await ask({ connection: connection('DEAUTHORIZED', 'invalid client secret') }).state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because).toEqual(['ConnectionState = "DEAUTHORIZED", StateReason = "invalid client secret"'])
  })

  test('is at risk while its connection is only being authorized: events are tried again', async () => {
    expect(codes(await ask({ connection: connection('AUTHORIZING') }).state())).toEqual(['target-not-ready warning'])
  })

  test('is not called when it is INACTIVE', async () => {
    expect(codes(await ask({ apiDestination: hook({ state: 'INACTIVE' }) }).state())).toEqual([
      'target-not-ready error',
    ])
  })

  test('a near miss: made anew under the same name it has another id, and the target keeps the old one', async () => {
    const anew = HOOK.replace('b001', 'b999')
    const found = finding(await ask({ apiDestination: hook({ arn: anew }) }).state())
    expect(found.code).toBe('target-not-found')
    expect(found.because.join('\n')).toContain(HOOK)
    expect(found.because.join('\n')).toContain(anew)
  })

  test('a near miss: a policy for its name without the id behind it matches nothing', async () => {
    const verdict = await ask().allowed(may('events:InvokeApiDestination', `${PREFIX}:api-destination/hook`))
    expect(codes(verdict)).toEqual(['permission-missing error'])
  })

  test('is missing when there is none of its name', async () => {
    expect(codes(await ask({ apiDestination: gone }).state())).toEqual(['target-not-found error'])
  })

  test('a connection that may not be looked at leaves the answer open', async () => {
    const verdict = await ask({ connection: refused('events:DescribeConnection') }).state()
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant events:DescribeConnection')
  })

  test('wants one value for each wildcard of its address', async () => {
    const apiDestination = hook({ endpoint: 'https://example.com/*/orders/*' })
    const values = (...PathParameterValues: string[]) =>
      ask({ apiDestination }, { HttpParameters: { PathParameterValues } }).config()
    expect(codes(await values('shop', '$.detail.id'))).toEqual(['ok'])
    expect(codes(await values('shop'))).toEqual(['parameters-invalid warning'])
  })
})
