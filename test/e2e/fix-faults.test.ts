import { cpSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type Account, READS, type ReadName } from '../../src/aws/account.js'
import type { Aws } from '../../src/aws/live/clients.js'
import { connect } from '../../src/aws/live/connect.js'
import { CHECKS } from '../../src/checks/index.js'
import { sender } from '../../src/fixing/apply.js'
import type { PlannedChange } from '../../src/fixing/plan.js'
import type { FixResult } from '../../src/fixing/result.js'
import { stateNow } from '../../src/fixing/state.js'
import type { StepResult } from '../../src/fixing/steps.js'
import { meansSame } from '../../src/remedies/meaning.js'
import { REGION } from './support/accounts.js'
import { awsEnv, ebDoctor, type Ran } from './support/cli.js'
import { canHappen, FAULTS, type Fault, outcomeOf } from './support/faults.js'
import { FIXABLE, type Fixable, fixClients } from './support/fixable.js'
import { MANY_WRITES, manyWrites } from './support/many-writes.js'
import { type Moto, startMoto } from './support/moto.js'
import { isRead } from './support/operation.js'
import { pooled } from './support/pool.js'
import { type AwsProxy, type Behaviour, startProxy } from './support/proxy.js'

/** Seconds that every run gets, and the milliseconds that none may be longer than. */
const TIMEOUT = 3
const LONGEST = 6000

/** A slow answer comes after so many milliseconds: in time, but not often. */
const SLOW = 2500
type Trouble = Fault | 'slow'
/** A token that has expired stands for a wrong clock too. */
const TROUBLES: readonly Trouble[] = [...FAULTS.filter((fault) => fault !== 'wrong clock'), 'slow']
/** What differs for a read: how it is refused, whether it ends, and when. Those of a diagnosis have a matrix of their own. */
const OF_READS: readonly Trouble[] = ['access denied', 'hangs', 'slow', 'endless pages']
const OF_TIME: readonly Trouble[] = ['hangs', 'endless pages']
/** What differs for a write of an undo: AWS refuses it, makes it and does not say so, or says nothing. */
const OF_UNDO: readonly Trouble[] = [
  ...(['access denied', 'throttled', 'server error', 'empty body', 'cut short', 'hangs', 'reset', 'slow'] as const),
]

const EXIT_CODES = [0, 1, 2, 3, 4, 5, 130]

/** What is run, and what goes wrong with one operation of it. */
interface Cell {
  command: 'fix --dry-run' | 'fix --yes' | 'fix --undo' | 'permissions --rule'
  action: string
  trouble: Trouble
  /** From when on: from the beginning, or once something was written. */
  from: 'first' | 'written'
  /** Nothing: the rule with many writes. */
  one?: Fixable
}

/** A rule that was fixed once, to be undone often. */
interface Fixed {
  /** The folder of the journal and its key. */
  state: string
  journal: string
  changes: readonly PlannedChange[]
}

interface Place {
  moto: Moto
  proxy: AwsProxy
  account: Account
  aws: Aws
  fixed: Map<string, Fixed>
}

type Json = Omit<FixResult, 'outcome'> & {
  outcome: { ended: string; steps: { id: string; outcome: StepResult['outcome']; detail: string }[] } | null
  error?: { code: string; message: string }
}

async function open(): Promise<Place> {
  const moto = await startMoto()
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  const { signal } = new AbortController()
  const { account, aws } = await connect(
    { endpointUrl: moto.url, signal: () => signal, version: '0', region: REGION },
    {},
  )
  return { moto, proxy: await startProxy(moto.url), account, aws, fixed: new Map() }
}

async function close({ moto, proxy }: Place): Promise<void> {
  await proxy.close()
  await moto.stop()
}

/** Makes what is broken anew. */
async function make({ moto, proxy }: Place, one: Fixable | undefined): Promise<void> {
  await moto.reset()
  proxy.behave()
  await (one?.make ?? manyWrites)(fixClients(moto.url))
}

const argsOf = (one: Fixable | undefined): readonly string[] =>
  one ? [one.rule, ...(one.bus ? ['--bus', one.bus] : []), ...(one.flags ?? [])] : MANY_WRITES

