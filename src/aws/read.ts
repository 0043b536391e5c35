/** An IAM action, as it is written in a policy: `service:Operation`. */
export type IamAction = `${string}:${string}`

/** Why a look at AWS gave no answer although nobody refused it. */
export interface ReadError {
  kind: 'throttled' | 'network' | 'timeout' | 'credentials' | 'malformed' | 'service' | 'not-recorded'
  message: string
}

/** AWS refused the look. `account` is set when the resource belongs to an account that we have no credentials for. */
export interface Denied {
  state: 'denied'
  action: IamAction
  resource: string
  account?: string
}

/** The look failed for another reason than a refusal. */
export interface Failed {
  state: 'failed'
  action: IamAction
  resource: string
  error: ReadError
}

/**
 * The answer to one look at AWS: "it is not there" and "we could not see" lead to opposite verdicts, so they are
 * different answers and neither is `undefined`.
 */
export type Read<T> = { state: 'found'; value: T } | { state: 'missing' } | Denied | Failed

/** An answer that tells nothing about the resource. */
export type Unread = Denied | Failed

/** The answer "here it is". */
export const found = <T>(value: T): Read<T> => ({ state: 'found', value })

/** The answer "there is none". */
export const missing: Read<never> = { state: 'missing' }

/** Whether a look gave no answer (as opposed to the answer that there is nothing). */
export const isUnread = (read: Read<unknown>): read is Unread => read.state === 'denied' || read.state === 'failed'

/** A look that the caller may not make, or that was not made when the snapshot was taken. */
export const isRefused = (look: Unread): boolean => look.state === 'denied' || look.error.kind === 'not-recorded'

/** The same answer about something derived from it. */
export const mapRead = <T, U>(read: Read<T>, f: (value: T) => U): Read<U> =>
  read.state === 'found' ? found(f(read.value)) : read

/** A look at AWS: arguments in plain JSON, and an answer. */
// biome-ignore lint/suspicious/noExplicitAny: arguments are contravariant, no narrower type fits every read
export type ReadMethod = (...args: any[]) => Promise<Read<unknown>>

/** Why nothing was read, as one sentence. */
export const whyUnread = (read: Unread): string =>
  read.state === 'denied'
    ? `${read.action} was denied.`
    : `${read.action}: ${read.error.message.replace(/[.\s]+$/, '')}.`
