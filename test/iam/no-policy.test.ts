import { describe, expect, test } from 'vitest'
import { evaluate, type Policies, parsePolicy } from '../../src/iam/index.js'

/** What `test/text/policy-document.test.ts` says is no policy, with a name around it and without. */
const plain: readonly unknown[] = [undefined, null, '', ' ', '\n\t', '\ufeff', '%20', '%EF%BB%BF']
const documents = [...plain, ...plain.map((document) => ({ name: 'the policy', document }))]

const resource = 'arn:aws:sqs:eu-west-1:111122223333:orders'
const role = { principal: 'arn:aws:iam::111122223333:role/deliver', action: 'sqs:SendMessage', resource }
const service = { ...role, principal: 'events.amazonaws.com' }
const allow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

describe('No policy', () => {
  test('is read as a document without statements, of which nothing is unknown', () => {
    for (const document of documents) {
      expect(parsePolicy(document), JSON.stringify(document)).toMatchObject({
        statements: [],
        problems: [],
        readable: true,
      })
    }
  })

  test('says the same in every layer as a layer that is left out', () => {
    const layers: readonly ((document: unknown) => Policies)[] = [
      (document) => ({ identity: [document] }),
      (document) => ({ identity: [allow, document] }),
      (document) => ({ identity: [allow], boundary: [document] }),
      (document) => ({ identity: [allow], session: document }),
      (document) => ({ identity: [allow], resource: document }),
      (document) => ({ resource: document }),
      (document) => ({ identity: [allow], scps: [{ level: 'root', policies: [document] }] }),
      (document) => ({ identity: [allow], rcps: [{ level: 'root', policies: [document] }] }),
    ]
    const without: readonly Policies[] = [
      {},
      { identity: [allow] },
      { identity: [allow] },
      { identity: [allow] },
      { identity: [allow] },
      {},
      { identity: [allow], scps: [{ level: 'root', policies: [] }] },
      { identity: [allow], rcps: [{ level: 'root', policies: [] }] },
    ]
    for (const request of [role, service]) {
      for (const [i, policiesWith] of layers.entries()) {
        for (const document of documents) {
          const told = `layer ${i}, ${JSON.stringify(document)}`
          expect(evaluate(request, policiesWith(document)), told).toEqual(evaluate(request, without[i] ?? {}))
        }
      }
    }
  })

  test('does not hide a layer that could not be read', () => {
    const { decision } = evaluate(service, { resource: ' ', unreadable: ['resource'] })
    expect(decision).toBe('CannotTell')
  })
})

describe('A document that is there but says nothing', () => {
  test('limits as a boundary: a boundary without statements allows nothing', () => {
    const { decision } = evaluate(role, { identity: [allow], boundary: [{ Version: '2012-10-17', Statement: [] }] })
    expect(decision).toBe('ImplicitlyDenied')
  })

  test('may say anything when it cannot be read', () => {
    for (const document of ['{', '%zz', '[]', '{}', {}, 'null', '""', '{"Version": "2012-10-17"}', 0, false]) {
      expect(parsePolicy(document).readable, String(document)).toBe(false)
      expect(evaluate(service, { resource: document }).decision, String(document)).toBe('CannotTell')
    }
  })
})
