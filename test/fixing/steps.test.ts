import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { accountOf } from '../../src/aws/memory.js'
import { found, type Read } from '../../src/aws/read.js'
import { BadJournal, beginJournal, readJournal } from '../../src/fixing/journal.js'
import { type Outcome, type PlannedStep, type StepCallbacks, takeSteps } from '../../src/fixing/steps.js'
import { stepsBack, stepsOf } from '../../src/fixing/undo.js'
import type { Call, Change } from '../../src/verdict/fix.js'

const KEY = 'ab'.repeat(32)

const plan = {
  context: { account: '111122223333', partition: 'aws', region: 'eu-west-1' },
  rules: [{ name: 'orders', bus: 'default', arn: 'arn:aws:events:eu-west-1:111122223333:rule/orders' }],
}

/** A change of a queue's policy from one text to another. */
const change = (queue: string, more: Partial<Change> = {}): Change => {
  const resource = `arn:aws:sqs:eu-west-1:111122223333:${queue}`
  const set = (Policy: string): Call => ({
    service: 'sqs',
    operation: 'SetQueueAttributes',
    input: { QueueUrl: queue, Attributes: { Policy } },
    region: 'eu-west-1',
  })
  return {
    id: `policy ${queue}`,
    resource,
    account: '111122223333',
    title: `Allow EventBridge to send to ${queue}.`,
    before: null,
    after: 'after',
    source: { read: 'queue', args: [resource], path: ['policy'] },
    call: set('after'),
    undo: set(''),
    doubts: [],
    needs: [],
    ...more,
  }
}

/** An account of queues in memory, with callbacks that write to it. */
function world(policies: Record<string, string | null>, callbacks: Partial<StepCallbacks> = {}) {
  const sent: Call[] = []
  const told: string[] = []
  const account: Account = accountOf(async (_, [arn]): Promise<Read<unknown>> => {
    const name = String(arn).split(':').at(-1) ?? ''
    return found({ policy: policies[name] ?? null })
  })
  const all: StepCallbacks = {
    account,
    async send(call) {
      sent.push(call)
      const { QueueUrl, Attributes } = call.input as { QueueUrl: string; Attributes: { Policy: string } }
      policies[QueueUrl] = Attributes.Policy || null
    },
    agree: async () => 'yes',
    interrupted: () => false,
    before: async () => {},
    after: async () => {},
    tell: ({ outcome }) => told.push(outcome),
    patience: 0,
    ...callbacks,
  }
  const take = (steps: readonly PlannedStep[]): Promise<Outcome> => takeSteps(steps, all)
  return { policies, sent, told, take, callbacks: all }
}

const outcomes = ({ ended, steps }: Outcome) => [ended, ...steps.map(({ outcome }) => outcome)]

