import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import type { CallNote } from '../aws/live/connect.js'
import { remember } from '../aws/memory.js'
import { isUnread } from '../aws/read.js'
import type { CallerIdentity } from '../aws/reads/sts.js'
import { type AskRule, askPattern, type BusRules, type EventAccount, ruleOfBus, rulesOfBus } from '../event/ask.js'
import { reportedEvent } from '../event/assemble.js'
import type { Completion, GivenEvent } from '../event/given.js'
import { parsePattern } from '../event/match.js'
import { readEvents } from '../event/read.js'
import type { EventReport, ReportedEvent } from '../event/report.js'
import { walkEvent } from '../event/walk.js'
import { check } from '../pattern/index.js'
import { addressOf, parseRuleRef } from '../verdict/rule-address.js'
import { type FlagsOf, Stop } from './base.js'
import { makeClock } from './clock.js'
import { tellCall } from './debug.js'
import type { eventFlags } from './flags.js'
import { hiddenAccount } from './mark.js'
import { agreeOnAccount, agreeOnRegion } from './place.js'
import type { Progress } from './progress.js'
import { placeOf } from './request.js'
import { connectTo, notConnected } from './source.js'

type Flags = FlagsOf<typeof eventFlags>

/** What is filled in where nobody can be asked; AWS's own documentation uses this account. */
const OFFLINE = { account: '111122223333', region: 'us-east-1', assumed: true }

/** Stands for a rule where only the bus is meant. */
const ANY = 'any'

/** Reads the events of a file (`-` or none: standard input) and holds them against what the flags name. */
export async function runEvent(
  file: string | undefined,
  flags: Flags,
  version: string,
  progress: Progress,
): Promise<EventReport> {
  if (flags.redact) {
    throw new Stop(
      'wrong-usage',
      'An event is printed as it was given, and nobody can tell what in it is a name: --redact does nothing here.',
      '',
    )
  }
  const name = file === undefined || file === '-' ? 'standard input' : file
  const text = await contentsOf(file)
  const region = flags.region ?? OFFLINE.region
  if (flags.pattern !== undefined) {
    const rule = await patternOf(flags.pattern)
    const { events, leftOut } = given(name, text, { ...OFFLINE, region, ...justNow() })
    return report(version, await inTurn(events, (event) => reportedEvent(event, null, [rule])), leftOut, [])
  }
  // What is wrong with the file is said before anybody is asked for credentials.
  given(name, text, { ...OFFLINE, region, ...justNow() })
  const clock = makeClock(flags.timeout)
  try {
    const place = placeOf(flags.rule, flags, version)
    const ref = parseRuleRef(flags.rule ?? ANY, flags['event-bus-name'])
    agreeOnRegion(ref, flags.region)
    const stats = { calls: 0 }
    const onCall = (call: CallNote) => {
      stats.calls += 1
      progress.say(`eb-doctor: ${stats.calls} requests to AWS`)
      if (flags.debug) tellCall(call)
    }
    const connection = await connectTo(place, ref.region, clock.signal, onCall)
    const hidden = await hiddenAccount({ includePayloads: flags['include-payloads'] }, connection.account)
    const account = remember(hidden)
    const caller = await account.caller()
    if (isUnread(caller)) {
      const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied`
      throw notConnected({ unread: caller, message }, place, connection.region)
    }
    if (caller.state === 'missing') throw new Error('sts:GetCallerIdentity named no account.')
    await agreeOnAccount(ref, account, true)
    const here = { account: caller.value.account, region: connection.region }
    const { events, leftOut } = given(name, text, { ...here, ...justNow() })
    const where = new Map<string, Promise<BusRules>>()
    const walker = flags.walk
      ? (await import('./walker.js')).liveWalker({
          ...{ place, account, region: connection.region, home: here.account, sinceSeconds: flags.since ?? 86_400 },
          ...{ signal: clock.signal, onCall, progress },
        })
      : undefined
    const asked = await inTurn(events, async (event) => {
      const held = await heldAgainst(event, flags, account, caller.value, here.region, where)
      return walker ? walkEvent(held, walker) : held
    })
    return report(version, asked, leftOut, walker ? WALKED : [NOT_WALKED])
  } finally {
    clock.stop()
    progress.clear()
  }
}

/** One event, held against the rule that the flags name, or against all rules of its bus. */
async function heldAgainst(
  event: GivenEvent,
  flags: Flags,
  account: EventAccount,
  caller: CallerIdentity,
  region: string,
  where: Map<string, Promise<BusRules>>,
): Promise<ReportedEvent> {
  // The ARN of a rule names its bus; otherwise an entry or a dead letter may.
  const bus = flags['event-bus-name'] ?? (flags.rule?.startsWith('arn:') ? undefined : event.bus)
  const address = addressOf(parseRuleRef(flags.rule ?? ANY, bus), caller, region)
  const key = JSON.stringify([address.busRef, flags.rule ?? null])
  const rules = where.get(key) ?? rulesAt(account, address.busRef, flags.rule === undefined ? undefined : address.name)
  where.set(key, rules)
  return reportedEvent(event, address.bus, await rules)
}

const rulesAt = async (account: EventAccount, bus: string, rule: string | undefined): Promise<BusRules> =>
  rule === undefined ? rulesOfBus(account, bus) : { state: 'listed', rules: [await ruleOfBus(account, rule, bus)] }

/** One event after the other: what they share is asked once, and remembered. */
async function inTurn<T>(events: readonly GivenEvent[], each: (event: GivenEvent) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (const event of events) answers.push(await each(event))
  return answers
}

const justNow = (): Pick<Completion, 'time' | 'id'> => ({
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  id: () => randomUUID(),
})

function given(name: string, text: string, completion: Completion) {
  const read = readEvents(text, completion)
  if (!read.ok) throw new Stop('bad-event', `${name}: ${read.error}.`, 'See --help for what an event may be.')
  return read
}

async function patternOf(file: string): Promise<AskRule> {
  const text = await contentsOf(file)
  const checked = check(text)
  if (!checked.valid) {
    throw new Stop('bad-pattern', `${file}: Event pattern is not valid. Reason: ${firstLine(checked.reason)}`, '')
  }
  return askPattern(file, parsePattern(text))
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

async function contentsOf(file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') {
    if (process.stdin.isTTY) {
      throw new Stop('wrong-usage', 'Name a file with events, or pipe them in.', 'Example: eb-doctor event event.json.')
    }
    return textOf(process.stdin)
  }
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
    throw new Stop('wrong-usage', `The file ${file} cannot be read${code}.`, '')
  }
}

const NOT_WALKED = 'Whether deliveries succeed was not checked: --walk does that, or eb-doctor rule NAME.'

const WALKED = [
  'The event was followed to event buses of this account, one hop; other accounts and further hops were not looked at.',
  'Service control policies and resource control policies were not read: an organization can deny what is allowed here.',
]

const report = (
  version: string,
  events: readonly ReportedEvent[],
  leftOut: readonly string[],
  limits: readonly string[],
): EventReport => ({
  schemaVersion: 1,
  kind: 'event',
  tool: { name: 'eb-doctor', version },
  events,
  limits: [...leftOut.map((line) => `Left out: ${line}.`), ...limits],
})
