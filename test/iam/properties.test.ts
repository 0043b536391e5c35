import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answer, evaluate, type Policies, parsePolicy, type Request } from '../../src/iam/index.js'
import { cases, type Document, kinds, listKeys, policies, request, singleKeys, statement } from './arbitraries.js'

const runs = { numRuns: 1_000 }
const keys = Object.keys({ ...singleKeys, ...listKeys })

/** A case in which some keys are unknown. */
const openCases = fc
  .tuple(cases, fc.subarray(keys))
  .map(([each, unknown]) => ({ ...each, unknown, request: { ...each.request, unknownKeys: unknown } }))

function withStatement(all: Policies, layer: 'identity' | 'resource', added: Record<string, unknown>): Policies {
  const document = { Version: '2012-10-17', Statement: [added] }
  if (layer === 'identity') return { ...all, identity: [...(all.identity ?? []), document] }
  const old = all.resource as Document | undefined
  return { ...all, resource: { Version: '2012-10-17', ...old, Statement: [...(old?.Statement ?? []), added] } }
}

const addition = (effect: 'Allow' | 'Deny') =>
  fc.oneof(
    ...kinds.flatMap((kind) =>
      (['identity', 'resource'] as const).map((layer) =>
        fc.record({
          request: fc
            .tuple(request(kind), fc.subarray(keys))
            .map(([each, unknown]): Request => ({ ...each, unknownKeys: unknown })),
          policies: policies(kind),
          layer: fc.constant(layer),
          added: statement(kind, layer, [effect]),
        }),
      ),
    ),
  )

const [addedDeny, addedAllow] = [addition('Deny'), addition('Allow')]

describe('The evaluator', () => {
  test('never lets an added Deny turn a denial into an Allow', () => {
    fc.assert(
      fc.property(addedDeny, ({ request, policies, layer, added }) => {
        const before = evaluate(request, policies).possible
        const after = evaluate(request, withStatement(policies, layer, added)).possible
        if (!before.includes('Allowed')) expect(after).not.toContain('Allowed')
      }),
      runs,
    )
  }, 60_000)

  test('never lets an added Allow turn an Allow into a denial', () => {
    fc.assert(
      fc.property(addedAllow, ({ request, policies, layer, added }) => {
        const before = evaluate(request, policies)
        const after = evaluate(request, withStatement(policies, layer, added))
        if (before.decision === 'Allowed') expect(after.decision).toBe('Allowed')
        if (!before.possible.includes('ExplicitlyDenied')) expect(after.possible).not.toContain('ExplicitlyDenied')
      }),
      runs,
    )
  }, 60_000)

  test('gives an answer that every completion of the unknown keys bears out', () => {
    const values: Record<string, readonly (string | readonly string[] | null)[]> = { ...singleKeys, ...listKeys }
    const completions = fc.record(
      Object.fromEntries(keys.map((key) => [key, fc.constantFrom(null, 'none of these', ...(values[key] ?? []))])),
    )
    fc.assert(
      fc.property(openCases, completions, ({ request, policies, unknown }, chosen) => {
        const open = evaluate(request, policies).possible
        const completion = Object.fromEntries(unknown.map((key) => [key, chosen[key] ?? null]))
        const context = { ...request.context, ...completion }
        const closed = evaluate({ ...request, context, unknownKeys: [] }, policies).possible
        for (const answer of closed) expect(open).toContain(answer)
      }),
      { numRuns: 2_000 },
    )
  }, 60_000)

  test('gives an answer that every content of an unreadable layer bears out', () => {
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom('identity', 'resource', 'boundary', 'session'),
        ({ request, policies }, layer) => {
          const { [layer as 'identity']: _hidden, ...rest } = policies
          const open = evaluate(request, { ...rest, unreadable: [layer as 'identity'] }).possible
          for (const answer of evaluate(request, policies).possible) expect(open).toContain(answer)
        },
      ),
      runs,
    )
  }, 60_000)

  test('does not mind the order of statements, documents and values', () => {
    fc.assert(
      fc.property(openCases, ({ request, policies }) => {
        const turned = evaluate(request, reversed(policies) as Policies)
        const { decision, possible } = evaluate(request, policies)
        expect([turned.decision, turned.possible]).toEqual([decision, possible])
      }),
      runs,
    )
  }, 60_000)

  test('says CannotTell exactly when more than one answer is possible, and always why', () => {
    const order: readonly Answer[] = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied']
    fc.assert(
      fc.property(openCases, ({ request, policies }) => {
        const { decision, possible, because, nearMisses } = evaluate(request, policies)
        expect(possible).toEqual(order.filter((answer) => possible.includes(answer)))
        expect(decision).toBe(possible.length === 1 ? possible[0] : 'CannotTell')
        expect(because.length).toBeGreaterThan(0)
        for (const reason of because) expect(reason).toMatch(/\S/)
        for (const reason of because) expect(reason).not.toMatch(/undefined|\[object/)
        expect(new Set(nearMisses.map((miss) => JSON.stringify(miss))).size).toBe(nearMisses.length)
      }),
      runs,
    )
  }, 60_000)

  test('does not change what it is given', () => {
    fc.assert(
      fc.property(cases, ({ request, policies }) => {
        const before = JSON.stringify([request, policies])
        evaluate(request, policies)
        expect(JSON.stringify([request, policies])).toBe(before)
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})

describe('Parsing', () => {
  const words = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Action',
    'Principal',
    'AWS',
    'Condition',
    'StringLike',
  )
  const shaped = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(words, tie('node'), { maxKeys: 4 }),
    ),
  })).node

  test('never throws on any JSON, and leaves what it cannot read open', () => {
    const base: Request = {
      principal: 'events.amazonaws.com',
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:a:1:q',
    }
    fc.assert(
      fc.property(
        fc.oneof(
          shaped,
          shaped.map((node) => ({ Version: '2012-10-17', Statement: node })),
        ),
        (document) => {
          for (const form of [document, JSON.stringify(document), encodeURIComponent(JSON.stringify(document))]) {
            const parsed = parsePolicy(form)
            if (!parsed.readable) expect(parsed.problems).not.toHaveLength(0)
            const { decision } = evaluate(base, {
              resource: form,
              identity: [form],
              scps: [{ level: 'root', policies: [form] }],
            })
            if (!parsed.readable) expect(decision).toBe('CannotTell')
          }
        },
      ),
      { numRuns: 2_000 },
    )
  }, 60_000)

  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.anything({ withBigInt: true, withNullPrototype: true }))

  test('never throws on any text or value', () => {
    fc.assert(
      fc.property(anything, (text) => {
        parsePolicy(text)
        parsePolicy({ Statement: text })
        parsePolicy({ name: 'x', document: text })
      }),
      { numRuns: 2_000 },
    )
  }, 60_000)

  const ofService = policies('service')

  test('reads an object, its text and its URL-encoded text alike', () => {
    fc.assert(
      fc.property(ofService, ({ resource }) => {
        const text = JSON.stringify(resource ?? { Statement: [] })
        const plain = parsePolicy(JSON.parse(text))
        expect(parsePolicy(text)).toEqual(plain)
        expect(parsePolicy(encodeURIComponent(text))).toEqual(plain)
      }),
      { numRuns: 500 },
    )
  }, 60_000)
})

/** Every list the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, reversed(each)]))
}