describe('making changes', () => {
  test('sends exactly the calls of the plan, in its order', async () => {
    const { sent, take } = world({})
    const changes = [change('a'), change('b')]
    expect(outcomes(await take(stepsOf(changes)))).toEqual(['done', 'done', 'done'])
    expect(sent).toEqual(changes.map(({ call }) => call))
  })

  test('stops before a call when what was there has changed since, and tries nothing after it', async () => {
    const { sent, take } = world({ b: 'somebody was faster' })
    const outcome = await take(stepsOf([change('a'), change('b'), change('c')]))
    expect(outcomes(outcome)).toEqual(['stale', 'done', 'stale', 'not-tried'])
    expect(sent).toHaveLength(1)
    expect(outcome.steps[1]?.detail).toContain('not as it was when this was planned')
  })

  test('a change that is made already is not made twice', async () => {
    const { sent, take } = world({ a: 'after' })
    expect(outcomes(await take(stepsOf([change('a')])))).toEqual(['done', 'already'])
    expect(sent).toEqual([])
  })

  test('a state that cannot be read again stops everything: not being allowed to look is no leave to write', async () => {
    const denied = { state: 'denied', action: 'sqs:GetQueueAttributes', resource: 'a' } as const
    const { sent, take } = world({}, { account: accountOf(async () => denied) })
    const outcome = await take(stepsOf([change('a')]))
    expect(outcomes(outcome)).toEqual(['stale', 'stale'])
    expect(outcome.steps[0]?.detail).toContain('grant sqs:GetQueueAttributes')
    expect(sent).toEqual([])
  })

  test('a call that AWS refuses stops the rest and says what AWS said', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('not authorized to perform sqs:SetQueueAttributes'), { name: 'AccessDenied' })
    }
    const { take } = world({}, { send: refuse })
    const outcome = await take(stepsOf([change('a'), change('b')]))
    expect(outcomes(outcome)).toEqual(['failed', 'failed', 'not-tried'])
    expect(outcome.steps[0]?.detail).toContain('AccessDenied: not authorized')
  })

  test('a change that was declined takes those along that need it, and no others', async () => {
    const { sent, take } = world({}, { agree: async ({ change: { id } }) => (id === 'policy a' ? 'no' : 'yes') })
    const outcome = await take(stepsOf([change('a'), change('b', { needs: ['policy a'] }), change('c')]))
    expect(outcomes(outcome)).toEqual(['declined', 'declined', 'not-tried', 'done'])
    expect(sent).toHaveLength(1)
  })

  test('an interrupt between two changes lets the first be finished and the second not begun', async () => {
    const { sent, take, callbacks } = world({})
    const { send } = callbacks
    let stop = false
    const interrupting = {
      ...callbacks,
      interrupted: () => stop,
      async send(call: Call) {
        await send(call)
        stop = true
      },
    }
    const outcome = await takeSteps(stepsOf([change('a'), change('b')]), interrupting)
    expect(outcomes(outcome)).toEqual(['interrupted', 'done', 'not-tried'])
    expect(sent).toHaveLength(1)
    expect(take).toBeDefined()
  })

  test('leaving the prompt is an interrupt', async () => {
    const { sent, take } = world({}, { agree: async () => 'interrupted' })
    expect(outcomes(await take(stepsOf([change('a')])))).toEqual(['interrupted', 'not-tried'])
    expect(sent).toEqual([])
  })

  test('nothing is sent that could not be written down before', async () => {
    const full = async () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    }
    const { sent, take } = world({}, { before: full })
    const outcome = await take(stepsOf([change('a')]))
    expect(outcomes(outcome)).toEqual(['failed', 'failed'])
    expect(outcome.steps[0]?.detail).toContain('no space left on device')
    expect(sent).toEqual([])
  })

  test('a role that AWS does not know yet is tried again, if a change before has made it', async () => {
    let tries = 0
    const policies: Record<string, string | null> = {}
    const send = async () => {
      if (++tries < 3) throw new Error("Provided role 'arn:aws:iam::1:role/x' cannot be assumed by principal 'events'.")
      policies['b'] = 'after'
    }
    const { take } = world(policies, { send, patience: 5000 })
    expect(outcomes(await take(stepsOf([change('b', { needs: ['policy a'] })])))).toEqual(['done', 'done'])
    expect(tries).toBe(3)
    tries = 0
    expect(outcomes(await take(stepsOf([change('a')])))).toEqual(['failed', 'failed'])
    expect(tries).toBe(1)
  })

  test('what the change before has made is waited for until it is seen', async () => {
    let looks = 0
    const policies: Record<string, string | null> = {}
    const account = accountOf(async (_, [arn]) => {
      const name = String(arn).endsWith(':b') ? 'b' : 'a'
      return found({ policy: name === 'b' && ++looks < 3 ? 'old' : (policies[name] ?? null) })
    })
    const { take } = world(policies, { account, patience: 5000 })
    const outcome = await take(stepsOf([change('a'), change('b', { needs: ['policy a'] })]))
    expect(outcomes(outcome)).toEqual(['done', 'done', 'done'])
    expect(looks).toBeGreaterThanOrEqual(3)
  })
})

const folder = () => mkdtempSync(join(tmpdir(), 'eb-doctor-journal-'))

/** Makes changes with a real journal. */
async function journalled(file: string, changes: readonly Change[], callbacks: Partial<StepCallbacks>, policies = {}) {
  const journal = await beginJournal(file, plan, new Date(0), KEY)
  const all = world(policies, {
    before: ({ change: one }) => journal.note({ event: 'about-to', id: one.id, change: one }),
    after: ({ change: { id } }, result) =>
      journal.note('error' in result ? { event: 'failed', id, error: result.error } : { event: 'done', id, ...result }),
    ...callbacks,
  })
  const outcome = await all.take(stepsOf(changes))
  await journal.close()
  return { ...all, outcome }
}

