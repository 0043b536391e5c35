import { describe, expect, test } from 'vitest'
import { parseArn } from '../../src/aws/arn.js'
import type { WebApi } from '../../src/aws/reads/apigateway.js'
import type { Target } from '../../src/aws/reads/events.js'
import { apiGateway } from '../../src/targets/api-gateway.js'
import { account, answers, codes, delivery, finding, gone, ROLE, refused } from '../checks/delivery.js'
import { HOME, REGION } from '../support/home.js'

const arnOf = (rest: string) => `arn:aws:execute-api:${REGION}:${HOME}:${rest}`
const api: WebApi = {
  id: 'abc123',
  name: 'shop',
  kind: 'REST',
  endpointTypes: ['EDGE'],
  policy: null,
  stages: ['prod'],
  methods: [
    { path: '/pets/{id}', method: 'POST', authorization: 'AWS_IAM' },
    { path: '/shops/main', method: 'POST', authorization: 'NONE' },
    { path: '/files/{proxy+}', method: 'ANY', authorization: 'NONE' },
  ],
}
const state = async (rest: string, web: Partial<WebApi> = {}) =>
  (await apiGateway.state?.run(delivery({ Arn: arnOf(rest) }), account({ webApi: answers({ ...api, ...web }) }))) ?? {
    status: 'skipped' as const,
    because: 'no state',
  }
const flaws = (rest: string, HttpParameters?: Target['HttpParameters']) => {
  const Arn = arnOf(rest)
  const arn = parseArn(Arn)
  return arn
    ? (apiGateway.flaws?.({ Id: 'settle', Arn, ...(HttpParameters ? { HttpParameters } : {}) }, arn) ?? [])
    : []
}

describe('an API as a target', () => {
  test.each([
    'abc123/prod/POST/pets/*',
    'abc123/prod/POST/pets/7',
    'abc123/prod/POST/shops/*',
    'abc123/prod/GET/files/a/b',
    'abc123/*/POST/pets/*',
  ])('can take events when it has the stage and a method for %s', async (rest) => {
    expect((await state(rest)).status).toBe('ok')
  })

  test('false positive: an HTTP API with a catch-all route serves every path', async () => {
    const http = {
      kind: 'HTTP',
      stages: ['$default'],
      methods: [{ path: '$default', method: 'ANY', authorization: 'NONE' }],
    } as const
    expect((await state('abc123/$default/POST/anything/at/all', http)).status).toBe('ok')
  })

  test('cannot take events when it does not exist', async () => {
    const verdict = await apiGateway.state?.run(
      delivery({ Arn: arnOf('abc123/prod/POST/pets/*') }),
      account({ webApi: gone }),
    )
    expect(verdict && codes(verdict)).toEqual(['target-not-found error'])
  })

  test('cannot take events on a stage that it does not have', async () => {
    expect(finding(await state('abc123/test/POST/pets/*')).because).toContain('stages: prod')
  })

  test('may not take events without such a method now: a warning, since what is deployed may be older', async () => {
    expect(codes(await state('abc123/prod/DELETE/pets/*'))).toEqual(['target-not-found warning'])
    expect(codes(await state('abc123/prod/POST/pets'))).toEqual(['target-not-found warning'])
  })

  test('cannot be called on a private endpoint', async () => {
    expect(codes(await state('abc123/prod/POST/pets/*', { endpointTypes: ['PRIVATE'] }))).toEqual([
      'target-not-ready error',
    ])
  })

  test('cannot be told when it may not be read', async () => {
    const reads = { webApi: refused('apigateway:GET') }
    expect((await apiGateway.state?.run(delivery({ Arn: arnOf('abc123/prod/POST/') }), account(reads)))?.status).toBe(
      'unknown',
    )
  })

  test('needs a value for each wildcard of its path', () => {
    expect(flaws('abc123/prod/POST/pets/*/toys/*', { PathParameterValues: ['7'] })).toMatchObject([
      { code: 'parameters-invalid', severity: 'error' },
    ])
    expect(flaws('abc123/prod/POST/pets/*/toys/*', { PathParameterValues: ['7', '$.detail.toy'] })).toEqual([])
    expect(flaws('abc123/prod/POST/pets', { PathParameterValues: ['7'] })).toMatchObject([{ severity: 'warning' }])
  })

  test('false positive: a wildcard for the stage or the method is none of the path', () => {
    expect(flaws('abc123/*/*/pets')).toEqual([])
  })

  test.each(['Authorization', 'host', 'X-Amz-Date', 'x-amzn-trace-id'])('must not set the header %s', (name) => {
    expect(flaws('abc123/prod/POST/pets', { HeaderParameters: { [name]: 'x' } })).toMatchObject([
      { code: 'parameters-invalid' },
    ])
  })

  test('false positive: a header of its own is in order', () => {
    expect(flaws('abc123/prod/POST/pets', { HeaderParameters: { 'X-Shop': 'x' } })).toEqual([])
  })

  test('needs a stage and a method in its ARN', () => {
    expect(flaws('abc123')).toMatchObject([{ code: 'arn-malformed' }])
  })

  test('asks execute-api:Invoke of a role, with the path as it is called, only where IAM authorizes', async () => {
    const needs = async (rest: string) =>
      (
        await apiGateway.needs?.run(
          delivery({ Arn: arnOf(rest), RoleArn: ROLE, HttpParameters: { PathParameterValues: ['7'] } }),
          account({ webApi: answers(api) }),
        )
      )?.needs
    expect(await needs('abc123/prod/POST/pets/*')).toMatchObject([
      { action: 'execute-api:Invoke', resource: arnOf('abc123/prod/POST/pets/7'), severity: 'error' },
    ])
    expect(await needs('abc123/prod/GET/files/*')).toEqual([])
  })
})
