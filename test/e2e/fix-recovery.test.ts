import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operationsOf, templateOf } from '../../src/fixing/writes.js'
import { meaningOf } from '../../src/remedies/meaning.js'
import { awsEnv, ebDoctor, type Ran, type RunOptions } from './support/cli.js'
import { type Answer, emptyAnswer, errorAnswer } from './support/faults.js'
import { FIXABLE, type Fixable, fixClients, stateOf } from './support/fixable.js'
import { type Moto, startMoto } from './support/moto.js'
import { isRead, type Operation } from './support/operation.js'
import { pooled } from './support/pool.js'
import { type AwsProxy, type Behaviour, startProxy } from './support/proxy.js'

type Intercept = NonNullable<Behaviour['intercept']>

/** What happens to a write: the proxy's part of it. `kill` ends the run as the system would, without a last word. */
const ENDS: Readonly<Record<string, (isIt: (operation: Operation) => boolean, kill: () => void) => Intercept>> = {
  'killed before the call arrives': (isIt, kill) => async (operation) => {
    if (!isIt(operation)) return undefined
    kill()
    return { do: 'reset' }
  },
  'killed while the call is made': (isIt, kill) => async (operation, real) => {
    if (!isIt(operation)) return undefined
    await real()
    kill()
    return { do: 'reset' }
  },
  'killed after the call': (isIt, kill) => {
    let made = false
    return async (operation) => {
      if (made) {
        kill()
        return { do: 'reset' }
      }
      made = isIt(operation)
      return undefined
    }
  },
  'the answer is lost once': (isIt) => {
    let lost = false
    return async (operation, real) => {
      if (lost || !isIt(operation)) return undefined
      lost = true
      await real()
      return { do: 'reset' }
    }
  },
  'the answer is lost each time': (isIt) => async (operation, real) => {
    if (!isIt(operation)) return undefined
    await real()
    return { do: 'reset' }
  },
  'an error comes in place of the answer': (isIt) => async (operation, real) => {
    if (!isIt(operation)) return undefined
    await real()
    return { do: 'answer', answer: errorAnswer(operation, 'InternalFailure', 'We encountered an internal error.', 500) }
  },
  'the answer is cut short': (isIt) => async (operation, real) =>
    isIt(operation) ? { do: 'cut', answer: await real() } : undefined,
  'the answer is empty': (isIt) => async (operation, real) => {
    if (!isIt(operation)) return undefined
    await real()
    return { do: 'answer', answer: emptyAnswer(operation) }
  },
  'what is read afterwards is old': (isIt) => {
    const before = new Map<string, Answer>()
    const keyOf = ({ action, params }: Operation): string => `${action} ${JSON.stringify(params)}`
    let left = 0
    return async (operation, real) => {
      if (isIt(operation)) left = 4
      if (!isRead(operation)) return undefined
      const old = before.get(keyOf(operation))
      if (old && left > 0) {
        left -= 1
        return { do: 'answer', answer: old }
      }
      const answer = await real()
      before.set(keyOf(operation), answer)
      return { do: 'answer', answer }
    }
  },
}

/** Ends of the undo itself; it is then run again. */
const UNDO_ENDS = ['killed before the call arrives', 'killed while the call is made', 'killed after the call'] as const

/** The emulator takes a statement id twice; Lambda answers that it is there already. */
function asLambdaDoes(intercept: Intercept): Intercept {
  let isAdded = false
  return async (operation, real) => {
    if (operation.action !== 'lambda:AddPermission') return intercept(operation, real)
    const honest = async (): Promise<Answer> => {
      if (isAdded) return errorAnswer(operation, 'ResourceConflictException', 'The statement id already exists.', 409)
      isAdded = true
      return real()
    }
    return (await intercept(operation, honest)) ?? { do: 'answer', answer: await honest() }
  }
}

interface Case {
  one: Fixable
  end: string
  /** The write that it happens to, counted from 0, or that of the undo. */
  write: number
  undo: boolean
}

const CASES: readonly Case[] = FIXABLE.flatMap((one) =>
  one.writes.flatMap((_, write) => [
    ...Object.keys(ENDS).map((end): Case => ({ one, end, write, undo: false })),
    ...UNDO_ENDS.map((end): Case => ({ one, end, write, undo: true })),
  ]),
)

interface Place {
  moto: Moto
  proxy: AwsProxy
}

const open = async (): Promise<Place> => {
  const moto = await startMoto()
  return { moto, proxy: await startProxy(moto.url) }
}
const close = async ({ moto, proxy }: Place): Promise<void> => {
  await proxy.close()
  await moto.stop()
}

/** A state in which policies stand for what they mean. */
const meaning = (value: unknown): unknown => {
  if (typeof value === 'string') return value.startsWith('{') ? meaningOf(value) : value
  if (Array.isArray(value)) return value.map(meaning)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, meaning(item)]))
}