describe('the journal', () => {
  test('is for its owner only, and holds the undo before the call is made', async () => {
    const file = join(folder(), 'deep', 'journal.jsonl')
    let during = ''
    await journalled(file, [change('a')], {
      send: async () => {
        during = readFileSync(file, 'utf8')
      },
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(during).toContain('"event":"about-to"')
    expect(during).toContain(JSON.stringify(change('a').undo))
  })

  test('a folder that cannot be written to refuses before anything is sent', async () => {
    const place = folder()
    writeFileSync(join(place, 'file'), '')
    await expect(beginJournal(join(place, 'file', 'journal.jsonl'), plan, new Date(0), KEY)).rejects.toThrow()
    chmodSync(place, 0o700)
  })

  test('a failure half-way leaves a journal from which what was made is undone, last first', async () => {
    const file = join(folder(), 'journal.jsonl')
    const { policies, outcome } = await journalled(file, [change('a'), change('b'), change('c')], {}, { c: 'other' })
    expect(outcomes(outcome)).toEqual(['stale', 'done', 'done', 'stale'])
    const steps = stepsBack(await readJournal(file, KEY))
    expect(steps.map(({ change: { id } }) => id)).toEqual(['policy b', 'policy a'])
    const back = world(policies)
    expect(outcomes(await back.take(steps))).toEqual(['done', 'done', 'done'])
    expect(back.policies).toEqual({ a: null, b: null, c: 'other' })
  })

  test('a change whose call never arrived is found to be undone already', async () => {
    const file = join(folder(), 'journal.jsonl')
    const lost = async () => {
      throw new Error('socket hang up')
    }
    await journalled(file, [change('a')], { send: lost })
    expect(outcomes(await world({}).take(stepsBack(await readJournal(file, KEY))))).toEqual(['done', 'already'])
  })

  test('what somebody has changed since is not undone', async () => {
    const file = join(folder(), 'journal.jsonl')
    const { policies } = await journalled(file, [change('a')], {})
    policies['a'] = 'changed by hand'
    const back = world(policies)
    expect(outcomes(await back.take(stepsBack(await readJournal(file, KEY))))).toEqual(['stale', 'stale'])
    expect(back.sent).toEqual([])
  })

  test('a policy that AWS wrote down in its own way is undone all the same', async () => {
    const file = join(folder(), 'journal.jsonl')
    const own = '{ "Version": "2012-10-17" }'
    const theirs = '{"Version":"2012-10-17"}'
    const { callbacks } = world({})
    const policies: Record<string, string | null> = {}
    const account = accountOf(async () => found({ policy: policies['a'] ?? null }))
    const to = (text: string | null) => async () => {
      policies['a'] = text
    }
    await journalled(file, [change('a', { after: own })], { account, send: to(theirs) })
    const steps = stepsBack(await readJournal(file, KEY))
    expect(outcomes(await takeSteps(steps, { ...callbacks, account, send: to(null) }))).toEqual(['done', 'done'])
  })

  test('a last line that was cut off is passed over; any other damage is not', async () => {
    const file = join(folder(), 'journal.jsonl')
    await journalled(file, [change('a')], {})
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, `${text}{"event":"do`)
    expect((await readJournal(file, KEY)).changes).toHaveLength(1)
    writeFileSync(file, `{"event":"do\n${text}`)
    await expect(readJournal(file, KEY)).rejects.toThrow(BadJournal)
  })

  test('a journal that asks for a call that eb-doctor does not make is refused', async () => {
    const file = join(folder(), 'journal.jsonl')
    const evil = { ...change('a').undo, service: 'iam', operation: 'AttachRolePolicy' }
    await journalled(file, [change('a')], {})
    writeFileSync(file, readFileSync(file, 'utf8').replace(JSON.stringify(change('a').undo), JSON.stringify(evil)))
    await expect(readJournal(file, KEY)).rejects.toThrow(BadJournal)
  })
})

describe('a change that is refused', () => {
  const ruleOf = ({ resource }: Change): readonly string[] => [resource.includes('first') ? 'rule one' : 'rule two']
  const refusing = (queue: string, more: Partial<StepCallbacks> = {}) => {
    const made = world({}, more)
    const send = made.callbacks.send
    made.callbacks.send = async (call) => {
      if (call.input['QueueUrl'] === queue) throw new Error('AccessDenied')
      await send(call)
    }
    return made
  }
  const steps = () => stepsOf([change('first-a'), change('first-b'), change('second')])

  test('leaves the rest of its rule, and the changes of other rules go on', async () => {
    const { take, told, policies } = refusing('first-a', { rulesOf: ruleOf })
    expect((await take(steps())).ended).toBe('failed')
    expect(told).toEqual(['failed', 'not-tried', 'done'])
    expect(policies).toEqual({ second: 'after' })
  })

  test('stops everything where it is not known whose change it is', async () => {
    const { take, told } = refusing('first-a')
    await take(steps())
    expect(told).toEqual(['failed', 'not-tried', 'not-tried'])
  })

  test('takes along what needs it, also of another rule', async () => {
    const { take, told } = refusing('first-a', { rulesOf: ruleOf })
    await take(stepsOf([change('first-a'), change('second', { needs: ['policy first-a'] })]))
    expect(told).toEqual(['failed', 'not-tried'])
  })

  test('stops everything when the journal cannot be written, whatever the rule', async () => {
    const before = async () => Promise.reject(new Error('ENOSPC'))
    const { take, told } = refusing('none', { rulesOf: ruleOf, before })
    await take(steps())
    expect(told).toEqual(['failed', 'not-tried', 'not-tried'])
  })
})
