import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Memory, recall, remember } from '../../src/aws/memory.js'
import { readSnapshot } from '../../src/aws/snapshot.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import { KINDS } from '../../src/diagnosis/redaction/kinds.js'
import { redact, type Seen } from '../../src/diagnosis/redaction/redact.js'
import { makeRedactor } from '../../src/diagnosis/redaction/redactor.js'
import { vocabulary } from '../../src/diagnosis/redaction/vocabulary.js'
import { renderJson } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import type { Report } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { serviceOf, TARGET_SERVICES } from '../../src/targets/index.js'
import { HOME, REGION } from '../support/home.js'
import { RULES, wholeAccount } from '../support/whole-account.js'

const KEY = 'a key'
const NOW = new Date('2026-11-21T12:00:00Z')

async function diagnosed(
  account: Parameters<typeof remember>[0],
  ref: Seen['ref'],
  region = REGION,
  now = NOW,
  sinceMinutes = 60,
) {
  const remembering = remember(account)
  const made = await diagnose({
    ref,
    account: remembering,
    checks: CHECKS,
    region,
    source: 'snapshot',
    version: '0',
    now,
    sinceMinutes,
    signal: new AbortController().signal,
  })
  const report: Report = { ...made, stats: { calls: 0, retries: 0, milliseconds: 0 } }
  return { report, memory: remembering.memory() }
}

const shapeOf = ({ verdict, checks, targets, gaps }: Report) => ({
  verdict,
  checks: checks.map(({ check, status, findings }) => [
    check,
    status,
    findings.map(({ code, severity }) => [code, severity]),
  ]),
  targets: targets.map(({ type, delivers }) => [type, delivers]),
  gaps: gaps.map(({ action, neededBy }) => [action, neededBy]),
})

const printed = (report: Report): string[] => [
  renderJson(report),
  renderMarkdown(report),
  renderTerminal(report, { width: 200, color: false }),
]

const demos = new URL('../../demo/', import.meta.url)
const recorded = readdirSync(demos)
  .filter((file) => file !== 'index.json')
  .map((file) => ({ file, snapshot: readSnapshot(readFileSync(new URL(file, demos), 'utf8')) }))

