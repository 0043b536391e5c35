import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { remember } from '../../aws/memory.js'
import { queueUrl } from '../../aws/queue-url.js'
import { isUnread } from '../../aws/read.js'
import type { Rule } from '../../aws/reads/events.js'
import { ruleOfBus } from '../../event/ask.js'
import { reportedEvent } from '../../event/assemble.js'
import type { GivenEvent } from '../../event/given.js'
import { readEvents } from '../../event/read.js'
import type { ReportedEvent } from '../../event/report.js'
import { asker } from '../../fixing/apply.js'
import { type Like, loosened } from '../../fixing/listen/loosen.js'
import { arnsOf, type Listener, listenerChanges, listenerName, listenerOf } from '../../fixing/listen/plan.js'
import { type Received, receiveEvents } from '../../fixing/listen/receive.js'
import { createAll, type ResourceCalls, removeAll, whyNotToCreate } from '../../fixing/listen/resources.js'
import { messageOf } from '../../fixing/steps.js'
import { compile } from '../../pattern/index.js'
import { asAwsCommand } from '../../remedies/aws-command.js'
import { plain } from '../../text/sanitize.js'
import type { Change } from '../../verdict/fix.js'
import { addressOf } from '../../verdict/rule-address.js'
import { Stop } from '../base.js'
import { openJournal } from '../fix/files.js'
import type { Place } from '../source.js'
import { connectToListen, type ListenConnection, refOf } from './connection.js'
import { beginListening, withJournal } from './journal.js'
import type { Listening } from './listener.js'
import { count, type ListenResult, type Tally } from './report.js'

/** What the user asked for, out of the flags. */
export interface ListenRequest {
  place: Omit<Place, 'sinceSeconds' | 'rule'>
  rule: string
  seconds: number
  max: number
  like?: Like
  debug: boolean
}

/** Shows an event that was received and matched against the rule. */
export type ShowEvent = (event: ReportedEvent) => Promise<void>

/** Listens: makes a queue and a rule, shows what comes, and removes both. Throws Stop for whatever prevents it. */
export async function runListen(
  request: ListenRequest,
  person: Listening,
  signal: AbortSignal,
  showEvent: ShowEvent,
): Promise<ListenResult> {
  const ref = refOf(request.rule, request.place.bus)
  const connection = await connectToListen(request.place, ref, request.debug, signal)
  const { context } = connection
  const address = addressOf(ref, context, context.region)
  const rule = await listenableRule(connection, address.name, address.busRef)
  const { pattern, like } = loosenedOf(rule, request.like)
  const listener: Listener = { name: listenerName(randomBytes(8).toString('hex')), context, bus: address.bus }
  const changes = listenerChanges(listener, { pattern, state: stateFor(rule, pattern) })
  const ended = (rest: Pick<ListenResult, 'ended'> & Partial<ListenResult>): ListenResult => ({
    ...{ error: null, rule: rule.name, events: 0, matching: 0, unknown: 0, inTheWay: [], foreign: 0 },
    ...{ journal: null, left: [] },
    ...rest,
  })

  person.note(announcement(request, listener, pattern, like, changes))
  if (!(await person.agree(`Make this, and remove it after ${request.seconds} s?`))) {
    return ended({ ended: person.stop.aborted ? 'interrupted' : 'declined' })
  }
  const inTheWay = await whyNotToCreate(changes, connection.live)
  if (inTheWay !== undefined) throw new Stop('nothing-made', plain(inTheWay), '')
  const journal = await beginListening(context, { name: rule.name, bus: address.bus, arn: rule.arn })
  person.note(`Journal: ${journal.file}`)
  const ask = asker(connection.aws)
  const calls: ResourceCalls = {
    account: connection.live,
    send: ask,
    note: (entry) => journal.note(entry),
    pause: (milliseconds) => wait(milliseconds),
  }
  const tally: Tally = { matching: 0, unknown: 0, fields: new Map() }
  const isInterrupted = () => person.stop.aborted
  const failure = await createAll(changes, calls, isInterrupted)
  const received =
    failure === undefined && !isInterrupted()
      ? await listen(request, listener, pattern, connection, person, tally, showEvent).catch(nothingReceived)
      : undefined
  const left = await removeAll(changes, context, calls)
  await journal.close()
  const error = failure ?? received?.error
  return ended({
    ended: failure !== undefined ? 'failed' : (received?.ended ?? 'interrupted'),
    ...(error === undefined ? {} : { error }),
    ...{ events: received?.events ?? 0, foreign: received?.foreign ?? 0, journal: journal.file, left },
    ...{ matching: tally.matching, unknown: tally.unknown },
    inTheWay: [...tally.fields].map(([field, events]) => ({ field, events })).sort((a, b) => b.events - a.events),
  })
}

/** Whatever keeps eb-doctor from listening, what was made is still removed. */
const nothingReceived = (thrown: unknown): Received => ({
  ended: 'failed',
  error: messageOf(thrown),
  events: 0,
  foreign: 0,
})

