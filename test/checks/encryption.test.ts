import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { busEncryption } from '../../src/checks/bus-encryption.js'
import { encryption } from '../../src/checks/encryption.js'
import { BUS, HOME, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  bus,
  codes,
  delivery,
  doc,
  finding,
  forEventBridge,
  gone,
  KEY,
  key,
  QUEUE,
  queue,
  ROLE,
  reason,
  refused,
  roleThatMay,
  TOPIC,
  topic,
} from './delivery.js'

const ask = (target: Parameters<typeof delivery>[0], reads: Partial<Account>) =>
  encryption.run(delivery(target), account(reads))

const use = ['kms:GenerateDataKey', 'kms:Decrypt']
const forRoot = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HOME}:root` }, Action: 'kms:*', Resource: '*' }
const keyWith = (...statements: readonly object[]): Partial<Account> => ({
  kmsKey: answers(key()),
  keyPolicy: answers(doc(forRoot, ...statements)),
})

describe('a queue without a role on the target', () => {
  const send = (kmsKey: string | undefined, reads: Partial<Account> = {}) =>
    ask({ Arn: QUEUE }, { queue: answers(queue({ sqsManagedSse: false, ...(kmsKey ? { kmsKey } : {}) })), ...reads })

  test('false positive: SSE-SQS, which every new queue has, asks no permission', async () => {
    const verdict = await ask({ Arn: QUEUE }, { queue: answers(queue()) })
    expect(verdict.status).toBe('ok')
    expect(reason(verdict)).toContain('SSE-SQS')
  })

  test('false positive: a queue without encryption has no key', async () => {
    expect((await send(undefined)).status).toBe('ok')
  })

  test('takes events when the key policy lets EventBridge use the key', async () => {
    expect((await send(KEY, keyWith(forEventBridge(use, '*')))).status).toBe('ok')
  })

  test('takes no event when the key policy knows nothing of EventBridge, and the fix adds one statement', async () => {
    const found = finding(await send(KEY, keyWith()))
    expect(`${found.code} ${found.severity}`).toBe('key-policy-blocks error')
    expect(found.summary).toContain(KEY)
    expect(found.fix?.changes).toHaveLength(1)
  })

  test('takes no event when the key policy allows one action of two', async () => {
    const found = finding(await send(KEY, keyWith(forEventBridge('kms:Decrypt', '*'))))
    expect(found.summary).toContain('kms:GenerateDataKey')
  })

  test('takes no event when the key policy denies', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
    const found = finding(await send(KEY, keyWith(forEventBridge(use, '*'), deny)))
    expect(found.summary).toContain('denies EventBridge kms:Decrypt')
  })

  test('false positive: a key policy may ask for the account of the rule', async () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': HOME } }
    expect((await send(KEY, keyWith(forEventBridge(use, '*', { Condition })))).status).toBe('ok')
  })

  test.each([
    ['the rule', RULE],
    ['the queue', QUEUE],
  ])(
    "AWS's pages do not agree what aws:SourceArn is for a queue's key: %s is a warning that cites both",
    async (_, arn) => {
      const Condition = { ArnEquals: { 'aws:SourceArn': arn } }
      const found = finding(await send(KEY, keyWith(forEventBridge(use, '*', { Condition }))))
      expect(`${found.code} ${found.severity}`).toBe('key-policy-blocks warning')
      expect(found.because.join('\n')).toContain('sqs-key-management.html')
      expect(found.because.join('\n')).toContain('cross-service-confused-deputy-prevention.html')
    },
  )

  test('takes no event when aws:SourceArn is neither the rule nor the queue', async () => {
    const Condition = { ArnEquals: { 'aws:SourceArn': `${RULE}-other` } }
    expect(codes(await send(KEY, keyWith(forEventBridge(use, '*', { Condition }))))).toEqual([
      'key-policy-blocks error',
    ])
  })

  test('takes no event with the key alias/aws/sqs, whose policy nobody can change: its name alone tells', async () => {
    expect(codes(await send('alias/aws/sqs'))).toEqual(['aws-managed-key error'])
    expect(codes(await send(`arn:aws:kms:${REGION}:${HOME}:alias/aws/sqs`))).toEqual(['aws-managed-key error'])
  })

  test('takes no event with a key of AWS that is named by its id', async () => {
    const reads = { ...keyWith(), kmsKey: answers(key({ manager: 'AWS' })) }
    expect(codes(await send(KEY, reads))).toEqual(['aws-managed-key error'])
  })

  test('looks up the key behind an alias before it asks for its policy, which takes no alias', async () => {
    const asked: string[] = []
    const verdict = await send('alias/orders', {
      kmsKey: answers(key()),
      keyPolicy: async (id: string) => {
        asked.push(id)
        return { state: 'found', value: doc(forEventBridge(use, '*')) }
      },
    })
    expect(verdict.status).toBe('ok')
    expect(asked).toEqual([KEY])
  })

  test('takes no event when the key is disabled, whatever its policy says', async () => {
    const reads = { ...keyWith(forEventBridge(use, '*')), kmsKey: answers(key({ state: 'PendingDeletion' })) }
    const found = finding(await send(KEY, reads))
    expect(found.because).toEqual(['kms:DescribeKey: KeyState = "PendingDeletion"'])
  })

  test('takes no event when the key is gone', async () => {
    expect(codes(await send(KEY, { kmsKey: gone, keyPolicy: gone }))).toEqual(['key-policy-blocks error'])
  })

  test.each([
    ['queue', 'sqs:GetQueueAttributes'],
    ['kmsKey', 'kms:DescribeKey'],
    ['keyPolicy', 'kms:GetKeyPolicy'],
  ] as const)('cannot be told when %s may not be read, and %s is named', async (read, action) => {
    const verdict = await send(KEY, { ...keyWith(forEventBridge(use, '*')), [read]: refused(action) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain(`grant ${action}`)
  })
})

describe('a queue with a role on the target', () => {
  const send = (kmsKey: string, reads: Partial<Account>) =>
    ask({ Arn: QUEUE, RoleArn: ROLE }, { queue: answers(queue({ kmsKey, sqsManagedSse: false })), ...reads })

  test('takes events when the role may use the key, and the key policy leaves it to IAM', async () => {
    const may = roleThatMay({ Effect: 'Allow', Action: use, Resource: KEY })
    expect((await send(KEY, { ...may, ...keyWith() })).status).toBe('ok')
  })

  test('takes events when the key policy names the role', async () => {
    const named = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: use, Resource: '*' }
    expect((await send(KEY, { ...roleThatMay(), ...keyWith(named) })).status).toBe('ok')
  })

  test('takes no event when the role lacks a permission on the key', async () => {
    const may = roleThatMay({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY })
    const found = finding(await send(KEY, { ...may, ...keyWith() }))
    expect(`${found.code} ${found.severity}`).toBe('key-policy-blocks error')
    expect(found.summary).toContain('The role deliver may not use the key')
    expect(found.summary).toContain('kms:GenerateDataKey')
  })

  test('takes no event when the role may use the key and the key policy does not leave it to IAM', async () => {
    const may = roleThatMay({ Effect: 'Allow', Action: use, Resource: KEY })
    const reads = { ...may, kmsKey: answers(key()), keyPolicy: answers(doc(forEventBridge(use, '*'))) }
    expect(codes(await send(KEY, reads))).toEqual(['key-policy-blocks error'])
  })

  test('AWS does not say whether a role gets around alias/aws/sqs: a warning that cites both pages', async () => {
    const found = finding(await send('alias/aws/sqs', {}))
    expect(`${found.code} ${found.severity}`).toBe('aws-managed-key warning')
    expect(found.because.join('\n')).toContain('sqs-key-management.html')
    expect(found.because.join('\n')).toContain('eb-targets.html')
  })

  test('cannot be told when the policies of the role may not be read', async () => {
    const reads = { ...roleThatMay(), inlinePolicies: refused('iam:ListRolePolicies'), ...keyWith() }
    expect((await send(KEY, reads)).status).toBe('unknown')
  })

  test('cannot be told when the key policy may not be read, although the role may use the key', async () => {
    const may = roleThatMay({ Effect: 'Allow', Action: use, Resource: KEY })
    const verdict = await send(KEY, { ...may, kmsKey: answers(key()), keyPolicy: refused('kms:GetKeyPolicy') })
    expect(reason(verdict)).toContain('grant kms:GetKeyPolicy')
  })
})

describe('a topic', () => {
  const publish = (...statements: readonly object[]) =>
    ask({ Arn: TOPIC }, { topic: answers(topic({ kmsKey: KEY })), ...keyWith(...statements) })

  test('takes events when the key policy lets EventBridge use the key without a condition', async () => {
    expect((await publish(forEventBridge(['kms:GenerateDataKey*', 'kms:Decrypt'], '*'))).status).toBe('ok')
  })

  test.each([
    ['aws:SourceAccount', 'StringEquals', HOME],
    ['aws:SourceArn', 'ArnLike', RULE],
    ['aws:SourceOrgID', 'StringEquals', 'o-1234567890'],
  ])(
    'takes no event when the key policy has a condition on %s, which AWS does not support there',
    async (name, operator, value) => {
      const found = finding(await publish(forEventBridge(use, '*', { Condition: { [operator]: { [name]: value } } })))
      expect(`${found.code} ${found.severity}`).toBe('key-policy-blocks error')
      expect(found.because.join('\n')).toContain(name)
      expect(found.because.join('\n')).toContain('sns-key-management.html')
    },
  )

  test('takes no event with the key alias/aws/sns', async () => {
    const verdict = await ask({ Arn: TOPIC }, { topic: answers(topic({ kmsKey: 'alias/aws/sns' })) })
    expect(codes(verdict)).toEqual(['aws-managed-key error'])
  })

  test('false positive: a topic without encryption has no key', async () => {
    expect((await ask({ Arn: TOPIC }, { topic: answers(topic()) })).status).toBe('ok')
  })
})

describe('an event bus', () => {
  const there = BUS.replace('default', 'audit')
  const put = (...statements: readonly object[]) =>
    ask(
      { Arn: there, RoleArn: ROLE },
      {
        eventBus: async (arn: string) => ({
          state: 'found',
          value: bus({ arn, ...(arn === there ? { kmsKey: KEY } : {}) }),
        }),
        ...keyWith(...statements),
      },
    )

  test('takes events when its key policy lets EventBridge in for this bus, not for the rule', async () => {
    const only = (source: string) => forEventBridge(use, '*', { Condition: { ArnEquals: { 'aws:SourceArn': source } } })
    expect(codes(await put(only(there)))).toEqual(['ok'])
    expect(codes(await put(only(RULE)))).toEqual(['key-policy-blocks error'])
  })

  test('takes events when its key policy asks for the account, in the form that IAM documents', async () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': HOME } }
    expect(codes(await put(forEventBridge(use, '*', { Condition })))).toEqual(['ok'])
  })

  test("AWS's example has an ARN where the account belongs: a warning that cites both pages", async () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': `arn:aws:events:${REGION}:${HOME}` } }
    const found = finding(await put(forEventBridge(use, '*', { Condition })))
    expect(`${found.code} ${found.severity}`).toBe('key-policy-blocks warning')
    expect(found.because.join('\n')).toContain('eb-encryption-key-policy.html')
  })
})

describe("the rule's own bus", () => {
  const arn = `arn:aws:events:${REGION}:${HOME}:event-bus/orders`
  const run = (...statements: readonly object[]) =>
    busEncryption.run(
      delivery({ Arn: `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`, RoleArn: ROLE }, 'orders'),
      account({ eventBus: answers(bus({ name: 'orders', arn, kmsKey: KEY })), ...keyWith(...statements) }),
    )

  test('delivers when EventBridge may use its key', async () => {
    expect((await run(forEventBridge(use, '*'))).status).toBe('ok')
  })

  test('delivers nothing, to no target, when EventBridge may not use its key', async () => {
    const found = finding(await run())
    expect(found.summary).toContain(arn)
    expect(found.code).toBe('key-policy-blocks')
  })
})

describe('the role that puts records, as the caller of the put', () => {
  const STREAM = `arn:aws:kinesis:${REGION}:${HOME}:stream/orders`
  const FIREHOSE = `arn:aws:firehose:${REGION}:${HOME}:deliverystream/orders`
  const uses = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: KEY, ...more })
  const kinesis = (kmsKey: string, ...statements: object[]) =>
    ask(
      { Arn: STREAM, RoleArn: ROLE },
      { ...keyWith(), stream: answers({ arn: STREAM, status: 'ACTIVE', kmsKey }), ...roleThatMay(...statements) },
    )
  const firehose = (more: object, ...statements: object[]) =>
    ask(
      { Arn: FIREHOSE, RoleArn: ROLE },
      {
        ...keyWith(),
        deliveryStream: answers({ arn: FIREHOSE, status: 'ACTIVE', type: 'DirectPut', ...more }),
        ...roleThatMay(...statements),
      },
    )

  test.each([
    ['no permission on the key', []],
    ['kms:Decrypt alone', [uses('kms:Decrypt')]],
    [
      'the permission through another service',
      [
        uses('kms:GenerateDataKey', {
          Condition: { StringEquals: { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` } },
        }),
      ],
    ],
    [
      'the permission for another stream',
      [
        uses('kms:GenerateDataKey', {
          Condition: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': `${STREAM}-old` } },
        }),
      ],
    ],
  ])('puts nothing into a data stream with a customer key when it has %s', async (_, statements) => {
    expect(codes(await kinesis(KEY, ...statements))).toEqual(['key-policy-blocks error'])
  })

  test('puts records into a data stream when it may generate data keys, also for this stream alone', async () => {
    const forStream = { Condition: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': STREAM } } }
    expect((await kinesis(KEY, uses('kms:GenerateDataKey'))).status).toBe('ok')
    expect((await kinesis(KEY, uses('kms:GenerateDataKey', forStream))).status).toBe('ok')
  })

  test('false positive: the key that AWS manages for Kinesis asks for no permission', async () => {
    expect((await kinesis('alias/aws/kinesis')).status).toBe('ok')
    expect((await kinesis(`arn:aws:kms:${REGION}:${HOME}:alias/aws/kinesis`)).status).toBe('ok')
  })

  test('may need the permission for Firehose with a customer key: a warning, since Firehose has a grant of its own', async () => {
    expect(codes(await firehose({ kmsKey: KEY }))).toEqual(['key-policy-blocks warning'])
    expect((await firehose({ kmsKey: KEY }, uses('kms:GenerateDataKey'))).status).toBe('ok')
    expect((await firehose({})).status).toBe('ok')
  })

  test('false positive: no page asks the role for anything on the key that AWS manages for SNS', async () => {
    const verdict = await ask({ Arn: TOPIC, RoleArn: ROLE }, { topic: answers(topic({ kmsKey: 'alias/aws/sns' })) })
    expect(verdict.status).toBe('ok')
  })
})

