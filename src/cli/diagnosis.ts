import { readFile, writeFile } from 'node:fs/promises'
import type { Account } from '../aws/account.js'
import type { CallNote } from '../aws/live/connect.js'
import { type RememberingAccount, recall, remember } from '../aws/memory.js'
import type { Snapshot } from '../aws/snapshot.js'
import type { Check, Severity } from '../checks/check.js'
import type { Report } from '../report/report.js'
import { parseRuleRef, type RuleRef } from '../rule-address.js'
import { near } from '../text/near.js'
import { Stop } from './base.js'
import type { Progress } from './progress.js'

/** What the user asked for, out of the flags. */
export interface Request {
  /** Name or ARN of the rule; may be left out with a snapshot. */
  rule?: string
  bus?: string
  profile?: string
  targetProfile?: string
  region?: string
  endpointUrl?: string
  sinceSeconds: number
  timeoutSeconds: number
  check?: readonly string[]
  skip?: readonly string[]
  snapshot?: string
  saveSnapshot?: string
  debug: boolean
  version: string
  failOn: Severity
}

/** A diagnosis with what it was made from, for a command that goes on from there. */
export interface Diagnosis {
  report: Report
  account: RememberingAccount
}

interface Source {
  account: Account
  ref: RuleRef
  region: string
  now: Date
  sinceMinutes: number
  kind: 'live' | 'snapshot'
}

/** Connects, or opens the snapshot, and runs the checks. Throws Stop with an exit code for whatever prevents it. */
export async function runDiagnosis(request: Request, progress: Progress): Promise<Diagnosis> {
  const started = performance.now()
  const stats = { calls: 0, retries: 0 }
  const time = new AbortController()
  const timer = setTimeout(() => time.abort(), request.timeoutSeconds * 1000)
  const onCall = (call: CallNote) => {
    stats.calls += 1
    stats.retries += call.attempts - 1
    if (request.debug) process.stderr.write(`${debugLine(call)}\n`)
  }
  try {
    const { CHECKS } = await import('../checks/index.js')
    const checks = chosen(CHECKS, request)
    const source = request.snapshot
      ? await fromSnapshot(request, request.snapshot)
      : await fromAws(request, time.signal, onCall)
    const account = remember(source.account)
    const { CannotConnect, diagnose } = await import('../diagnose.js')
    try {
      const report = await diagnose({
        ref: source.ref,
        account,
        checks,
        region: source.region,
        source: source.kind,
        version: request.version,
        now: source.now,
        sinceMinutes: source.sinceMinutes,
        signal: time.signal,
        onCheck: (done, of) => progress.say(`eb-doctor: ${done} of ${of} checks done, ${stats.calls} requests to AWS`),
      })
      if (request.saveSnapshot) await save(request.saveSnapshot, source, account)
      return {
        report: { ...report, stats: { ...stats, milliseconds: Math.round(performance.now() - started) } },
        account,
      }
    } catch (thrown) {
      throw thrown instanceof CannotConnect ? notConnected(thrown, request, source.region) : thrown
    }
  } finally {
    clearTimeout(timer)
    time.abort()
    progress.clear()
  }
}

async function fromAws(request: Request, signal: AbortSignal, onCall: (call: CallNote) => void): Promise<Source> {
  if (!request.rule) throw new Stop('wrong-usage', 'Name the rule to look at.', 'Example: eb-doctor rule my-rule.', 2)
  const ref = parseRuleRef(request.rule, request.bus)
  if (request.endpointUrl !== undefined && !isHttpUrl(request.endpointUrl)) {
    throw new Stop(
      'wrong-usage',
      `"${request.endpointUrl}" is not the URL of an endpoint.`,
      'Example: http://127.0.0.1:5000.',
      2,
    )
  }
  const { connect, NoRegion } = await import('../aws/live/connect.js')
  const region = request.region ?? ref.region
  try {
    const connection = await connect(
      {
        ...(request.profile ? { profile: request.profile } : {}),
        ...(request.targetProfile ? { targetProfile: request.targetProfile } : {}),
        ...(region ? { region } : {}),
        ...(request.endpointUrl ? { endpointUrl: request.endpointUrl } : {}),
        signal,
        version: request.version,
        onCall,
      },
      process.env,
    )
    const sinceMinutes = Math.ceil(request.sinceSeconds / 60)
    return { account: connection.account, ref, region: connection.region, now: new Date(), sinceMinutes, kind: 'live' }
  } catch (thrown) {
    if (!(thrown instanceof NoRegion)) throw thrown
    throw new Stop('no-region', 'No AWS Region is set.', 'Name one with --region, AWS_REGION or in the profile.', 4)
  }
}

