import type { IamAction, Read, ReadError } from '../read.js'
import { found, missing } from '../read.js'
import { ForeignAccount } from './clients.js'

/** The resource is not there. Thrown by a read that learns so from an answer rather than from an error. */
export class NotThere extends Error {}

interface Question {
  action: IamAction
  resource: string
  /** Names of the errors by which this API says that the resource is not there. */
  missing?: readonly string[]
}

/**
 * Makes one look at AWS and sorts its outcome into the four answers. Never throws: a refusal is `denied`, an error by
 * which the API says "no such thing" is `missing`, everything else is `failed`.
 */
export async function look<T>(question: Question, read: () => Promise<T>): Promise<Read<T>> {
  const { action, resource } = question
  try {
    return found(await read())
  } catch (caught) {
    // Anything may be thrown, also nothing.
    const thrown = caught ?? new Error('no reason was given')
    if (thrown instanceof NotThere) return missing
    if (thrown instanceof ForeignAccount) return { state: 'denied', action, resource, account: thrown.account }
    const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) }
    if (question.missing?.includes(name)) return missing
    if (isRefusal(thrown)) return { state: 'denied', action, resource }
    return { state: 'failed', action, resource, error: { kind: kindOf(thrown), message: oneLine(name, message) } }
  }
}

const statusOf = (thrown: unknown): number | undefined =>
  (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode

const codeOf = (thrown: unknown): string => {
  const { name, code } = thrown as { name?: unknown; code?: unknown }
  return `${typeof name === 'string' ? name : ''} ${typeof code === 'string' ? code : ''}`
}

const CREDENTIALS =
  /Expired|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId|CredentialsProvider|RequestTimeTooSkewed|MissingAuthenticationToken|TokenProvider|SSO/
const NETWORK =
  /ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|socket hang up|CERT|TLS|UNABLE_TO|ERR_SSL/

/** AWS says "not allowed" under many names; all of them mean that the caller lacks a permission. */
function isRefusal(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (CREDENTIALS.test(code)) return false
  return (
    /AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized|Forbidden/.test(code) ||
    (statusOf(thrown) === 403 && !/Throttl/.test(code))
  )
}

function kindOf(thrown: unknown): ReadError['kind'] {
  const code = codeOf(thrown)
  const { message } = thrown as { message?: string }
  if (CREDENTIALS.test(code) || /Could not load credentials|session .*expired/i.test(message ?? ''))
    return 'credentials'
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(code)) return 'throttled'
  if (/Abort/.test(code)) return 'timeout'
  // Before the time-outs: the SDK calls a reset connection a TimeoutError, and leaves ECONNRESET in its code.
  // Where a service has answered, what its message names may sound like a broken connection and is none.
  if (NETWORK.test(code) || (statusOf(thrown) === undefined && NETWORK.test(message ?? ''))) return 'network'
  if (/Timeout/.test(code)) return 'timeout'
  if (
    /Syntax|Deserialization|Parse/.test(code) ||
    /Deserialization|not valid JSON|Unexpected (token|end)/.test(message ?? '')
  )
    return 'malformed'
  return 'service'
}

/** An error's text for people: one line, no control characters, no hint meant for programmers of the SDK. */
function oneLine(name: string, message: string): string {
  const text = (message || 'no message')
    .split('\n')[0]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    ?.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replace(/\s*Deserialization error: to see the raw response.*$/, '')
    .trim()
    // A sentence or two; some services append a whole policy.
    .slice(0, 300)
  return name && name !== 'Error' ? `${name}: ${text}` : `${text}`
}
