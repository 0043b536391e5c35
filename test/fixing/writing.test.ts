import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accountOf } from '../../src/aws/memory.js'
import { found } from '../../src/aws/read.js'
import { thisProcess } from '../../src/cli/fix/this-process.js'
import { lockNameOf, takeLock } from '../../src/fixing/locks.js'
import { type Outcome, type StepCallbacks, takeSteps } from '../../src/fixing/steps.js'
import { stepsBack, stepsOf } from '../../src/fixing/undo.js'
import { meansSame } from '../../src/remedies/meaning.js'
import { allowSend } from '../../src/remedies/resource-policies.js'
import { setTargetRole } from '../../src/remedies/role.js'
import type { Json } from '../../src/text/json.js'
import type { Call, Change } from '../../src/verdict/fix.js'
import { HOME, ruleAddress } from '../support/home.js'

const ruleOf = (name: string) => ruleAddress({ name })
const queue = {
  arn: `arn:aws:sqs:eu-west-1:${HOME}:inbox`,
  url: `https://sqs.eu-west-1.amazonaws.com/${HOME}/inbox`,
}
const OWNER = { Sid: 'owner', Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sqs:*', Resource: queue.arn }
const DENY = { Sid: 'deny', Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: queue.arn }
const doc = (...Statement: Json[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const sidsOf = (policy: string | null) =>
  (JSON.parse(policy ?? '{"Statement":[]}').Statement as { Sid: string }[]).map(({ Sid }) => Sid)
const added = (policy: string, statement: Json) => {
  const whole = JSON.parse(policy) as { Statement: Json[] }
  return JSON.stringify({ ...whole, Statement: [...whole.Statement, statement] })
}

/** A queue whose policy is read and written, and what happened to it, in order. */
function theQueue(policy: string | null, callbacks: Partial<StepCallbacks> = {}) {
  const it = { policy, log: [] as string[], notes: [] as unknown[], sent: [] as Call[] }
  const all: StepCallbacks = {
    account: accountOf(async () => {
      it.log.push('read')
      return found({ policy: it.policy })
    }),
    async send(call) {
      it.log.push('send')
      it.sent.push(call)
      it.policy = (call.input as { Attributes: { Policy: string } }).Attributes.Policy || null
    },
    agree: async () => {
      it.log.push('ask')
      return 'yes'
    },
    interrupted: () => false,
    before: async () => void it.log.push('note'),
    after: async (_, result) => {
      it.log.push('note')
      it.notes.push(result)
    },
    tell: () => {},
    patience: 0,
  }
  const with_ = (more: Partial<StepCallbacks>) => ({ ...all, ...callbacks, ...more })
  return {
    it,
    make: (changes: readonly Change[], more: Partial<StepCallbacks> = {}) => takeSteps(stepsOf(changes), with_(more)),
    undo: (changes: readonly Change[], more: Partial<StepCallbacks> = {}) =>
      takeSteps(stepsBack({ changes: changes.map((change) => ({ change })) }), with_(more)),
    callbacks: all,
  }
}

const changeOf = (name: string, policy: string | null): Change =>
  allowSend({ ...queue, policy }, ruleOf(name))?.changes[0] as Change
const only = ({ ended, steps }: Outcome) => [ended, steps[0]?.outcome]

describe('a change', () => {
  test('is asked about, locked, guarded, read, compared, noted, sent and looked at, in this order', async () => {
    const { it, make } = theQueue(null)
    await make([changeOf('a', null)], {
      lock: async () => {
        it.log.push('lock')
        return { release: async () => void it.log.push('release') }
      },
      guard: async () => {
        it.log.push('guard')
        return { RevisionId: '7' }
      },
    })
    expect(it.log.join(' ')).toBe('read ask lock guard read note send read note release')
    expect(it.sent[0]?.input).toMatchObject({ RevisionId: '7' })
  })

  test('is not made when a colleague wrote while the question stood: their Deny stays', async () => {
    const before = doc(OWNER)
    const { it, make } = theQueue(before)
    const outcome = await make([changeOf('a', before)], {
      agree: async () => {
        it.policy = doc(OWNER, DENY)
        return 'yes'
      },
    })
    expect([only(outcome), it.sent, sidsOf(it.policy)]).toEqual([['stale', 'stale'], [], ['owner', 'deny']])
  })

  test('is made although the service wrote the policy down in another way since it was planned', async () => {
    const before = doc(OWNER)
    const { it, make } = theQueue(before)
    it.policy = JSON.stringify({
      Statement: [{ ...OWNER, Action: ['SQS:*'], Principal: { AWS: `arn:aws:iam::${HOME}:root` } }],
      Version: '2012-10-17',
    })
    expect(only(await make([changeOf('a', before)]))).toEqual(['done', 'done'])
  })

  test('that is not there afterwards is told as lost, and nothing else is tried', async () => {
    const { it, make, callbacks } = theQueue(null)
    const send = async (call: Call) => {
      await callbacks.send(call)
      it.policy = doc(OWNER)
    }
    const outcome = await make([changeOf('a', null), changeOf('b', null)], { send })
    expect(only(outcome)).toEqual(['failed', 'lost'])
    expect(outcome.steps[0]?.detail).toMatch(/the statement EbDoctora\w+ is not there/)
    expect(outcome.steps[1]?.outcome).toBe('not-tried')
  })

  test('that took a part of somebody else along is told as lost', async () => {
    const before = doc(OWNER)
    const { it, make, callbacks } = theQueue(before)
    const send = async (call: Call) => {
      await callbacks.send(call)
      it.policy = doc(JSON.parse(it.policy ?? '').Statement[1])
    }
    const outcome = await make([changeOf('a', before)], { send })
    expect(outcome.steps[0]).toMatchObject({ outcome: 'lost', detail: expect.stringContaining('owner is not there') })
  })

  test('that AWS does not show yet is not called done, and not lost', async () => {
    const { it, make, callbacks } = theQueue(null)
    const send = async (call: Call) => {
      await callbacks.send(call)
      it.policy = null
    }
    expect(only(await make([changeOf('a', null)], { send }))).toEqual(['done', 'unseen'])
    expect(it.notes).toEqual([{}])
  })

  test('whose answer was lost is not called failed when it is there', async () => {
    const { it, make, callbacks } = theQueue(doc(OWNER))
    const send = async (call: Call) => {
      await callbacks.send(call)
      throw new Error('socket hang up')
    }
    const outcome = await make([changeOf('a', doc(OWNER))], { send })
    expect(only(outcome)).toEqual(['done', 'done'])
    expect(outcome.steps[0]?.detail).toContain('socket hang up')
    expect(it.notes).toEqual([{ reached: it.policy }])
  })

  test('whose call failed and that is not there is called failed', async () => {
    const send = async () => {
      throw new Error('socket hang up')
    }
    const { it, make } = theQueue(doc(OWNER))
    expect(only(await make([changeOf('a', doc(OWNER))], { send }))).toEqual(['failed', 'failed'])
    expect(it.notes).toEqual([{ error: expect.stringContaining('socket hang up') }])
  })

  describe('that the service refuses for the sake of its guard', () => {
    const refused = () => Object.assign(new Error('not the latest RevisionId'), { name: 'PreconditionFailedException' })
    const guard = async () => ({ RevisionId: '7' })

    test('is sent once more when its own part is still as it was', async () => {
      const { it, make, callbacks } = theQueue(null)
      const send = async (call: Call) => {
        if ('RevisionId' in call.input) throw refused()
        await callbacks.send(call)
      }
      expect(only(await make([changeOf('a', null)], { guard, send }))).toEqual(['done', 'done'])
      expect(it.sent).toHaveLength(1)
    })

    test('is not sent again when that has changed', async () => {
      const { it, make } = theQueue(null)
      const send = async () => {
        it.policy = doc(DENY)
        throw refused()
      }
      expect(only(await make([changeOf('a', null)], { guard, send }))).toEqual(['failed', 'failed'])
      expect(it.policy).toBe(doc(DENY))
    })
  })

  test('that cannot be locked is not sent', async () => {
    const { it, make } = theQueue(null)
    const lock = async () => {
      throw new Error('another eb-doctor is changing it')
    }
    expect(only(await make([changeOf('a', null)], { lock }))).toEqual(['failed', 'failed'])
    expect(it.sent).toEqual([])
  })
})

test('two runs on one queue at once: no statement is lost, and the second says that the queue has changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-two-'))
  const before = doc(OWNER)
  const { it, make, callbacks } = theQueue(before)
  const slow: Partial<StepCallbacks> = {
    lock: (change) => takeLock(folder, lockNameOf(change), 5000, thisProcess),
    // Time enough for the other run to read before this one has written.
    async send(call) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      await callbacks.send(call)
    },
  }
  const outcomes = await Promise.all(['a', 'b'].map((name) => make([changeOf(name, before)], slow)))
  expect(outcomes.map(({ ended }) => ended).sort()).toEqual(['done', 'stale'])
  expect(sidsOf(it.policy)).toHaveLength(2)
})

