import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { deadLetterQueue } from '../../src/checks/dead-letter-queue.js'
import { honest } from '../../src/diagnosis/looks.js'
import { HOME, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  codes,
  delivery,
  doc,
  finding,
  forEventBridge,
  forRule,
  gone,
  KEY,
  key,
  QUEUE,
  queue,
  ROLE,
  reason,
  refused,
} from './delivery.js'
import { denyAll, organized } from './organized.js'

const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`

const ask = (arn: string | undefined, reads: Partial<Account>, more: object = {}) =>
  deadLetterQueue.run(
    delivery({ Arn: FUNCTION, ...(arn ? { DeadLetterConfig: { Arn: arn } } : {}), ...more }),
    account({ organizationPath: answers(null), ...reads }),
  )
const keep = (more: Parameters<typeof queue>[0], reads: Partial<Account> = {}) =>
  ask(QUEUE, { queue: answers(queue(more)), ...reads })

describe('events that fail', () => {
  test('are kept when the queue lets EventBridge in for this rule', async () => {
    expect((await keep({})).status).toBe('ok')
  })

  test('are dropped without a dead-letter queue, which is said and is no finding', async () => {
    const verdict = await ask(undefined, {})
    expect(verdict).toEqual({
      status: 'skipped',
      because: 'Target settle has no dead-letter queue: failed events are dropped.',
    })
  })

  test('are lost, as a warning, when the queue has no policy; the fix adds one statement', async () => {
    const found = finding(await keep({ policy: null }))
    expect(`${found.code} ${found.severity}`).toBe('dead-letter-queue-unusable warning')
    expect(found.fix?.changes).toHaveLength(1)
  })

  test("are lost when the queue's policy is for another rule, and both ARNs are shown", async () => {
    const other = RULE.replace('rule/', 'rule/orders/')
    const found = finding(await keep({ policy: doc(forEventBridge('sqs:SendMessage', QUEUE, forRule(other))) }))
    expect(found.because.join('\n')).toContain(other)
    expect(found.because.join('\n')).toContain(RULE)
  })

  test('need the statement for EventBridge even if the target has a role: the role is not used for the queue', async () => {
    const policy = doc({ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sqs:SendMessage', Resource: QUEUE })
    const verdict = await ask(QUEUE, { queue: answers(queue({ policy })) }, { RoleArn: ROLE })
    expect(codes(verdict)).toEqual(['dead-letter-queue-unusable warning'])
  })

  test('are lost when a Deny keeps EventBridge out', async () => {
    const policy = doc({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE })
    expect(finding(await keep({ policy })).summary).toContain('denies EventBridge sqs:SendMessage')
  })

  test('are lost when the queue does not exist', async () => {
    expect(finding(await ask(QUEUE, { queue: gone })).summary).toBe(`The dead-letter queue ${QUEUE} does not exist.`)
  })

  test('are lost on a FIFO queue', async () => {
    const arn = `${QUEUE}.fifo`
    const policy = doc(forEventBridge('sqs:SendMessage', arn))
    expect(codes(await ask(arn, { queue: answers(queue({ arn, policy, fifo: true })) }))).toEqual([
      'dead-letter-queue-unusable warning',
    ])
  })

  test('are lost on a queue of another region', async () => {
    const arn = QUEUE.replace(REGION, 'us-east-1')
    const policy = doc(forEventBridge('sqs:SendMessage', arn))
    expect(finding(await ask(arn, { queue: answers(queue({ arn, policy })) })).summary).toContain('Region')
  })

  test('are lost on anything that is not a queue', async () => {
    expect(codes(await ask(`arn:aws:sns:${REGION}:${HOME}:t`, {}))).toEqual(['dead-letter-queue-unusable warning'])
  })

  test('are lost when EventBridge may not use the key of the queue: a warning with the fix of the key', async () => {
    const reads = { kmsKey: answers(key()), keyPolicy: answers(doc()) }
    const found = finding(await keep({ kmsKey: KEY, sqsManagedSse: false }, reads))
    expect(`${found.code} ${found.severity}`).toBe('dead-letter-queue-unusable warning')
    expect(found.fix?.title).toContain('key')
  })

  test('are lost with the key alias/aws/sqs', async () => {
    const verdict = await keep({ kmsKey: 'alias/aws/sqs', sqsManagedSse: false })
    expect(codes(verdict)).toEqual(['dead-letter-queue-unusable warning'])
  })

  test('false positive: SSE-SQS asks no permission', async () => {
    expect((await keep({ sqsManagedSse: true })).status).toBe('ok')
  })

  test('cannot be told when the queue may not be read, as one of another account', async () => {
    const verdict = await ask(QUEUE, { queue: refused('sqs:GetQueueAttributes', QUEUE) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant sqs:GetQueueAttributes')
  })

  test('cannot be told when the key may not be read', async () => {
    const reads = { kmsKey: refused('kms:DescribeKey', KEY), keyPolicy: refused('kms:GetKeyPolicy', KEY) }
    expect((await keep({ kmsKey: KEY, sqsManagedSse: false }, reads)).status).toBe('unknown')
  })
})

describe('a dead-letter queue of another account', () => {
  test.each(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] as const)(
    'that cannot be read (%s) does not make the delivery uncertain, and what was not seen is said',
    async (action) => {
      const arn = QUEUE.replace(HOME, '222233334444')
      const queue = async () => ({ state: 'denied' as const, action, resource: arn, account: '222233334444' })
      const verdict = await ask(arn, { queue })
      expect(verdict).toMatchObject({ status: 'skipped', unseen: true })
      expect(reason(verdict)).toContain('--target-profile')
      expect(honest(verdict, [await queue()])).toBe(verdict)
    },
  )

  test('of the own account that cannot be read is unknown', async () => {
    const read = refused('sqs:GetQueueAttributes', QUEUE)
    expect(honest(await ask(QUEUE, { queue: read }), [])).toMatchObject({ status: 'unknown' })
  })
})

describe('a role on the target', () => {
  test('does not count for the dead-letter queue, and the finding says so', async () => {
    const found = finding(await ask(QUEUE, { queue: answers(queue({ policy: null })) }, { RoleArn: ROLE }))
    expect(found.because.join('\n')).toContain('the permissions of that role have no effect')
    expect(finding(await keep({ policy: null })).because.join('\n')).not.toContain('role')
  })
})

describe("the organization's policies for the dead-letter queue", () => {
  test('may deny EventBridge to keep failed events there: a warning that names the policy', async () => {
    const rcps = { [HOME]: { 'no-sqs': denyAll('sqs:SendMessage') } }
    const found = finding(await keep({}, organized({ rcps })))
    expect(`${found.code} ${found.severity}`).toBe('dead-letter-queue-unusable warning')
    expect(found.summary).toContain('The resource control policy no-sqs (p-no-sqs)')
    expect(found.summary).toContain(`denies EventBridge sqs:SendMessage on ${QUEUE}.`)
  })

  test('may deny it the key of the queue', async () => {
    const rcps = { [HOME]: { 'no-kms': denyAll('kms:Decrypt') } }
    const policy = doc(forEventBridge(['kms:GenerateDataKey', 'kms:Decrypt'], '*'))
    const reads = { ...organized({ rcps }), kmsKey: answers(key()), keyPolicy: answers(policy) }
    const found = finding(await keep({ kmsKey: KEY }, reads))
    expect(`${found.code} ${found.severity}`).toBe('dead-letter-queue-unusable warning')
    expect(found.summary).toContain(`denies EventBridge kms:Decrypt on ${KEY}.`)
  })

  test('allow it where nothing denies it, and are unknown where they were asked for and may not be read', async () => {
    expect((await keep({}, organized())).status).toBe('ok')
    const unread = { organizationPath: refused('organizations:ListParents', HOME) }
    expect(reason(await keep({}, unread))).toContain('may not call organizations:ListParents')
  })
})
