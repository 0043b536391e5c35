import { describe, expect, test } from 'vitest'
import { type Account, READ_NAMES, READS, type ReadName } from '../../src/aws/account.js'
import { accountOf } from '../../src/aws/memory.js'
import type { ReadMethod } from '../../src/aws/read.js'
import { missing, type Read, type ReadError } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { type Check, ruleCheck, targetCheck } from '../../src/checks/check.js'
import { CHECKS } from '../../src/checks/index.js'
import { CannotConnect } from '../../src/diagnosis/diagnose.js'
import type { CheckResult } from '../../src/report/report.js'
import { serviceOf } from '../../src/targets/index.js'
import { looking } from '../../src/verdict/look.js'
import type { RuleRef } from '../../src/verdict/rule-address.js'
import { error, ok, skipped, type Verdict, warning } from '../../src/verdict/verdict.js'
import { but, diagnosisOf } from '../support/diagnosing.js'
import { HOME, OTHER, REGION } from '../support/home.js'
import { ROLE, TARGETS, wholeAccount } from '../support/whole-account.js'

const denied =
  (read: ReadName): ReadMethod =>
  async () => ({ state: 'denied', action: READS[read].actions[0] ?? 'a:b', resource: `arn:of:${read}` })
const failing =
  (read: ReadName, kind: ReadError['kind'] = 'service', message = `no answer to ${read}`): ReadMethod =>
  async () => ({ state: 'failed', action: READS[read].actions[0] ?? 'a:b', resource: '*', error: { kind, message } })

const keyOf = ({ check, title, target }: Pick<CheckResult, 'check' | 'title' | 'target'>): string =>
  `${check} (${title}) of ${target}`

/** Which reads each check makes of each target, found out by running it alone. */
async function asked(account: Account, ref: RuleRef, targets: readonly Target[]): Promise<Map<string, Set<ReadName>>> {
  const looks = new Map<string, Set<ReadName>>()
  for (const check of CHECKS) {
    const noting = (read: ReadName, target: string | null) => {
      const key = keyOf({ check: check.id, title: check.title, target })
      looks.set(key, (looks.get(key) ?? new Set()).add(read))
    }
    const spied = (target: string | null) => ({
      ...check,
      run: (subject: never, seen: Account) =>
        check.run(
          subject,
          accountOf((read, args) => {
            noting(read, target)
            return (seen[read] as ReadMethod)(...args)
          }),
        ),
    })
    if (check.scope === 'rule') await diagnosisOf(account, { checks: [spied(null) as Check], ref })
    else {
      for (const target of targets) {
        const one = but(account, { targets: async () => ({ state: 'found', value: [target] }) })
        await diagnosisOf(one, { checks: [spied(target.Id) as Check], ref })
      }
    }
  }
  return looks
}

/** One target is enough where it is the rule that the reads are about. */
const targetsOf = (ref: RuleRef): readonly Target[] => (ref.name === 'order-paid' ? TARGETS : TARGETS.slice(0, 1))

/** Rules that between them make every read. */
const SCENES: Readonly<Record<string, RuleRef>> = {
  'a rule with a target of every service': { name: 'order-paid', bus: 'default' },
  'a rule for the objects of a bucket': { name: 'object-made', bus: 'default' },
  'a rule for API calls, on a bus of its own': { name: 'call-made', bus: 'orders' },
  "a rule on a partner's bus": { name: 'partner-said', bus: 'aws.partner/example.com/shop' },
  'a rule that is not there': { name: 'nobody', bus: 'default' },
}

const everything: Promise<Map<string, Map<string, Set<ReadName>>>> = Promise.all(
  Object.entries(SCENES).map(
    async ([scene, ref]) => [scene, await asked(wholeAccount(targetsOf(ref)), ref, targetsOf(ref))] as const,
  ),
).then((entries) => new Map(entries))

