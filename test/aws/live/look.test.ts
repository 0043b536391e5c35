import { describe, expect, test } from 'vitest'
import { ForeignAccount } from '../../../src/aws/live/clients.js'
import { look, NotThere } from '../../../src/aws/live/look.js'
import { named } from '../../support/live.js'

const question = { action: 'iam:GetRole', resource: 'arn:r', missing: ['NoSuchEntityException'] } as const
const thrown = (error: unknown) => look(question, () => Promise.reject(error))
const kindOf = async (error: unknown) => {
  const read = await thrown(error)
  return read.state === 'failed' ? read.error.kind : read.state
}

describe('what AWS answers is one of four things', () => {
  test('found', async () => {
    expect(await look(question, async () => 7)).toEqual({ state: 'found', value: 7 })
  })

  test('missing: by the error with which this API says so, or by an answer that lacks it', async () => {
    expect(await thrown(named('NoSuchEntityException', 404))).toEqual({ state: 'missing' })
    expect(await thrown(new NotThere())).toEqual({ state: 'missing' })
  })

  test('an error of the same kind from another API is no "missing"', async () => {
    expect(await kindOf(named('ResourceNotFoundException', 404))).toBe('service')
  })

  test.each([
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'NotAuthorizedException',
    'AuthorizationError',
    'AuthorizationErrorException',
    'ForbiddenException',
  ])('denied: %s', async (name) => {
    expect(await thrown(named(name))).toEqual({ state: 'denied', action: 'iam:GetRole', resource: 'arn:r' })
  })

  test('denied: any other 403', async () => {
    expect(await kindOf(named('Odd', 403))).toBe('denied')
  })

  test('denied for want of the other account, which is named', async () => {
    expect(await thrown(new ForeignAccount('222233334444'))).toMatchObject({ state: 'denied', account: '222233334444' })
  })

  test.each([
    ['ExpiredToken', 403],
    ['ExpiredTokenException', 400],
    ['InvalidClientTokenId', 403],
    ['UnrecognizedClientException', 400],
    ['InvalidSignatureException', 403],
    ['SignatureDoesNotMatch', 403],
    ['CredentialsProviderError', 0],
    ['RequestTimeTooSkewed', 403],
    ['MissingAuthenticationTokenException', 403],
    ['TokenProviderError', 0],
  ])('failed for the credentials, though the status may be that of a refusal: %s', async (name, status) => {
    expect(await kindOf(named(name, status))).toBe('credentials')
  })

  test.each(['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown'])(
    'failed because it was asked too often: %s',
    async (name) => {
      expect(await kindOf(named(name, 400))).toBe('throttled')
    },
  )

  test('throttled with the status of a refusal is throttled', async () => {
    expect(await kindOf(named('ThrottledException', 403))).toBe('throttled')
  })

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'EHOSTUNREACH'])(
    'failed on the way: %s',
    async (code) => {
      expect(await kindOf(Object.assign(new Error(`connect ${code}`), { code }))).toBe('network')
      expect(await kindOf(Object.assign(new Error('socket'), { name: 'TimeoutError', code }))).toBe('network')
    },
  )

  test('a service that names something like a broken connection has answered', async () => {
    expect(await kindOf(named('ValidationException', 400, 'no such rule: ECONNRESET-alarm'))).toBe('service')
    expect(await kindOf(new Error('socket hang up'))).toBe('network')
  })

  test('failed for want of time', async () => {
    expect(await kindOf(named('AbortError', 0))).toBe('timeout')
    expect(await kindOf(named('TimeoutError', 0))).toBe('timeout')
  })

  test('failed because the answer cannot be understood', async () => {
    expect(await kindOf(new SyntaxError('the answer has no role'))).toBe('malformed')
    expect(await kindOf(new Error('Unexpected token < in JSON'))).toBe('malformed')
  })

  test('failed otherwise', async () => {
    expect(await kindOf(named('InternalServerError', 500))).toBe('service')
    expect(await kindOf(new TypeError('x is undefined'))).toBe('service')
  })

  test.each([['text'], [undefined], [null], [7], [{}]])(
    'whatever is thrown (%j), it does not throw itself',
    async (odd) => {
      expect(await thrown(odd)).toMatchObject({ state: 'failed' })
    },
  )

  test('is told in one line, without control characters and without hints for programmers', async () => {
    const message = 'bad\u001b[31m news\n  Deserialization error: to see the raw response, inspect'
    expect(await thrown(named('Odd', 500, message))).toMatchObject({ error: { message: 'Odd: bad [31m news' } })
    expect(await thrown(named('Odd', 500, 'x'.repeat(5000)))).toMatchObject({
      error: { message: expect.stringMatching(/^.{1,320}$/) },
    })
  })
})