describe('an undo', () => {
  const change = changeOf('a', doc(OWNER))
  const after = String(change.after)

  test.each<[string, string]>([
    ['as it was sent', after],
    ['written down by the service in another way', JSON.stringify(JSON.parse(after), null, 4)],
    [
      'with statements in another order',
      JSON.stringify({ ...JSON.parse(after), Statement: JSON.parse(after).Statement.reverse() }),
    ],
    ['with lists for single values', after.replace('"sqs:SendMessage"', '["sqs:SendMessage"]')],
  ])('restores what was there: %s', async (_, policy) => {
    const { it, undo } = theQueue(policy)
    expect(only(await undo([change]))).toEqual(['done', 'done'])
    expect(meansSame(it.policy, doc(OWNER))).toBe(true)
  })

  test('takes only our statement away when a third hand has written since: their Deny stays, and it is told', async () => {
    const { it, undo } = theQueue(added(after, DENY))
    const told: unknown[] = []
    const outcome = await undo([change], {
      agree: async (_, __, text) => {
        told.push(text)
        return 'yes'
      },
    })
    expect([only(outcome), sidsOf(it.policy)]).toEqual([
      ['done', 'done'],
      ['owner', 'deny'],
    ])
    expect(told).toEqual([expect.stringContaining('Somebody else has changed')])
    expect(outcome.steps[0]?.detail).toContain('only what eb-doctor added')
  })

  test('of a policy that there was none before leaves what a third hand added', async () => {
    const made = changeOf('a', null)
    const { it, undo } = theQueue(added(String(made.after), DENY))
    expect(only(await undo([made]))).toEqual(['done', 'done'])
    expect(sidsOf(it.policy)).toEqual(['deny'])
  })

  test('brings the earlier statement of ours back, beside what a third hand added', async () => {
    const earlier = String(changeOf('a', null).after).replaceAll('events:eu-west-1:', 'events:us-east-1:')
    const moved = changeOf('a', earlier)
    const { it, undo } = theQueue(added(String(moved.after), DENY))
    expect(only(await undo([moved]))).toEqual(['done', 'done'])
    expect(it.policy).toBe(added(earlier, DENY))
  })

  test.each<[string, string]>([
    ['edited our statement', after.replace('sqs:SendMessage', 'sqs:*')],
    [
      'turned it into a Deny',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: JSON.parse(after).Statement.map((one: object) => ({ ...one, Effect: 'Deny' })),
      }),
    ],
    ['took it away and wrote something else', doc(DENY)],
    ['wrote what is no policy', 'not json'],
  ])('is refused when somebody %s, and says how to go on without it', async (_, policy) => {
    const { it, undo } = theQueue(policy)
    const outcome = await undo([change])
    expect([only(outcome), it.sent, it.policy]).toEqual([['stale', 'stale'], [], policy])
    expect(outcome.steps[0]?.detail).toContain(`--skip-step "${change.id}"`)
  })

  test('goes on behind a step that is left out', async () => {
    const other = changeOf('b', null)
    const { it, undo } = theQueue(String(other.after))
    const skips: StepCallbacks['skips'] = ({ change: { id } }) => id === 'x'
    const outcome = await undo([other, { ...change, id: 'x' }], { skips })
    expect(outcome.steps.map(({ outcome: became }) => became)).toEqual(['skipped', 'done'])
    expect(it.policy).toBeNull()
  })

  test('finds a step that is undone already, and does nothing to it', async () => {
    const { it, undo } = theQueue(JSON.stringify(JSON.parse(doc(OWNER)), null, 1))
    expect([only(await undo([change])), it.sent]).toEqual([['done', 'already'], []])
  })
})