/** What went wrong with a case, in a line; undefined when nothing did. */
async function wrongWith({ one, end, write, undo }: Case, { moto, proxy }: Place): Promise<string | undefined> {
  const name = `${one.name}: ${undo ? 'undo, ' : ''}write ${write + 1}, ${end}`
  const clients = fixClients(moto.url)
  await moto.reset()
  proxy.behave()
  await one.make(clients)
  const before = meaning(await stateOf(clients))
  const state = mkdtempSync(join(tmpdir(), 'eb-doctor-recovery-'))
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    ebDoctor(['fix', ...args, '--yes', '--json'], { ...options, env: { ...awsEnv(proxy.url), XDG_STATE_HOME: state } })
  const during = async (args: readonly string[], isIt: (operation: Operation) => boolean): Promise<Ran> => {
    let kill = () => {}
    const onStart: RunOptions['onStart'] = (child) => {
      kill = () => void child.kill('SIGKILL')
    }
    const intercept = ENDS[end]?.(isIt, () => kill())
    const noting: Intercept = async (operation, real) => {
      if (!isRead(operation)) seen.add(operation.action)
      return intercept?.(operation, real)
    }
    proxy.behave({ intercept: asLambdaDoes(noting) })
    const ran = await run(args, { onStart })
    proxy.behave()
    return ran
  }

  const fixArgs = [one.rule, ...(one.bus ? ['--bus', one.bus] : []), ...(one.flags ?? []), '--wait', '1s']
  const action = one.writes[write]
  const made = undo ? await run(fixArgs) : await during(fixArgs, (operation) => operation.action === action)
  const [journal] = readdirSync(join(state, 'eb-doctor')).filter((file) => file.endsWith('.jsonl'))
  if (journal === undefined) return `${name}: no journal`
  const undoArgs = ['--undo', join(state, 'eb-doctor', journal)]
  if (!end.startsWith('killed') || undo) {
    const { outcome } = JSON.parse(made.stdout) as {
      outcome: { ended: string; steps: { outcome: string; detail: string }[] }
    }
    if (outcome.ended !== 'done') return `${name}: the fix ended ${outcome.ended}: ${JSON.stringify(outcome.steps)}`
  }
  if (undo) {
    let count = 0
    await during(undoArgs, (operation) => !isRead(operation) && count++ === write)
  }
  const undone = await run(undoArgs)
  const after = meaning(await stateOf(clients))
  // An undo ends as the rule is then; what it was kept from ends with another code.
  if (![0, 1, 3].includes(undone.code ?? -1))
    return `${name}: the undo ended with ${undone.code}: ${undone.stdout.slice(-600)} ${undone.stderr}`
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : `${name}: not as it was before`
}

/** What fix writes only when it takes something back. */
const takesBack = (operation: string): boolean => {
  const [service = '', name = ''] = operation.split(':')
  const template = templateOf({ service, operation: name, input: {}, region: '' })
  return typeof template === 'object' && template.none.includes('takes back')
}

/** No finding brings it about here: the policy of a bus matters to rules of other accounts, and those change nothing of it. */
const ELSEWHERE = ['events:PutPermission']

test('the table has every fix, each with all its writes, and every operation that a fix makes', () => {
  const forward = operationsOf('fix').filter((operation) => !takesBack(operation) && !ELSEWHERE.includes(operation))
  expect([...new Set(FIXABLE.flatMap(({ writes }) => writes))].sort()).toEqual([...forward].sort())
  const ends = Object.keys(ENDS).length + UNDO_ENDS.length
  expect(CASES.length).toBe(FIXABLE.reduce((sum, { writes }) => sum + writes.length * ends, 0))
  for (const one of FIXABLE) expect(CASES.filter((of) => of.one === one).length).toBe(one.writes.length * ends)
  console.log(`${FIXABLE.length} fixes, ${CASES.length} cases`)
})

/** The writes that were seen in any of the runs of this file. */
const seen = new Set<string>()

// Each kind is a test of its own, over every write of every fix.
const KINDS = [
  ...Object.keys(ENDS).map((end) => ({ end, undo: false, of: 'a write of a fix' })),
  ...UNDO_ENDS.map((end) => ({ end, undo: true, of: 'a write of an undo' })),
]

test.each(KINDS)('$of: $end; then the undo restores all of it', { timeout: 600_000 }, async ({ end, undo }) => {
  const cases = CASES.filter((one) => one.end === end && one.undo === undo)
  expect(cases.length).toBeGreaterThan(15)
  const wrong = await pooled(cases, 3, open, close, wrongWith)
  expect(wrong.filter((line) => line !== undefined)).toEqual([])
})

test('every operation that takes something back was sent, as was every other', () => {
  expect([...seen].sort()).toEqual(
    operationsOf('fix')
      .filter((operation) => ![...ELSEWHERE, 'events:RemovePermission'].includes(operation))
      .sort(),
  )
})