describe('a key policy for everybody who comes through SNS, as AWS writes it for its own keys', () => {
  const through = (Principal: object, keys: object) => ({
    Effect: 'Allow',
    Principal,
    Action: 'kms:*',
    Resource: '*',
    Condition: { StringEquals: keys },
  })
  const publish = (statement: object) =>
    ask({ Arn: TOPIC }, { topic: answers(topic({ kmsKey: KEY })), ...keyWith(statement) })

  test('is in doubt, since EventBridge sends neither key and such templates are in use', async () => {
    const keys = { 'kms:ViaService': `sns.${REGION}.amazonaws.com`, 'kms:CallerAccount': HOME }
    expect(codes(await publish(through({ AWS: '*' }, keys)))).toEqual(['key-policy-blocks warning'])
  })

  test.each([
    ['kms:CallerAccount', { 'kms:CallerAccount': HOME }],
    ['kms:ViaService', { 'kms:ViaService': `sns.${REGION}.amazonaws.com` }],
    ['both', { 'kms:ViaService': `sns.${REGION}.amazonaws.com`, 'kms:CallerAccount': HOME }],
  ])('does not hold for EventBridge under its own name: %s', async (_, keys) => {
    expect(codes(await publish(through({ Service: 'events.amazonaws.com' }, keys)))).toEqual([
      'key-policy-blocks error',
    ])
  })
})
