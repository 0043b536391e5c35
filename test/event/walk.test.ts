import { describe, expect, test } from 'vitest'
import { exitCodeOfEvents } from '../../src/cli/exit-codes.js'
import type { BusRules } from '../../src/event/ask.js'
import { renderEventMarkdown } from '../../src/event/render/markdown.js'
import { renderEventTerminal } from '../../src/event/render/terminal.js'
import type { Diagnosed, ReportedReceiver } from '../../src/event/report.js'
import { type Walker, walkEvent } from '../../src/event/walk.js'
import type { CheckResult, OverallVerdict } from '../../src/report/report.js'
import { HOME } from '../support/home.js'
import { event, REPORT, rule, TEXT } from './render/sample.js'

const bus = (name: string, account = HOME): string => `arn:aws:events:eu-west-1:${account}:event-bus/${name}`
const target = (id: string, arn: string, by: 'event' | 'InputPath' = 'event'): ReportedReceiver => ({
  ...{ id, arn, type: arn.includes(':events:') ? 'event-bus' : 'sqs' },
  input: { state: 'received', text: TEXT, form: 'json', by, wrong: [], notes: [] },
})
const QUEUE = target('queue', `arn:aws:sqs:eu-west-1:${HOME}:orders`)

const finding = (code: string, severity: 'error' | 'warning'): CheckResult => ({
  ...{ check: 'resource-policy', title: 'x', target: 'queue', status: 'problem', because: null },
  findings: [{ code, severity, summary: `The queue policy says ${code}.`, because: ['x'], docs: 'https://x' }],
})

/** A walker that notes what it is asked; each rule has the same diagnosis, each bus the same rules. */
function walker(
  verdict: OverallVerdict,
  checks: readonly CheckResult[],
  there: BusRules = { state: 'listed', rules: [] },
) {
  const asked: string[] = []
  const of: Walker = {
    account: HOME,
    async diagnose(arn) {
      asked.push(arn.slice(arn.lastIndexOf('/') + 1))
      const targets = [{ id: 'queue', arn: QUEUE.arn, type: 'sqs', delivers: verdict === 'healthy' }]
      return { verdict, checks, targets, firstBrokenHop: null } as unknown as Diagnosed
    },
    async rulesOf(arn) {
      asked.push(arn.slice(arn.lastIndexOf(':') + 1))
      return there
    },
  }
  return { of, asked }
}

const matching = (name: string, ...targets: ReportedReceiver[]) => rule(name, { matches: true, targets })
const reportOf = (one: Awaited<ReturnType<typeof walkEvent>>) => ({ ...REPORT, events: [one] })

describe('walking the way of an event', () => {
  test('diagnoses the rules that it reaches, and no other', async () => {
    const { of, asked } = walker('healthy', [])
    const walked = await walkEvent(
      event({
        rules: [
          matching('paid', QUEUE),
          rule('off', { matches: true, state: 'DISABLED' }),
          rule('reads', { matches: true, withheld: 'it only reads' }),
          rule('far'),
        ],
      }),
      of,
    )
    expect(asked).toEqual(['paid'])
    expect(walked.rules.map(({ diagnosis }) => diagnosis?.verdict)).toEqual([
      'healthy',
      undefined,
      undefined,
      undefined,
    ])
    expect(walked.rules[0]?.targets?.[0]?.delivers).toBe(true)
    expect(exitCodeOfEvents(reportOf(walked))).toBe(0)
  })

  test('does not look at an entry that PutEvents refuses', async () => {
    const { of, asked } = walker('healthy', [])
    await walkEvent(event({ refused: ['Source is missing.'], rules: [matching('paid', QUEUE)] }), of)
    expect(asked).toEqual([])
  })

  test('follows an event bus of the account one hop, with the event as it arrives there', async () => {
    const next = async () => matching('audit', QUEUE, target('third', bus('third')))
    const { of, asked } = walker('healthy', [], { state: 'listed', rules: [next] })
    const walked = await walkEvent(event({ rules: [matching('forward', target('next', bus('central')))] }), of)
    expect(asked).toEqual(['forward', 'event-bus/central', 'audit'])
    const onward = walked.rules[0]?.targets?.[0]?.onward
    expect([onward?.bus, onward?.text]).toEqual(['central', TEXT])
    expect(onward?.rules[0]?.targets?.[1]).toMatchObject({ notFollowed: 'only one hop is followed' })
  })

  test.each([
    ['another account', target('next', bus('central', '222233334444')), 'it belongs to account 222233334444'],
    ['its own bus', target('next', bus('orders')), 'it is the bus that the event comes from'],
    ['a changed event', target('next', bus('central'), 'InputPath'), expect.stringContaining('AWS does not say')],
  ])('does not follow to %s, and says so', async (_, to, why) => {
    const { of, asked } = walker('healthy', [])
    const walked = await walkEvent(event({ rules: [matching('forward', to)] }), of)
    expect(asked).toEqual(['forward'])
    expect(walked.rules[0]?.targets?.[0]).toMatchObject({ notFollowed: why })
  })

  test.each([
    ['broken', 1],
    ['inconclusive', 3],
    ['at-risk', 0],
  ] as const)('ends with %s as it should', async (verdict, code) => {
    const { of } = walker(verdict, [])
    expect(exitCodeOfEvents(reportOf(await walkEvent(event({ rules: [matching('paid', QUEUE)] }), of)))).toBe(code)
  })

  test('a next bus that is gone is 1, one whose rules could not be listed 3', async () => {
    const to = event({ rules: [matching('forward', target('next', bus('central')))] })
    const gone = await walkEvent(to, walker('healthy', [], { state: 'no-bus' }).of)
    expect(exitCodeOfEvents(reportOf(gone))).toBe(1)
    const secret = await walkEvent(to, walker('healthy', [], { state: 'unread', because: 'grant events:ListRules' }).of)
    expect(exitCodeOfEvents(reportOf(secret))).toBe(3)
  })

  test('is one picture', async () => {
    const next = async () => matching('audit', QUEUE)
    const { of } = walker('broken', [finding('grant-missing', 'error')], { state: 'listed', rules: [next] })
    const walked = await walkEvent(
      event({ rules: [matching('forward', target('next', bus('central')), QUEUE), rule('far')] }),
      of,
    )
    const report = reportOf(walked)
    const text = renderEventTerminal(report, { width: 100, color: false })
    expect(text.slice(text.indexOf('Route'), text.indexOf('Not seen')).trimEnd()).toBe(`Route
  ✓ event 6a7e8feb-b491-4cf7-a9f1-bf3703467718 (OrderPaid from shop.orders)
  └─▶ ✓ bus orders
      ├─▶ ✓ rule forward
      │   ├─▶ ✓ next (event bus)
      │   │   └─▶ ✓ bus central
      │   │       └─▶ ✓ rule audit
      │   │           └─▶ ✗ queue (SQS queue): grant-missing
      │   └─▶ ✗ queue (SQS queue): grant-missing
      └─▶ · 1 rule does not match

  ✗ error grant-missing, rule forward, target queue: The queue policy says grant-missing.
  ✗ error grant-missing, rule audit, target queue: The queue policy says grant-missing.`)
    expect(renderEventMarkdown(report)).toContain('    │   └─▶ ✗ queue (SQS queue): grant-missing')
  })
})
