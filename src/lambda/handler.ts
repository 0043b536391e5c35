import { setMaxListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { type Context, reachOf } from './connect.js'
import { requestOf } from './input.js'
import { settingsOf } from './settings.js'
import { openStore } from './store.js'

/** What is kept of the function's time for writing the results down, in milliseconds. */
const RESERVE = 30_000

/**
 * eb-doctor as a Lambda function (`deploy/`). By its input it
 * - plans a run: `{ plan: { started } }`,
 * - scans one account and Region: `{ account, region, run, role?, ... }`,
 * - joins the parts of a run: `{ merge: { run } }`,
 * - diagnoses one rule: `{ rule, role? }`.
 * What is not done shortly before the function's time is over is reported as not looked at. Throws an error called TryAgain
 * where a retry may help, and BadInput or BadSettings where none will.
 */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  const request = requestOf(event)
  const settings = settingsOf(process.env)
  const remaining = context.getRemainingTimeInMillis()
  const clock = AbortSignal.timeout(Math.max(1, remaining - Math.min(RESERVE, remaining / 2)))
  // Every request in flight listens for it; Node would take more than ten for a leak.
  setMaxListeners(0, clock)
  // Results are written after the looking has ended.
  const store = openStore(settings.bucket, AbortSignal.timeout(remaining))
  const reach = reachOf(VERSION, clock, process.env)
  const tools = { reach, store, signal: clock, version: VERSION }
  switch (request.do) {
    case 'plan':
      return (await import('./plan.js')).planRun(request.input, settings, tools)
    case 'place':
      return (await import('./place.js')).scanOne(request.input, settings, tools)
    case 'merge':
      return (await import('./merge.js')).mergeRun(request.input, settings, tools)
    case 'rule':
      return (await import('./rule.js')).diagnoseRule(request.input, settings, tools)
  }
}

const { version: VERSION } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