describe('the undo of a role that a target was given', () => {
  const target = { Id: 'x', Arn: `arn:aws:kinesis:eu-west-1:${HOME}:stream/orders` }
  const change = setTargetRole(target, ruleOf('a'), `arn:aws:iam::${HOME}:role/new`)
  const undo = async (now: object) => {
    const sent: Call[] = []
    let state = now
    const callbacks: StepCallbacks = {
      ...theQueue(null).callbacks,
      account: accountOf(async () => found([state])),
      async send(call) {
        sent.push(call)
        state = (call.input['Targets'] as object[])[0] ?? {}
      },
    }
    return { outcome: await takeSteps(stepsBack({ changes: [{ change }] }), callbacks), sent }
  }

  test('keeps an Input that somebody has given it since', async () => {
    const { outcome, sent } = await undo({ ...(change.after as object), Input: '{}' })
    expect(only(outcome)).toEqual(['done', 'done'])
    expect(sent[0]?.input['Targets']).toEqual([{ ...target, Input: '{}' }])
  })

  test('is refused when it has another role since, or members that would be lost', async () => {
    for (const more of [{ RoleArn: 'another' }, { unknownMembers: ['Shiny'] }]) {
      const { outcome, sent } = await undo({ ...(change.after as object), Input: '{}', ...more })
      expect([only(outcome), sent]).toEqual([['stale', 'stale'], []])
    }
  })
})
