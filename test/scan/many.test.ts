import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { remember } from '../../src/aws/memory.js'
import { found, mapRead } from '../../src/aws/read.js'
import { CHECKS } from '../../src/checks/index.js'
import { CannotConnect, diagnose } from '../../src/diagnosis/diagnose.js'
import { type DiagnosedRule, diagnoseMany, type ManyOptions } from '../../src/scan/many.js'
import { shareReads } from '../../src/scan/sharing/share.js'
import { brokenAccount } from '../support/broken-account.js'
import { HOME, REGION } from '../support/home.js'

const { account: half } = brokenAccount()
const broken: Account = {
  ...half,
  // The list says of the rule what it says itself.
  rules: async (bus) => mapRead(await half.rule('order-paid', bus), (rule) => [rule]),
}
const never = new Promise<never>(() => {})
const refs = ['order-paid', 'order-sent', 'order-paid', 'order-lost'].map((name) => ({ name, bus: 'default' }))

const options = {
  ...{ checks: CHECKS, leftOut: [], region: REGION, version: '0', sinceMinutes: 60 },
  now: new Date('2026-11-21T12:00:00Z'),
}

async function all(more: Partial<ManyOptions> = {}): Promise<DiagnosedRule[]> {
  const done: DiagnosedRule[] = []
  const { signal } = new AbortController()
  const account = shareReads(broken, { homeAccount: HOME, rules: () => refs.length })
  for await (const one of diagnoseMany(refs, { ...options, account, concurrency: 2, signal, ...more })) done.push(one)
  return done
}

/** An account that does not say which targets a rule has. */
const hangsAt = (rule: string): Account => ({
  ...broken,
  targets: (name, bus) => (name === rule ? never : broken.targets(name, bus)),
})

describe('many rules', () => {
  test('are told in their order, each as if it were looked at alone', async () => {
    const { signal } = new AbortController()
    const alone = await Promise.all(
      refs.map((ref) => diagnose({ ...options, ref, account: remember(broken), source: 'live', signal })),
    )
    const together = await all()
    expect(together.map(({ ref }) => ref)).toEqual(refs)
    const told = ({ limits: _, stats: __, ...rest }: { limits: unknown; stats?: unknown }) => rest
    expect(together.map(({ report }) => told(report))).toEqual(alone.map(told))
  })

  test('one that takes too long is unknown, and holds up no other', async () => {
    const [first, second, third] = await all({ account: hangsAt('order-sent'), mostARule: 300 })
    expect([first?.report.verdict, second?.report.verdict, third?.report.verdict]).toEqual([
      'broken',
      'inconclusive',
      'broken',
    ])
  })

  test('that are not done when the time is over do not come, or come as inconclusive when each is wanted', async () => {
    const slow = { account: hangsAt('order-lost'), signal: AbortSignal.timeout(1500) }
    expect((await all(slow)).map(({ ref }) => ref.name)).toEqual(['order-paid', 'order-sent', 'order-paid'])
    const each = await all({ ...slow, signal: AbortSignal.timeout(1500), everyRule: true })
    expect(each.map(({ report }) => report.verdict)).toEqual(['broken', 'broken', 'broken', 'inconclusive'])
  })

  test('end with what keeps AWS from being asked at all', async () => {
    const gone = {
      state: 'failed',
      action: 'events:DescribeRule',
      resource: '*',
      error: { kind: 'credentials', message: 'The token has expired.' },
    } as const
    await expect(all({ account: { ...broken, rule: async () => gone } })).rejects.toThrow(CannotConnect)
  })

  test('ask once for what they share, and forget the targets of each', async () => {
    const asked: string[] = []
    const noting = Object.fromEntries(
      Object.entries(broken).map(([read, ask]) => [
        read,
        (...args: unknown[]) => {
          asked.push(JSON.stringify([read, ...args]))
          return (ask as (...args: unknown[]) => unknown)(...args)
        },
      ]),
    ) as unknown as Account
    await all({ account: shareReads(noting, { homeAccount: HOME, rules: () => refs.length }) })
    const times = (read: string) => asked.filter((one) => one.startsWith(`["${read}"`)).length
    expect(times('targets')).toBe(refs.length)
    const shared = asked.filter((one) => !/^\["(targets|metricData|busLog\w+)"/.test(one))
    expect(new Set(shared).size).toBe(shared.length)
  })
})

test('a list of the rules answers for each of them', async () => {
  const asked: string[] = []
  const rule = { name: 'a', arn: 'arn:a', bus: 'default', state: 'ENABLED' }
  const account = shareReads(
    {
      ...broken,
      rules: async () => found([rule]),
      rule: async (name) => {
        asked.push(name)
        return { state: 'missing' }
      },
    },
    { homeAccount: HOME, rules: () => 1 },
  )
  expect(await account.ruleNames('default')).toEqual(found(['a']))
  expect(await account.rule('a', 'default')).toEqual(found(rule))
  expect(await account.rule('b', 'default')).toEqual({ state: 'missing' })
  expect(await account.rule('a', 'orders')).toEqual({ state: 'missing' })
  expect(asked).toEqual(['b', 'a'])
})
