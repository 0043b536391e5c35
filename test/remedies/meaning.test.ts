import { describe, expect, test } from 'vitest'
import { meansSame } from '../../src/remedies/meaning.js'
import type { Json } from '../../src/text/json.js'

const allow = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sqs:SendMessage', Resource: 'q' }
const doc = (...Statement: Json[]) => JSON.stringify({ Version: '2012-10-17', Statement })

describe('means the same', () => {
  test.each<[string, Json, Json]>([
    [
      'other spaces and another order of members',
      '{"Version": "2012-10-17",\n "Statement": []}',
      '{"Statement":[],"Version":"2012-10-17"}',
    ],
    ['one statement outside a list', JSON.stringify({ Version: '2012-10-17', Statement: allow }), doc(allow)],
    ['statements in another order', doc(allow, { ...allow, Effect: 'Deny' }), doc({ ...allow, Effect: 'Deny' }, allow)],
    ['one action in a list', doc(allow), doc({ ...allow, Action: ['sqs:SendMessage'] })],
    ['the case of an action', doc(allow), doc({ ...allow, Action: 'SQS:SendMessage' })],
    ['resources in another order', doc({ ...allow, Resource: ['a', 'b'] }), doc({ ...allow, Resource: ['b', 'a'] })],
    ['an account and its root', doc(allow), doc({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
    ['everybody', doc({ ...allow, Principal: '*' }), doc({ ...allow, Principal: { AWS: '*' } })],
    ['a condition that is empty', doc(allow), doc({ ...allow, Condition: {} })],
    [
      'the case of a condition key',
      doc({ ...allow, Condition: { ArnEquals: { 'aws:SourceArn': 'a' } } }),
      doc({ ...allow, Condition: { ArnEquals: { 'AWS:sourcearn': ['a'] } } }),
    ],
    [
      'true as a text',
      doc({ ...allow, Condition: { Bool: { 'aws:SecureTransport': true } } }),
      doc({ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
    ['the version that is the default', '{"Statement":[]}', '{"Version":"2008-10-17","Statement":[]}'],
    [
      'a single statement, as Lambda keeps it',
      { ...allow, Sid: 'a' },
      { Sid: 'a', ...allow, Action: ['sqs:SendMessage'] },
    ],
    ['a target with members in another order', { Id: 'a', Arn: 'b' }, { Arn: 'b', Id: 'a' }],
  ])('%s', (_, a, b) => expect(meansSame(a, b)).toBe(true))
})

describe('means something else', () => {
  test.each<[string, Json, Json]>([
    ['an Allow and a Deny', doc(allow), doc({ ...allow, Effect: 'Deny' })],
    ['the case of a resource', doc(allow), doc({ ...allow, Resource: 'Q' })],
    [
      'the case of a principal',
      doc({ ...allow, Principal: { AWS: 'role/a' } }),
      doc({ ...allow, Principal: { AWS: 'role/A' } }),
    ],
    [
      'the case of a condition value',
      doc({ ...allow, Condition: { ArnEquals: { k: 'a' } } }),
      doc({ ...allow, Condition: { ArnEquals: { k: 'A' } } }),
    ],
    [
      'another operator',
      doc({ ...allow, Condition: { ArnEquals: { k: 'a' } } }),
      doc({ ...allow, Condition: { ArnLike: { k: 'a' } } }),
    ],
    ['an absent version and 2012-10-17', '{"Statement":[]}', doc()],
    ['a statement more', doc(allow), doc(allow, { ...allow, Effect: 'Deny' })],
    ['no policy and an empty one', null, doc()],
    [
      'a service and an account',
      doc({ ...allow, Principal: { Service: 'a' } }),
      doc({ ...allow, Principal: { AWS: 'a' } }),
    ],
    ['a list of one and the one, in a target', { Id: 'a', Values: ['x'] }, { Id: 'a', Values: 'x' }],
    ['the order of a list, in a target', { Id: 'a', Command: ['x', 'y'] }, { Id: 'a', Command: ['y', 'x'] }],
    [
      'JSON text in the input of a target, with another space',
      { Id: 'a', Input: '{"a":1}' },
      { Id: 'a', Input: '{"a": 1}' },
    ],
    ['the case of a member, in a target', { Id: 'a', Arn: 'x' }, { id: 'a', arn: 'x' }],
  ])('%s', (_, a, b) => expect(meansSame(a, b)).toBe(false))
})