/** Removes what the journal of a listener says was made. Throws Stop for whatever prevents it. */
export async function cleanUp(
  file: string,
  place: ListenRequest['place'],
  debug: boolean,
  person: Listening,
  signal: AbortSignal,
): Promise<ListenResult> {
  const { read, key } = await openJournal(file, process.env)
  const changes = read.changes.map(({ change }) => change)
  if (changes.some((change) => listenerOf(change, read.context) === undefined)) {
    throw new Stop('bad-journal', `${file} is not a journal of listen.`, `Try eb-doctor fix --undo.`)
  }
  const connection = await connectToListen(place, read.context, debug, signal)
  const result: ListenResult = {
    ...{ ended: 'cleaned-up', error: null, rule: read.rules[0]?.name ?? '', events: 0, matching: 0, unknown: 0 },
    ...{ inTheWay: [], foreign: 0, journal: file, left: [] },
  }
  if (changes.length === 0) return result
  person.note(`To be removed, if it is there and has the tags of the listener:\n${described(changes, true)}`)
  if (!(await person.agree('Remove this?'))) return { ...result, ended: 'declined' }
  const left = await withJournal(file, key, (journal) =>
    removeAll(changes, connection.context, {
      account: connection.live,
      send: asker(connection.aws),
      note: (entry) => journal.note(entry),
      pause: (milliseconds) => wait(milliseconds),
    }),
  )
  return { ...result, left }
}

/** The rule to listen to. Throws Stop when it is not there, could not be read, or has no pattern. */
async function listenableRule({ live }: ListenConnection, name: string, bus: string): Promise<Rule> {
  const read = await live.rule(name, bus)
  if (isUnread(read)) {
    const why = read.state === 'denied' ? `grant ${read.action}` : read.error.message
    throw new Stop('not-reachable', `The rule ${name} could not be read: ${why}.`, '')
  }
  if (read.state === 'missing') {
    throw new Stop('rule-not-found', `There is no rule ${name} on bus ${bus}.`, 'Name its bus with --event-bus-name.')
  }
  return read.value
}

function loosenedOf({ name, eventPattern }: Rule, like: Like | undefined): { pattern: string; like: Like } {
  if (eventPattern === undefined) {
    throw new Stop('no-pattern', `The rule ${name} runs on a schedule: no events come to it.`, '')
  }
  const loose = loosened(eventPattern, like)
  if ('pattern' in loose) return loose
  const hint = like === 'rule' ? '' : 'Try --like rule.'
  throw new Stop('cannot-listen', `The rule ${name} cannot be listened to: ${loose.because}.`, hint)
}

/** API calls that only read come to a rule of this state alone; without it nobody would see that they are what is missed. */
const ALL_CALLS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

const stateFor = ({ state, bus }: Rule, pattern: string): string =>
  state === ALL_CALLS || (bus === 'default' && pattern.includes('via CloudTrail')) ? ALL_CALLS : 'ENABLED'

const described = (changes: readonly Change[], back: boolean): string =>
  (back ? [...changes].reverse() : changes)
    .map(({ title, call, undo }) => `${back ? '' : `  ${plain(title)}\n`}    ${asAwsCommand(back ? undo : call)}`)
    .join('\n')

const announcement = (
  { seconds, max }: ListenRequest,
  { context, bus }: Listener,
  pattern: string,
  like: Like,
  changes: readonly Change[],
): string =>
  [
    `To listen on the bus ${plain(bus)} (account ${context.account}, ${context.region}) for ${seconds} s or ${max} events, this is made and removed again:`,
    described(changes, false),
    `It hears what has the ${like === 'rule' ? 'pattern of the rule' : `${like} of the rule`}: ${plain(pattern)}`,
  ].join('\n')

async function listen(
  request: ListenRequest,
  listener: Listener,
  pattern: string,
  connection: ListenConnection,
  person: Listening,
  tally: Tally,
  showEvent: ShowEvent,
): Promise<Received> {
  const { context, aws } = connection
  const account = remember(connection.live)
  const address = addressOf(refOf(request.rule, request.place.bus), context, context.region)
  const compiled = compile(pattern)
  const rule = await ruleOfBus(account, address.name, address.busRef)
  person.note('Listening. A new rule takes up to a minute to take effect; Ctrl-C ends it sooner.')
  const eventOf = (body: string): GivenEvent | undefined => {
    const time = new Date().toISOString()
    const read = readEvents(body, { account: context.account, region: context.region, time, id: () => randomUUID() })
    const [event, ...more] = read.ok ? read.events : []
    return event?.form === 'event' && more.length === 0 ? event : undefined
  }
  const isHeard = (body: string): boolean => {
    const event = eventOf(body)
    try {
      return event !== undefined && compiled.matches(event.text)
    } catch {
      return false
    }
  }
  return receiveEvents(Date.now() + request.seconds * 1000, request.max, {
    region: context.region,
    url: queueUrl(arnsOf(listener).queue),
    ask: asker(aws),
    stop: person.stop,
    isOurs: isHeard,
    idOf: (body) => idOf(body) ?? body,
    async onEvent(body) {
      const given = eventOf(body)
      if (given === undefined) return
      const event = await reportedEvent(given, address.bus, [rule])
      count(tally, event)
      await showEvent(event)
    },
    now: () => Date.now(),
    pause: (milliseconds) => wait(milliseconds, undefined, { signal: person.stop }).catch(() => {}),
  })
}

/** The event's own id; undefined when it has none. */
function idOf(body: string): string | undefined {
  const value = JSON.parse(body) as { id?: unknown }
  return typeof value.id === 'string' ? value.id : undefined
}
