import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { READ_NAMES, READS } from '../../src/aws/account.js'
import type { RememberingAccount } from '../../src/aws/memory.js'
import { type Memory, recall, remember } from '../../src/aws/memory.js'
import { flawOf } from '../../src/aws/reads/flaw.js'
import { BadSnapshot, readSnapshot, type Snapshot, writeSnapshot } from '../../src/aws/snapshot.js'
import { CHECKS } from '../../src/checks/index.js'
import { runDiagnosis } from '../../src/cli/diagnosis.js'
import { CannotConnect, diagnose } from '../../src/diagnosis/diagnose.js'
import { REGION } from '../support/home.js'
import { RULES, wholeAccount } from '../support/whole-account.js'

const NOW = new Date('2026-11-21T12:00:00.123Z')
const about = (account: RememberingAccount, name = 'order-paid') =>
  diagnose({
    ref: { name, bus: 'default' },
    account,
    checks: CHECKS,
    region: REGION,
    source: 'snapshot',
    version: '0',
    now: NOW,
    sinceMinutes: 60,
    signal: new AbortController().signal,
  })

const snapshotOf = (memory: Memory, name = 'order-paid'): Snapshot => ({
  schemaVersion: 1,
  kind: 'eb-doctor-snapshot',
  takenAt: NOW.toISOString(),
  region: REGION,
  rule: { name, bus: 'default' },
  sinceMinutes: 60,
  memory,
})

let folder = ''
let text = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eb-doctor-'))
  const account = remember(wholeAccount())
  await about(account)
  text = writeSnapshot(snapshotOf(account.memory()))
})
afterAll(() => rm(folder, { recursive: true }))

const progress = { say: () => {}, clear: () => {} }
const request = (snapshot: string, more: object = {}) => ({
  snapshot,
  sinceSeconds: 60,
  timeoutSeconds: 60,
  version: '0',
  debug: false,
  failOn: 'error' as const,
  ...more,
})

describe('a diagnosis and its snapshot', () => {
  test.each(Object.keys(RULES))('give the same report for %s, byte for byte', async (name) => {
    const account = remember(wholeAccount())
    const live = await about(account, name)
    const snapshot = readSnapshot(writeSnapshot(snapshotOf(account.memory(), name)))
    const again = await about(remember(recall(snapshot.memory)), name)
    expect(JSON.stringify(again)).toBe(JSON.stringify(live))
  })

  test('the snapshot of a snapshot is the same file, and nobody else may read it', async () => {
    const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')]
    await writeFile(first, text)
    const one = await runDiagnosis(request(first, { saveSnapshot: second }), progress)
    expect(await readFile(second, 'utf8')).toBe(text)
    expect((await stat(second)).mode & 0o777).toBe(0o600)
    const other = await runDiagnosis(request(second), progress)
    expect(JSON.stringify(other.report.checks)).toBe(JSON.stringify(one.report.checks))
  })

  test('a file that was there before becomes private as well', async () => {
    const [from, to] = [join(folder, 'from.json'), join(folder, 'to.json')]
    await writeFile(from, text)
    await writeFile(to, 'x'.repeat(9_000_000), { mode: 0o644 })
    await runDiagnosis(request(from, { saveSnapshot: to }), progress)
    expect((await stat(to)).mode & 0o777).toBe(0o600)
    expect(await readFile(to, 'utf8')).toBe(text)
  })

  test('a file that cannot be written is said in one line', async () => {
    const from = join(folder, 'from.json')
    await writeFile(from, text)
    const to = join(folder, 'no', 'such', 'folder.json')
    await expect(runDiagnosis(request(from, { saveSnapshot: to }), progress)).rejects.toMatchObject({
      code: 'snapshot-not-written',
      exitCode: 2,
    })
  })

  test('of another rule than the one that is asked for is refused as that', async () => {
    const file = join(folder, 'other.json')
    await writeFile(file, text)
    await expect(runDiagnosis(request(file, { rule: 'nightly' }), progress)).rejects.toMatchObject({
      code: 'wrong-usage',
      message: `The snapshot ${file} is of the rule order-paid, not of nightly.`,
    })
    await expect(runDiagnosis(request(file, { rule: 'order-paid' }), progress)).resolves.toBeDefined()
  })

  test('that does not tell whose account it is of is a bad snapshot, not a missing connection', async () => {
    const file = join(folder, 'empty.json')
    await writeFile(file, writeSnapshot(snapshotOf([])))
    await expect(runDiagnosis(request(file), progress)).rejects.toMatchObject({ code: 'bad-snapshot', exitCode: 2 })
  })

  test('that is not there is said in one line', async () => {
    const file = join(folder, 'gone.json')
    await expect(runDiagnosis(request(file), progress)).rejects.toMatchObject({
      code: 'bad-snapshot',
      message: `The snapshot ${file} cannot be read (ENOENT).`,
    })
  })
})

