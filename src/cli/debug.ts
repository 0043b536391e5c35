import type { CallNote } from '../aws/live/connect.js'

/** One line on stderr: service, operation, time and request id; never credentials, never what was answered. */
export function tellCall({ service, operation, milliseconds, attempts, requestId, error }: CallNote): void {
  const parts = [
    `${service}:${operation}`,
    `${milliseconds} ms`,
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(requestId ? [requestId] : []),
    ...(error ? [error] : []),
  ]
  process.stderr.write(`${parts.join('  ')}\n`)
}