const run = (args: readonly string[], { proxy }: Place, state: string, seconds = 60): Promise<Ran> =>
  ebDoctor([...args, '--json', '--timeout', `${seconds}s`], { env: { ...awsEnv(proxy.url), XDG_STATE_HOME: state } })

const folder = (): string => mkdtempSync(join(tmpdir(), 'eb-doctor-faults-'))

const journalIn = (state: string): string => {
  const files = readdirSync(join(state, 'eb-doctor')).filter((file) => file.endsWith('.jsonl'))
  return join(state, 'eb-doctor', files[0] ?? '')
}

/** Fixes a rule, and from the second time on sends the same calls again, which is faster. */
async function fix(place: Place, one: Fixable): Promise<Fixed> {
  await make(place, one)
  const known = place.fixed.get(one.name)
  // The id of a key is another each time.
  if (known && one.check !== 'encryption') {
    for (const { call } of known.changes) await sender(place.aws)(call)
    const state = folder()
    cpSync(known.state, state, { recursive: true })
    return { ...known, state, journal: journalIn(state) }
  }
  const state = folder()
  const { stdout } = await run(['fix', ...argsOf(one), '--yes'], place, state)
  const made = { state, journal: journalIn(state), changes: (JSON.parse(stdout) as Json).plan.changes }
  const kept = folder()
  cpSync(state, kept, { recursive: true })
  place.fixed.set(one.name, { ...made, state: kept })
  return made
}

/** How the proxy behaves in a cell. */
function trouble({ action, trouble, from }: Cell, onHit: () => void): Behaviour {
  let isWritten = from === 'first'
  return {
    intercept: async (operation, real) => {
      const isIt = isWritten && operation.action === action
      isWritten ||= !isRead(operation)
      if (!isIt) return undefined
      onHit()
      if (trouble !== 'slow') return outcomeOf(trouble, operation, real)
      await pause(SLOW)
      return { do: 'answer', answer: await real() }
    },
  }
}

/** How a cell ended. */
interface Tried {
  cell: Cell
  milliseconds: number
  /** How often the call was made to which it happens. */
  hits: number
  /** What is wrong; empty when all is right. */
  wrong: readonly string[]
}

async function wrongWith(cell: Cell, place: Place): Promise<Tried> {
  const { command, one } = cell
  const fixed = command === 'fix --undo' && one ? await fix(place, one) : undefined
  if (!fixed && (command === 'fix --yes' || !place.fixed.has('as made'))) {
    await make(place, one)
    // What changes nothing needs nothing new.
    if (command !== 'fix --yes') place.fixed.set('as made', { state: '', journal: '', changes: [] })
    else place.fixed.delete('as made')
  }
  if (fixed) place.fixed.delete('as made')
  const state = fixed?.state ?? folder()
  let hits = 0
  place.proxy.behave(
    trouble(cell, () => {
      hits += 1
    }),
  )
  const args = {
    'fix --dry-run': ['fix', ...argsOf(one), '--dry-run'],
    'fix --yes': ['fix', ...argsOf(one), '--yes'],
    'fix --undo': ['fix', '--undo', fixed?.journal ?? '', '--yes'],
    'permissions --rule': ['permissions', '--rule', argsOf(one)[0] ?? ''],
  }[command]
  const ran = await run(args, place, state, TIMEOUT)
  const writes = place.proxy.writes()
  place.proxy.behave()
  const wrong: string[] = []
  const say = (what: string) => void wrong.push(`${command}, ${cell.action}: ${what}`)
  if (ran.milliseconds > LONGEST) say(`took ${Math.round(ran.milliseconds)} ms`)
  if (ran.code === null || !EXIT_CODES.includes(ran.code)) say(`exit code ${ran.code}`)
  if (/^\s+at .+:\d+/m.test(ran.stdout + ran.stderr)) say('a stack trace')
  if (command !== 'fix --yes' && command !== 'fix --undo' && writes.length > 0) say(`wrote ${writes.join()}`)
  const json = parsed(ran.stdout)
  if (json === undefined) {
    say(`stdout is not JSON: ${ran.stdout.slice(0, 200)} ${ran.stderr.slice(0, 200)}`)
  } else if (json.error) {
    if (![2, 4].includes(ran.code ?? -1)) say(`an error with exit code ${ran.code}: ${json.error.message}`)
    if (json.error.code === 'internal') say(json.error.message)
    if (writes.length > 0) say(`it wrote and says only ${json.error.message}`)
  } else if (command === 'permissions --rule') {
    if (ran.code !== 0 || (cell.trouble !== 'slow' && cell.action === 'events:ListTargetsByRule')) {
      say(`a policy with exit code ${ran.code}`)
    }
  } else if (command === 'fix --dry-run') {
    // The rule is broken, and everything that is is a finding of its own.
    if (![1, 3].includes(ran.code ?? -1)) say(`exit code ${ran.code} of a broken rule`)
  } else {
    for (const line of await untrue(json, place, fixed)) say(line)
    if (json.outcome?.ended !== 'done' && json.outcome !== null && ran.code !== 5) say(`exit code ${ran.code}`)
    if (hits > 0) for (const line of blind(json, cell)) say(line)
  }
  return { cell, wrong, hits, milliseconds: ran.milliseconds }
}