describe('a file that is no snapshot is refused with one line', () => {
  const changed = (change: (snapshot: Record<string, unknown>) => void): string => {
    const snapshot = JSON.parse(text)
    change(snapshot)
    return JSON.stringify(snapshot)
  }
  const entry = (answer: unknown) => changed((s) => (s['memory'] = [{ read: 'role', args: ['a'], answer }]))
  const bad: Record<string, () => string> = {
    'no text': () => '',
    'cut short': () => text.slice(0, text.length / 2),
    'no JSON': () => 'hello',
    'a list': () => '[]',
    null: () => 'null',
    'another kind': () => changed((s) => (s['kind'] = 'eb-doctor-plan')),
    'another version': () => changed((s) => (s['schemaVersion'] = 2)),
    'no version': () => changed((s) => delete s['schemaVersion']),
    'no region': () => changed((s) => delete s['region']),
    'no time': () => changed((s) => (s['takenAt'] = 'yesterday')),
    'no rule': () => changed((s) => (s['rule'] = 'order-paid')),
    'an account that is no text': () => changed((s) => (s['rule'] = { name: 'a', bus: 'b', account: 1 })),
    'no window': () => changed((s) => (s['sinceMinutes'] = '60')),
    'no memory': () => changed((s) => delete s['memory']),
    'a memory that is no list': () => changed((s) => (s['memory'] = {})),
    'an unknown read': () =>
      changed((s) => (s['memory'] = [{ read: 'secrets', args: [], answer: { state: 'missing' } }])),
    'a read of every object': () =>
      changed((s) => (s['memory'] = [{ read: 'constructor', args: [], answer: { state: 'missing' } }])),
    'an entry without arguments': () =>
      changed((s) => (s['memory'] = [{ read: 'role', answer: { state: 'missing' } }])),
    'arguments of another form': () =>
      changed((s) => (s['memory'] = [{ read: 'role', args: [{ toString: 1 }], answer: { state: 'missing' } }])),
    'too few arguments': () =>
      changed((s) => (s['memory'] = [{ read: 'rule', args: ['a'], answer: { state: 'missing' } }])),
    'no answer': () => entry(undefined),
    'an answer of an unknown kind': () => entry({ state: 'perhaps' }),
    'found, and no value': () => entry({ state: 'found' }),
    'denied, and not what': () => entry({ state: 'denied', action: 'iam:GetRole' }),
    'denied by a number': () => entry({ state: 'denied', action: 7, resource: '*' }),
    'failed, and not why': () => entry({ state: 'failed', action: 'iam:GetRole', resource: '*' }),
  }
  test.each(Object.keys(bad))('%s', (name) => {
    const read = () => readSnapshot(bad[name]?.() ?? '')
    expect(read).toThrow(BadSnapshot)
    expect(read).toThrow(/^[^\n]{10,200}\.$/)
  })
})

describe('an answer that has not the form of its read', () => {
  /** The memory of the snapshot with every answer of one read changed. */
  const holding = (read: string, value: unknown): Memory => {
    const { memory } = readSnapshot(text)
    const changed = memory.map((entry) =>
      entry.read === read ? { ...entry, answer: { state: 'found' as const, value } } : entry,
    )
    return readSnapshot(JSON.stringify(snapshotOf(changed))).memory
  }

  test.each(READ_NAMES)('%s: is an answer that failed, and the message says in one sentence what is wrong', (read) => {
    // One of them is the right form of some reads: null for no policy, a list of nothing, an object of no tags.
    const wrong = [7, true, [null], [{}], { arn: 7 }, [{ Id: 1, Arn: null }], [[{}]]]
    const refused = wrong.filter((value) => flawOf(READS[read].answer(), value))
    expect(refused.length).toBeGreaterThanOrEqual(wrong.length - 1)
    const { actions, example } = READS[read]
    for (const value of refused) {
      const memory = [{ read, args: example.args, answer: { state: 'found' as const, value } }]
      const [entry] = readSnapshot(JSON.stringify(snapshotOf(memory))).memory
      expect(entry?.answer).toEqual({
        state: 'failed',
        action: actions[0],
        resource: example.args.join(', '),
        error: {
          kind: 'malformed',
          message: expect.stringMatching(/^The answer in the snapshot is malformed: [^\n]+ (is|is none of) [^\n]+\.$/),
        },
      })
    }
  })

  test.each(READ_NAMES)('%s: is no crash, no finding and nothing fine', async (read) => {
    const report = await about(remember(recall(holding(read, read === 'trailLogging' ? 7 : true)))).catch(
      (thrown) => thrown,
    )
    if (read === 'caller' && report instanceof CannotConnect) return
    const { checks } = report
    expect(checks.flatMap(({ findings }: { findings: unknown[] }) => findings)).toEqual([])
    const crashed = checks.filter(({ because }: { because: string }) => because?.startsWith('The check itself failed'))
    expect(crashed).toEqual([])
    const asked = readSnapshot(text).memory.some((entry) => entry.read === read)
    if (asked && read !== 'caller') expect(report.verdict).toBe('inconclusive')
  })

  test('is told as what it is', async () => {
    const { memory } = readSnapshot(text)
    const broken = memory.map((entry) =>
      entry.read === 'role' ? { ...entry, answer: { state: 'found' as const, value: { arn: 7 } } } : entry,
    )
    const report = await about(remember(recall(readSnapshot(JSON.stringify(snapshotOf(broken))).memory)))
    const trust = report.checks.find(({ check, target }) => check === 'role-trust' && target === 'machine')
    expect(trust).toMatchObject({
      status: 'unknown',
      because: expect.stringMatching(
        /\(iam:GetRole\): The answer in the snapshot is malformed: arn is a number, not a string\.$/,
      ),
    })
    expect(report.verdict).toBe('inconclusive')
  })

  test('the right form of every read is taken', () => {
    const { memory } = readSnapshot(text)
    expect(memory.filter(({ answer }) => answer.state === 'failed')).toEqual([])
    expect(new Set(memory.map(({ read }) => read)).size).toBeGreaterThan(35)
  })
})