describe('an account under pseudonyms', () => {
  test.each(recorded)('is diagnosed like the account itself: $file', async ({ snapshot }) => {
    const { rule, memory, region, takenAt, sinceMinutes } = snapshot
    const at = [region, new Date(takenAt), sinceMinutes] as const
    const open = await diagnosed(recall(memory), rule, ...at)
    const hidden = await redact({ ref: rule, memory }, KEY)
    const { report } = await diagnosed(recall(hidden.memory), hidden.ref, ...at)
    expect(shapeOf(report)).toEqual(shapeOf(open.report))
  })

  test.each(Object.keys(RULES))(
    'is diagnosed like the account itself, with a target of every service: %s',
    async (name) => {
      const ref = { name, bus: name === 'partner-said' ? 'aws.partner/example.com/shop' : 'orders' }
      const open = await diagnosed(wholeAccount(), ref)
      const hidden = await redact({ ref, memory: open.memory }, KEY)
      const { report } = await diagnosed(recall(hidden.memory), hidden.ref)
      expect(shapeOf(report)).toEqual(shapeOf(open.report))
    },
  )

  test.each(recorded)('names nothing of the account in any format: $file', async ({ snapshot }) => {
    const { rule, memory, region, takenAt, sinceMinutes } = snapshot
    const hidden = await redact({ ref: rule, memory }, KEY)
    const { report } = await diagnosed(recall(hidden.memory), hidden.ref, region, new Date(takenAt), sinceMinutes)
    const accounts = [...new Set(JSON.stringify(memory).match(/\b\d{12}\b/g))]
    const arns = [...new Set(JSON.stringify(memory).match(/arn:aws:[a-z0-9-]*:[a-z0-9-]*:\d{12}:[^"\\*]+/g))]
    expect(arns.length).toBeGreaterThan(0)
    for (const text of [...printed(report), JSON.stringify(hidden)]) {
      for (const secret of [...accounts, ...arns, rule.name]) expect(text).not.toContain(secret)
    }
  })
})

/** A value with a marker of its own in every string, and in JSON inside of strings in every string of that. */
function planted(value: unknown, mark: () => string): unknown {
  if (typeof value === 'string') {
    try {
      const inner: unknown = JSON.parse(value)
      if (typeof inner === 'object' && inner !== null) return JSON.stringify(planted(inner, mark))
    } catch {
      // It is no JSON.
    }
    return `${value}${mark()}`
  }
  if (Array.isArray(value)) return value.map((item) => planted(item, mark))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, planted(item, mark)]))
}

describe('no string of an account survives', () => {
  const marks = (join: string) => {
    let n = 0
    return () => `${join}Zqj${(n++).toString(36)}Xv`
  }
  test.each([[''], ['-'], ['/'], [' '], ['*'], ['.amazonaws.com/'], ['\n'], ['"'], [':'], ['::111122223333:role/']])(
    'whatever stands before the marker: %j',
    async (join) => {
      const mark = marks(join)
      for (const name of Object.keys(RULES)) {
        const { memory } = await diagnosed(wholeAccount(), { name, bus: 'orders' })
        const all = memory.map(({ read, args, answer }) => ({
          read,
          args: planted(args, mark) as unknown[],
          answer: { ...(planted(answer, mark) as object), state: answer.state } as Memory[number]['answer'],
        }))
        const hidden = await redact({ ref: { name, bus: 'orders' }, memory: all }, KEY)
        expect(JSON.stringify(all).match(/Zqj/g)?.length).toBeGreaterThan(50)
        expect(JSON.stringify(hidden.memory.map(({ args, answer }) => [args, answer]))).not.toMatch(
          /zqj[0-9a-z]{1,4}xv/i,
        )
      }
    },
  )

  test('nor in a refusal or an error', async () => {
    const memory: Memory = [
      {
        read: 'role',
        args: ['arn:aws:iam::111122223333:role/zqj'],
        answer: {
          state: 'denied',
          action: 'iam:GetRole',
          resource: 'arn:aws:iam::111122223333:role/zqj',
          account: '111122223333',
        },
      },
      {
        read: 'queue',
        args: ['x'],
        answer: {
          state: 'failed',
          action: 'sqs:GetQueueAttributes',
          resource: 'zqj',
          error: { kind: 'service', message: 'zqj: User: arn:aws:iam::111122223333:user/zqj may not' },
        },
      },
    ]
    expect(JSON.stringify(await redact({ ref: { name: 'r', bus: 'default' }, memory }, KEY))).not.toMatch(
      /zqj|111122223333/,
    )
  })
})

describe('a pseudonym', () => {
  const redactor = async (key = KEY) => makeRedactor(key, await vocabulary(), new Set(['orders-queue', 'settle']))

  test("is that of the queue in a queue's URL, also where its name is made of words of AWS", async () => {
    const { text } = await redactor()
    const arn = text('arn:aws:sqs:eu-west-1:123456789012:orders-rule-7')
    const url = text('https://sqs.eu-west-1.amazonaws.com/123456789012/orders-rule-7')
    expect(url).toBe(`https://sqs.eu-west-1.amazonaws.com/${arn.split(':').slice(4).join('/')}`)
    expect(url).not.toMatch(/orders|rule|123456789012/)
  })

  test('keeps the shape: ids of twelve digits, ARNs with their partition, service, Region and kind', async () => {
    const { text } = await redactor()
    expect(text('123456789012')).toMatch(/^[1-9]\d{11}$/)
    expect(text('arn:aws:lambda:eu-west-1:123456789012:function:settle:3')).toMatch(
      /^arn:aws:lambda:eu-west-1:\d{12}:function:[a-z]{6}:3$/,
    )
    expect(text('arn:aws:sqs:eu-west-1:123456789012:orders-queue.fifo')).toMatch(/:[a-z]{6}-[a-z]{5}\.fifo$/)
    expect(text('https://sqs.eu-west-1.amazonaws.com/123456789012/orders-queue')).toMatch(
      /^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/\d{12}\/[a-z]{6}-[a-z]{5}$/,
    )
  })

  test.each(TARGET_SERVICES.flatMap(({ id, arnForms }) => arnForms.map((form) => ({ id, form }))))(
    'leaves to be seen which service a target is of: $form',
    async ({ id, form }) => {
      const { text } = await redactor()
      const [head = '', resource = ''] = form.replace(/\[.*?\]/g, '').split(/(?<=^(?:[^:]*:){5})/)
      const arn = `${head.replace('REGION', REGION).replace('ACCOUNT', HOME)}${resource.replace(/[A-Z_]{2,}/g, 'settle')}`
      expect(serviceOf({ Arn: arn })?.id).toBe(id)
      const hidden = text(arn)
      expect(serviceOf({ Arn: hidden })?.id).toBe(id)
      expect(hidden).not.toMatch(/settle|111122223333/)
    },
  )

  test('knows the kind of resource of every ARN that the sources write', () => {
    const src = new URL('../../src/', import.meta.url)
    const written = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/knowledge|redaction/.test(file))
      .flatMap((file) => readFileSync(new URL(file, src), 'utf8').replace(/\$\{[^}]*\}/g, 'X'))
      .flatMap((text) => [...text.matchAll(/\barn:[\w*-]+:[\w*-]+:[\w*-]*:[\w*-]*:([a-z][\w-]*)[:/]/g)])
      .map(([, kind = '']) => kind)
    expect(new Set(written).size).toBeGreaterThan(20)
    expect([...new Set(written)].filter((kind) => !KINDS.has(kind))).toEqual([])
  })

  test('is the same wherever the name stands, differs from that of another name, and depends on the key', async () => {
    const { text } = await redactor()
    const name = text('orders-queue')
    expect(text('arn:aws:sqs:eu-west-1:123456789012:orders-queue')).toContain(`:${name}`)
    expect(text('settle')).not.toBe('settle')
    expect(text('arn:aws:sqs:eu-west-1:123456789012:orders-queuf')).not.toContain(name)
    expect((await redactor('another')).text('orders-queue')).not.toBe(name)
  })

  test('of what a wildcard matches is matched by the wildcard', async () => {
    const { text } = await redactor()
    const [, beginning = ''] = /:([a-z-]+)\*$/.exec(text('arn:aws:sqs:eu-west-1:123456789012:orders-q*')) ?? []
    expect(text('orders-queue').startsWith(beginning)).toBe(true)
    expect(beginning).toMatch(/^[a-z]{6}-[a-z]$/)
  })

  test('is none for what is of AWS: services, actions, condition keys, schedules', async () => {
    const { text } = await redactor()
    for (const kept of [
      'events.amazonaws.com',
      'sqs:SendMessage',
      'aws:SourceArn',
      'cron(0 12 ? * MON-FRI *)',
      'rate(5 minutes)',
      'aws.s3',
      '2026-11-21T12:00:00Z',
      'ENABLED',
    ]) {
      expect(text(kept)).toBe(kept)
    }
  })
})