/** Steps that tell of their change what is not so. */
async function untrue(json: Json, { account }: Place, fixed: Fixed | undefined): Promise<string[]> {
  const wrong: string[] = []
  const changes = new Map((fixed ?? json.plan).changes.map((change) => [change.id, change]))
  const steps = json.outcome?.steps ?? []
  const isMadeStep = (outcome: string) => ['done', 'already', 'unseen'].includes(outcome)
  for (const [i, { id, outcome, detail }] of steps.entries()) {
    const change = changes.get(id)
    // A statement is replaced in two steps: what the first one left is no more once the second one was made.
    const isReplaced = steps
      .slice(i + 1)
      .some((later) => isMadeStep(later.outcome) && changes.get(later.id)?.resource === change?.resource)
    if (!change || isReplaced) continue
    const now = await stateNow(account, change.source)
    if (now.state !== 'found') return [`the emulator did not answer: ${JSON.stringify(now)}`]
    const [from, to] = fixed ? [change.after, change.before] : [change.before, change.after]
    const [isMade, isNot] = [meansSame(now.value, to), meansSame(now.value, from)]
    const says = `${id} is ${outcome} (${detail})`
    // What was not made need not be as it was planned for: a change that it needs was not made either.
    if (isMadeStep(outcome) ? !isMade : outcome !== 'failed' && isMade) {
      wrong.push(`${says}, and it is ${isMade ? 'made' : isNot ? 'not made' : 'something else'}`)
    }
    if (outcome === 'failed' && isMade && !/could not be seen|may still be made/.test(detail))
      wrong.push(`${says}, and it is made`)
  }
  return wrong
}

/** The actions of what the checks look at of the configuration. */
const SEES: ReadonlySet<string> = new Set(
  CHECKS.filter(({ evidence }) => !evidence).flatMap(({ reads, goesWithout = [] }) =>
    reads.filter((read) => !(goesWithout as readonly ReadName[]).includes(read)).flatMap((read) => READS[read].actions),
  ),
)

/** What is called well although something that it rests on could not be read any more. */
function blind(json: Json, { trouble, action, from }: Cell): string[] {
  if (trouble === 'slow' || from !== 'written' || !SEES.has(action)) return []
  return json.after.flatMap(({ verdict }) => (verdict === 'healthy' ? ['healthy, though it could not look'] : []))
}

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** The first fix of each write; what reads its state is in its source. */
const WRITES = [...new Set(FIXABLE.flatMap(({ writes }) => writes))].map((action) => ({
  action,
  one: FIXABLE.find(({ writes }) => writes.includes(action)) as Fixable,
}))

/** Whether an operation is a read of what changes: it is made before and after each write. */
const isOfState = (action: string): boolean =>
  /:(GetRole|ListRolePolicies|GetRolePolicy|GetPolicy|GetKeyPolicy|GetQueueAttributes|GetTopicAttributes|DescribeResourcePolicies|DescribeRule|ListTargetsByRule)$/.test(
    action,
  )