async function fromSnapshot(request: Request, file: string): Promise<Source> {
  const { BadSnapshot, readSnapshot } = await import('../aws/snapshot.js')
  try {
    const snapshot = readSnapshot(await readFile(file, 'utf8'))
    const asked = request.rule ? parseRuleRef(request.rule) : undefined
    if (asked && asked.name !== snapshot.rule.name) {
      throw new Stop(
        'wrong-usage',
        `The snapshot ${file} is of the rule ${snapshot.rule.name}, not of ${asked.name}.`,
        '',
        2,
      )
    }
    return {
      account: recall(snapshot.memory),
      ref: snapshot.rule,
      region: snapshot.region,
      now: new Date(snapshot.takenAt),
      sinceMinutes: snapshot.sinceMinutes,
      kind: 'snapshot',
    }
  } catch (thrown) {
    if (thrown instanceof BadSnapshot) throw new Stop('bad-snapshot', `${file}: ${thrown.message}`, '', 2)
    if (thrown instanceof Error && 'code' in thrown) {
      throw new Stop('bad-snapshot', `The snapshot ${file} cannot be read (${String(thrown.code)}).`, '', 2)
    }
    throw thrown
  }
}

async function save(file: string, source: Source, account: RememberingAccount): Promise<void> {
  const { writeSnapshot } = await import('../aws/snapshot.js')
  const snapshot: Snapshot = {
    schemaVersion: 1,
    kind: 'eb-doctor-snapshot',
    takenAt: source.now.toISOString(),
    region: source.region,
    rule: source.ref,
    sinceMinutes: source.sinceMinutes,
    memory: account.memory(),
  }
  try {
    // What an account says of itself is nobody else's business on a shared machine.
    await writeFile(file, writeSnapshot(snapshot), { mode: 0o600 })
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
    throw new Stop('snapshot-not-written', `The snapshot ${file} cannot be written${code}.`, '', 2)
  }
}

/** The checks to make: those named, less those left out. A name that is none is wrong usage. */
function chosen(checks: readonly Check[], { check, skip }: Request): readonly Check[] {
  const ids = checks.map(({ id }) => id)
  for (const id of [...(check ?? []), ...(skip ?? [])]) {
    if (ids.includes(id)) continue
    const close = near(id, ids)
    const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `The checks are ${ids.join(', ')}.`
    throw new Stop('wrong-usage', `There is no check "${id}".`, hint, 2)
  }
  return checks.filter(({ id }) => (check === undefined || check.includes(id)) && !skip?.includes(id))
}

function notConnected(
  thrown: { unread: import('../aws/read.js').Unread; message: string },
  request: Request,
  region: string,
): Stop {
  const { unread } = thrown
  if (unread.state === 'failed' && unread.error.kind === 'credentials') {
    const profile = request.profile ?? process.env['AWS_PROFILE']
    const login = profile ? `aws sso login --profile ${profile}` : 'aws configure, or aws sso login'
    return new Stop('no-credentials', `AWS did not accept the credentials: ${thrown.message}`, `Try ${login}.`, 4)
  }
  return new Stop(
    'not-reachable',
    `AWS cannot be reached in ${region}: ${thrown.message}`,
    'Check the network, the region and --endpoint-url.',
    4,
  )
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** Service, operation, time and request id; never credentials, never what was answered. */
const debugLine = ({ service, operation, milliseconds, attempts, requestId, error }: CallNote): string =>
  [
    `${service}:${operation}`,
    `${milliseconds} ms`,
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(requestId ? [requestId] : []),
    ...(error ? [error] : []),
  ].join('  ')