describe('every look that AWS refuses or does not answer', () => {
  test("is tried: between them the rules make every read but those of fix (tags), of event and scan (rules, rolePage, organizationAccounts), and of IAM's simulator", async () => {
    const made = new Set(
      [...(await everything).values()].flatMap((looks) => [...looks.values()].flatMap((set) => [...set])),
    )
    // Who looks is asked by the run itself; the simulator where no profile of the organization was named, see below.
    // The messages of dead-letter queues are read on demand only.
    const onDemand = ['queueConsumers', 'queueMoves', 'deadLetters']
    expect(READ_NAMES.filter((read) => !made.has(read) && !onDemand.includes(read))).toEqual([
      'caller',
      'rules',
      'rolePage',
      'simulated',
      'tags',
      'organizationAccounts',
    ])
  })

  test('is declared by the check that makes it, also for the service of the target', async () => {
    for (const looks of (await everything).values()) {
      for (const check of CHECKS) {
        for (const target of check.scope === 'rule' ? [null] : TARGETS) {
          const made = [
            ...(looks.get(keyOf({ check: check.id, title: check.title, target: target?.Id ?? null })) ?? []),
          ]
          const service = target && serviceOf(target)
          const declared = service && check.readsFor ? check.readsFor(service) : check.reads
          expect({
            check: check.id,
            target: target?.Id,
            made: made.filter((read) => !declared.includes(read)),
          }).toEqual({
            check: check.id,
            target: target?.Id,
            made: [],
          })
        }
      }
    }
  })

  for (const [scene, ref] of Object.entries(SCENES)) {
    test(`${scene}: is unknown in just the checks that make it, by name, and nothing is taken for broken or fine`, async () => {
      const looks = (await everything).get(scene) ?? new Map<string, Set<ReadName>>()
      const wrong: string[] = []
      for (const read of READ_NAMES) {
        // The targets that the read is about, and one that it is not.
        const about = targetsOf(ref).filter(({ Id }) =>
          CHECKS.some(({ id, title }) => looks.get(keyOf({ check: id, title, target: Id }))?.has(read)),
        )
        const other = targetsOf(ref).find((target) => !about.includes(target))
        const account = wholeAccount([...about, ...(other ? [other] : [])])
        const before = await diagnosisOf(account, { ref })
        for (const [how, answer] of [
          ['denied', denied(read)],
          ['failed', failing(read)],
        ] as const) {
          if (read === 'caller' || (read === 'rule' && scene.includes('not there'))) continue
          const report = await diagnosisOf(but(account, { [read]: answer }), { ref })
          const say = (what: string) => wrong.push(`${read} ${how}: ${what}`)
          if (read === 'targets') {
            if (report.checks.some(({ target }) => target !== null)) say('a target was checked')
            const rest = report.checks.filter(
              (result) =>
                CHECKS.find(({ id, title }) => id === result.check && title === result.title)?.scope === 'target',
            )
            if (scene.includes('not there')) continue
            if (rest.some(({ status }) => status !== 'unknown')) say('a check of targets is not unknown')
            continue
          }
          for (const result of report.checks) {
            const was = before.checks.find((one) => keyOf(one) === keyOf(result))
            const needs = looks.get(keyOf(result))?.has(read) ?? false
            const unknown = result.status === 'unknown' || (result.status === 'problem' && result.because !== null)
            // The checks of what happened do without what may not be looked at, and say so.
            const does = CHECKS.find(({ id, title }) => id === result.check && title === result.title)
            const ofWhatHappened = does?.evidence || does?.tellsMoreWith?.includes(read)
            const blind = ofWhatHappened && how === 'denied' ? result.status === 'skipped' : unknown
            if (!needs && JSON.stringify(result) !== JSON.stringify(was)) say(`${keyOf(result)} changed`)
            if (!needs || was?.status === 'unknown') continue
            if (!blind) say(`${keyOf(result)} says ${result.status}: ${result.because}`)
            else if (!READS[read].actions.some((action) => result.because?.includes(action))) {
              say(`${keyOf(result)} does not name the action: ${result.because}`)
            }
            const fresh = result.findings.filter(
              ({ code, severity }) => severity === 'error' && !was?.findings.some((one) => one.code === code),
            )
            if (fresh.length > 0) say(`${keyOf(result)} takes it for ${fresh.map(({ code }) => code).join()}`)
          }
        }
      }
      expect(wrong).toEqual([])
    }, 120_000)
  }

  test('the account with a target of every service is healthy when every look is answered', async () => {
    const report = await diagnosisOf(wholeAccount())
    expect(report.checks.filter(({ status }) => status === 'unknown' || status === 'problem')).toEqual([])
    expect(report.verdict).toBe('healthy')
  })
})

