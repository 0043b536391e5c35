import { readFileSync } from 'node:fs'
import { makeClock } from '../cli/clock.js'
import { type Context, type Reach, reachOf } from './connect.js'
import { type Request, requestOf } from './input.js'
import { type Settings, settingsOf } from './settings.js'
import { openStore, type Store } from './store.js'

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
  const looking = makeClock(Math.max(1, remaining - Math.min(RESERVE, remaining / 2)) / 1000)
  // Results are written after the looking has ended.
  const writing = makeClock(remaining / 1000)
  const store = openStore(settings.bucket, writing.signal())
  const reach = reachOf(VERSION, looking.signal(), process.env)
  try {
    return await answer(request, settings, { reach, store, signal: looking.signal(), version: VERSION })
  } finally {
    // The process serves the next invocation: nothing of this one is left in it, neither timers nor connections.
    looking.stop()
    writing.stop()
    reach.close()
    store.close()
  }
}

async function answer(
  request: Request,
  settings: Settings,
  tools: { reach: Reach; store: Store; signal: AbortSignal; version: string },
): Promise<unknown> {
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