/** Whether only `fix` makes a read. */
const isOfFix = (action: string): boolean => /Tags|:ListEventBuses$|:ListRules$/.test(action)

const COMMANDS = ['fix --dry-run', 'fix --yes', 'fix --undo', 'permissions --rule'] as const

/** What each command asks for when nothing goes wrong, and what is tried with it. */
async function cellsOf(): Promise<Cell[]> {
  const place = await open()
  const cells: Cell[] = []
  const add = (cell: Omit<Cell, 'trouble'>, troubles: readonly Trouble[]) => {
    for (const trouble of troubles) {
      if (trouble === 'slow' || canHappen(trouble, cell.action)) cells.push({ ...cell, trouble })
    }
  }
  await make(place, undefined)
  await run(['fix', ...MANY_WRITES, '--dry-run'], place, folder())
  for (const action of place.proxy.actions()) {
    add({ command: 'fix --dry-run', action, from: 'first' }, isOfFix(action) ? OF_READS : OF_TIME)
  }
  add({ command: 'permissions --rule', action: 'events:ListTargetsByRule', from: 'first' }, TROUBLES)
  place.proxy.behave()
  await run(['fix', ...MANY_WRITES, '--yes'], place, folder())
  for (const action of place.proxy.actions().filter((asked) => isReading(asked) && !isOfFix(asked))) {
    add({ command: 'fix --yes', action, from: 'written' }, isOfState(action) ? OF_READS : ['hangs'])
  }
  for (const { action, one } of WRITES) add({ command: 'fix --yes', action, from: 'first', one }, TROUBLES)
  const undone = new Set<string>()
  for (const { one } of WRITES) {
    const fixed = await fix(place, one)
    place.proxy.behave()
    await run(['fix', '--undo', fixed.journal, '--yes'], place, fixed.state)
    for (const action of place.proxy.actions().filter((asked) => !undone.has(asked))) {
      undone.add(action)
      if (!isReading(action)) add({ command: 'fix --undo', action, from: 'first', one }, OF_UNDO)
      else if (isOfState(action)) add({ command: 'fix --undo', action, from: 'first', one }, OF_READS)
    }
  }
  await close(place)
  return cells
}

const isReading = (action: string): boolean => {
  const [service = '', name = ''] = action.split(':')
  return isRead({ service, name })
}

let cells: readonly Cell[] = []
beforeAll(async () => {
  cells = await cellsOf()
}, 300_000)

/** Tries the cells of a command; what took too long beside others, or did not come to its call, has one more try, alone. */
async function tryAll(command: Cell['command']): Promise<Tried[]> {
  const tried = await pooled(cellsFor(command), 4, open, close, wrongWith)
  const isLate = ({ milliseconds, hits }: Tried): boolean => milliseconds > LONGEST || hits === 0
  const late = tried.filter(isLate).map(({ cell }) => cell)
  const again = late.length > 0 ? await pooled(late, 1, open, close, wrongWith) : []
  return [...tried.filter((one) => !isLate(one)), ...again]
}

const cellsFor = (command: Cell['command']): Cell[] => cells.filter((cell) => cell.command === command)

describe('whatever goes wrong with one operation, a fix ends in time and says truly what was done', () => {
  test.each(COMMANDS)('%s', { timeout: 1_200_000 }, async (command) => {
    const tried = await tryAll(command)
    const met = tried.filter(({ hits }) => hits > 0)
    const longest = Math.round(Math.max(...tried.map(({ milliseconds }) => milliseconds)))
    console.log(`${command}: ${tried.length} runs, ${met.length} met the fault, the longest took ${longest} ms`)
    expect(tried.length).toBeGreaterThan(10)
    expect(tried.flatMap(({ cell, wrong }) => wrong.map((line) => `${cell.trouble} (${cell.from}): ${line}`))).toEqual(
      [],
    )
    // Three seconds may be over before a run comes to its call, at CloudTrail's pace above all: that is all right, and tells
    // nothing. A test in which most runs do not would tell nothing either.
    expect(met.length / tried.length).toBeGreaterThan(0.5)
  })
})