describe('the report', () => {
  const two: readonly Target[] = [
    { Id: 'a', Arn: TARGETS[0]?.Arn ?? '' },
    { Id: 'b', Arn: TARGETS[5]?.Arn ?? '', RoleArn: ROLE },
  ]
  const plain = (id: string, verdict: Awaited<ReturnType<Check['run']>>) =>
    ruleCheck({ id, title: id, stop: null, reads: [], findings: [], run: async () => verdict as never })
  const perTarget = (id: string, judge: (target: Target) => Awaited<ReturnType<Check['run']>>) =>
    targetCheck({
      id,
      title: id,
      stop: null,
      reads: [],
      findings: [],
      run: async ({ target }) => judge(target) as never,
    })

  test('has the results in the order of the checks and of the targets, whichever is done first', async () => {
    const slow = ruleCheck({
      id: 'slow',
      title: 'slow',
      stop: null,
      reads: [],
      findings: [],
      run: () => new Promise((resolve) => setTimeout(() => resolve(ok('late')), 20)),
    })
    const report = await diagnosisOf(wholeAccount(two), {
      checks: [slow, perTarget('each', ({ Id }) => ok(Id)), plain('quick', ok('x'))],
    })
    expect(report.checks.map(keyOf)).toEqual([
      'slow (slow) of null',
      'each (each) of a',
      'each (each) of b',
      'quick (quick) of null',
    ])
  })

  test('names the first error in that order as the first broken hop, not a warning before it', async () => {
    const checks = [
      plain('one', warning('w', 'May be.', { because: ['seen'] })),
      perTarget('two', ({ Id }) => (Id === 'b' ? error('e', 'Is.', { because: ['seen'] }) : ok('x'))),
      plain('three', error('f', 'Is too.', { because: ['seen'] })),
    ]
    const report = await diagnosisOf(wholeAccount(two), { checks })
    expect(report.firstBrokenHop).toEqual({ check: 'two', target: 'b' })
    expect(report.verdict).toBe('broken')
  })

  test('tells of each target whether it is reached, with its role', async () => {
    const checks = [perTarget('two', ({ Id }) => (Id === 'b' ? error('e', 'Is.', { because: ['seen'] }) : ok('x')))]
    expect((await diagnosisOf(wholeAccount(two), { checks })).targets).toEqual([
      { id: 'a', arn: two[0]?.Arn, type: 'lambda', delivers: true },
      { id: 'b', arn: two[1]?.Arn, type: 'step-functions', role: ROLE, delivers: false },
    ])
  })

  test('does not say that a target is reached when a warning stands beside something unseen', async () => {
    const half = {
      ...warning('w', 'May be.', { because: ['seen'] }),
      unseen: { kind: 'denied', text: 'Could not read.' },
    } as never
    const report = await diagnosisOf(wholeAccount(two), { checks: [plain('one', half)] })
    expect(report.targets.map(({ delivers }) => delivers)).toEqual([null, null])
    expect(report.verdict).toBe('inconclusive')
  })

  test('lists what was refused once, with every check that needed it, in their order, and the statement to ask for', async () => {
    const refusing = but(wholeAccount(two), { role: denied('role'), stateMachine: denied('stateMachine') })
    const { gaps } = await diagnosisOf(refusing)
    expect(gaps.map(({ action }) => action)).toEqual(['states:DescribeStateMachine', 'iam:GetRole'])
    const [, role] = gaps
    expect(role?.neededBy).toEqual(['role-trust', 'role-permissions', 'organization', 'cross-account'])
    expect(role?.statement).toEqual({ Effect: 'Allow', Action: 'iam:GetRole', Resource: 'arn:of:role' })
  })

  test('asks for * where the refused look has no ARN', async () => {
    const { gaps } = await diagnosisOf(
      but(wholeAccount(two), {
        auditEvents: async () => ({ state: 'denied', action: 'cloudtrail:LookupEvents', resource: '*' }),
      }),
    )
    expect(gaps).toEqual([
      {
        action: 'cloudtrail:LookupEvents',
        resource: '*',
        neededBy: ['cloudtrail'],
        statement: { Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' },
      },
    ])
  })

  test('does not depend on which answer comes first', async () => {
    const jittery = (seed: number): Account => {
      const refusing = but(wholeAccount(), { role: denied('role'), queue: denied('queue'), kmsKey: denied('kmsKey') })
      let n = seed
      return accountOf(async (read, args) => {
        n = (n * 16807) % 2147483647
        await new Promise((resolve) => setTimeout(resolve, n % 7))
        return (refusing[read] as ReadMethod)(...args)
      })
    }
    const [one, other] = await Promise.all([diagnosisOf(jittery(7)), diagnosisOf(jittery(99))])
    expect(JSON.stringify(other, null, 1)).toBe(JSON.stringify(one, null, 1))
  })

  test('says how far CloudTrail was looked through, and when there was more than the cap', async () => {
    const history = async () => ({ state: 'found', value: { events: [], pages: 3, more: true } }) as const
    const { limits } = await diagnosisOf(but(wholeAccount(two.slice(1)), { auditEvents: history }))
    expect(limits[0]).toMatch(
      /^CloudTrail: the last 1 h, 0 events in 9 pages; .*There were more: only the newest were read\.$/,
    )
    expect((await diagnosisOf(wholeAccount(two), { checks: [] })).limits.join()).not.toContain('CloudTrail:')
  })

  test('gives the next times of a schedule', async () => {
    const rule: ReadMethod = async (name) => ({
      state: 'found',
      value: { name, arn: 'a', bus: 'default', state: 'ENABLED', scheduleExpression: 'rate(1 hour)', managedBy: 'x' },
    })
    const report = await diagnosisOf(but(wholeAccount(two), { rule }), { checks: [] })
    expect(report.rule).toMatchObject({ state: 'ENABLED', schedule: { expression: 'rate(1 hour)' }, managedBy: 'x' })
  })
})

describe("what was not read of the organization's policies", () => {
  const one: readonly Target[] = [{ Id: 'b', Arn: TARGETS[5]?.Arn ?? '', RoleArn: ROLE }]
  const none: ReadMethod = async () => ({ state: 'found', value: null })
  const limitsOf = async (instead: Parameters<typeof but>[1]) => {
    const report = await diagnosisOf(but(wholeAccount(one), instead))
    const limits = report.limits.filter((limit) => /control polic/.test(limit))
    return { ...report, limits, check: report.checks.find(({ check }) => check === 'organization') }
  }
  const NOT_READ = /^Service control policies and resource control policies were not read \(--organization-profile\)/

  test('is nothing when all of them were read', async () => {
    expect(await limitsOf({})).toMatchObject({ limits: [], verdict: 'healthy', check: { status: 'ok' } })
  })

  test.each([
    ['may not be asked', denied('simulated'), /grant iam:SimulatePrincipalPolicy\.$/],
    ['does not answer', failing('simulated'), /did not say .*: no answer to simulated\.$/],
  ] as const)("is a limit, no unknown and no gap, where IAM's simulator %s", async (_, simulated, text) => {
    const { limits, verdict, gaps, check } = await limitsOf({ organizationPath: none, simulated })
    expect(limits).toEqual([expect.stringMatching(NOT_READ)])
    expect(limits[0]).toMatch(text)
    expect({ verdict, gaps, status: check?.status }).toEqual({ verdict: 'healthy', gaps: [], status: 'skipped' })
  })

  test("is a limit, too, where IAM's simulator says that all is well: it knows one kind of policy alone", async () => {
    const { limits, check } = await limitsOf({ organizationPath: none })
    expect(limits[0]).toMatch(NOT_READ)
    expect(limits[0]).toContain('nothing of resource control policies')
    expect(check?.status).toBe('ok')
  })

  test('is named when some of them were read', async () => {
    const organizationPolicy = denied('organizationPolicy')
    const { limits, verdict } = await limitsOf({ organizationPolicy })
    expect(limits).toEqual([
      'Service control policies and resource control policies were read in part; not p-FullAWSAccess.',
    ])
    expect(verdict).toBe('inconclusive')
  })

  test('is unknown and a limit when a profile was named that may not read them', async () => {
    const { limits, check, gaps } = await limitsOf({ organizationPath: denied('organizationPath') })
    expect(limits).toEqual([
      expect.stringMatching(/^Service control policies and resource control policies of account 111122223333 were not/),
    ])
    expect(check?.status).toBe('unknown')
    // They are granted in another account than the one that the gaps are about.
    expect(gaps).toEqual([])
  })

  test('is the limit of old where the check is left out', async () => {
    const checks = CHECKS.filter(({ id }) => id !== 'organization')
    expect(
      (await diagnosisOf(wholeAccount(one), { checks })).limits.filter((limit) => NOT_READ.test(limit)),
    ).toHaveLength(1)
  })
})

describe('a check that goes wrong', () => {
  const throwing = (message: string) =>
    ruleCheck({
      id: 'x',
      title: 'x',
      stop: null,
      reads: [],
      findings: [],
      run: () => Promise.reject(new Error(message)),
    })

  test('is a result like any other: unknown, in one line', async () => {
    const report = await diagnosisOf(wholeAccount(), { checks: [throwing('oh\n    at file.js:1')] })
    expect(report.checks[0]).toMatchObject({ status: 'unknown', because: 'The check itself failed: oh.' })
    expect(report.verdict).toBe('inconclusive')
  })

  test('may throw before it promises anything', async () => {
    const sudden = ruleCheck({
      id: 'x',
      title: 'x',
      stop: null,
      reads: [],
      findings: [],
      run: () => {
        throw new Error('oh')
      },
    })
    expect((await diagnosisOf(wholeAccount(), { checks: [sudden] })).checks[0]?.status).toBe('unknown')
  })

  test('is unknown at the end of the time, and the others are not', async () => {
    const time = new AbortController()
    const hanging = ruleCheck({
      id: 'x',
      title: 'x',
      stop: null,
      reads: [],
      findings: [],
      run: () => new Promise(() => {}),
    })
    const quick = ruleCheck({ id: 'y', title: 'y', stop: null, reads: [], findings: [], run: async () => ok('fine') })
    setTimeout(() => time.abort(), 20)
    const report = await diagnosisOf(wholeAccount(), { checks: [hanging, quick], signal: time.signal })
    expect(report.checks.map(({ status }) => status)).toEqual(['unknown', 'ok'])
    expect(report.checks[0]?.because).toContain('--timeout')
  })

  test('may not say that all is fine, nor that nothing applies, nor a problem alone, when it could not see something', async () => {
    const reads = ['queue'] as const
    const careless = (verdict: Verdict<never>) =>
      ruleCheck({
        id: 'x',
        title: 'x',
        stop: null,
        findings: [],
        ...looking(reads, async (_, account) => {
          await account.queue('arn:q')
          return verdict
        }),
      })
    const bad = error('e', 'It is broken.', { because: ['seen'] }) as Verdict<never>
    const beside = await diagnosisOf(but(wholeAccount(), { queue: denied('queue') }), { checks: [careless(bad)] })
    expect(beside.checks[0]).toMatchObject({
      status: 'problem',
      because: expect.stringContaining('sqs:GetQueueAttributes'),
    })
    for (const verdict of [ok('Fine.'), skipped('Nothing.')]) {
      const report = await diagnosisOf(but(wholeAccount(), { queue: denied('queue') }), { checks: [careless(verdict)] })
      expect(report.checks[0]).toMatchObject({
        status: 'unknown',
        because: expect.stringContaining('sqs:GetQueueAttributes'),
      })
    }
  })
})

describe('a rule that is not there', () => {
  test('leaves nothing to check but itself', async () => {
    const report = await diagnosisOf(wholeAccount(), { ref: { name: 'nobody', bus: 'default' } })
    expect(report.firstBrokenHop).toEqual({ check: 'rule', target: null })
    const rest = report.checks.filter(({ check }) => check !== 'rule')
    expect(new Set(rest.map(({ status, because }) => `${status}: ${because}`))).toEqual(
      new Set(['skipped: There is no such rule.']),
    )
    expect(report.rule.state).toBeNull()
    expect(report.targets).toEqual([])
  })

  test('a rule without targets leaves no target to check', async () => {
    const report = await diagnosisOf(wholeAccount([]))
    expect(report.firstBrokenHop).toEqual({ check: 'targets', target: null })
    expect(report.checks.find(({ check }) => check === 'role-trust')).toMatchObject({
      status: 'skipped',
      because: 'The rule has no targets.',
    })
  })
})

describe('who looks', () => {
  const without = (read: ReadMethod) => but(wholeAccount([]), { caller: read })

  test('is nice to know: when it is refused, the ARN of the rule tells the account', async () => {
    const report = await diagnosisOf(without(denied('caller')))
    expect(report.context).toMatchObject({ account: HOME, partition: 'aws', identity: null })
  })

  test('with credentials that AWS does not take nothing can be diagnosed', async () => {
    const bad = failing('caller', 'credentials', 'ExpiredToken: expired')
    const both = but(without(bad), { rule: failing('rule', 'credentials', 'ExpiredToken: expired') })
    await expect(diagnosisOf(both)).rejects.toThrow(CannotConnect)
    await expect(diagnosisOf(without(bad))).rejects.toThrow('ExpiredToken: expired')
  })

  test('without a connection nothing can be diagnosed', async () => {
    await expect(diagnosisOf(but(wholeAccount([]), { rule: failing('rule', 'network') }))).rejects.toThrow(
      CannotConnect,
    )
  })

  test('when neither it nor the rule is known, nothing can be diagnosed', async () => {
    await expect(diagnosisOf(but(without(denied('caller')), { rule: denied('rule') }))).rejects.toThrow(CannotConnect)
    await expect(diagnosisOf(but(without(denied('caller')), { rule: async () => missing }))).rejects.toThrow(
      CannotConnect,
    )
    await expect(
      diagnosisOf(
        but(
          without(async () => missing),
          { rule: async () => missing },
        ),
      ),
    ).rejects.toThrow(CannotConnect)
  })

  test('a first look that is never answered ends with the time', async () => {
    const time = new AbortController()
    setTimeout(() => time.abort(), 20)
    const never: ReadMethod = () => new Promise<Read<never>>(() => {})
    await expect(diagnosisOf(without(never), { signal: time.signal, checks: [] })).resolves.toMatchObject({
      context: { identity: null },
    })
    await expect(diagnosisOf(but(without(never), { rule: never }), { signal: time.signal })).rejects.toThrow(
      'no answer in time',
    )
  })

  test('a rule that the user named by the ARN of another account is not mistaken for a namesake here', async () => {
    const buses: unknown[] = []
    const noting = but(wholeAccount([]), {
      rule: async (_, bus) => {
        buses.push(bus)
        return missing
      },
    })
    await diagnosisOf(noting, { ref: { name: 'order-paid', bus: 'default', region: REGION, account: OTHER } })
    expect(buses[0]).toBe(`arn:aws:events:${REGION}:${OTHER}:event-bus/default`)
  })
})
