import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inject, vi } from 'vitest'

/** How an invocation ended. */
export type Invoke = (event: unknown, milliseconds?: number) => Promise<unknown>

/**
 * The handler of the installed package, in this process, with the environment that the hub's template gives it and the hub's
 * own credentials.
 */
export async function theFunction(endpoint: string, env: Readonly<Record<string, string>>): Promise<Invoke> {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAHUB')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hub')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const file = join(inject('installation'), 'node_modules/eb-doctor/dist/lambda/handler.js')
  const { handler } = (await import(pathToFileURL(file).href)) as {
    handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<unknown>
  }
  return (event, milliseconds = 120_000) => handler(event, { getRemainingTimeInMillis: () => milliseconds })
}
