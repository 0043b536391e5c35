import { describe, expect, test } from 'vitest'
import { parseArn } from '../../src/aws/arn.js'
import type { Target } from '../../src/aws/reads/events.js'
import { serviceOf } from '../../src/targets/index.js'
import { sns } from '../../src/targets/sns.js'
import { sqs } from '../../src/targets/sqs.js'
import type { TargetService } from '../../src/targets/target.js'
import {
  account,
  answers,
  codes,
  delivery,
  finding,
  gone,
  QUEUE,
  queue,
  reason,
  refused,
  TOPIC,
  topic,
} from '../checks/delivery.js'

const flaws = (service: TargetService, target: Partial<Target> & { Arn: string }) => {
  const arn = parseArn(target.Arn)
  return arn ? (service.flaws?.({ Id: 'settle', ...target }, arn) ?? []) : []
}

describe('an SQS queue as a target', () => {
  const state = (answer: Parameters<typeof account>[0]['queue'], Arn = QUEUE) =>
    sqs.state?.run(delivery({ Arn }), account(answer ? { queue: answer } : {}))

  test('is known by its ARN, standard and FIFO', () => {
    expect(serviceOf({ Arn: QUEUE })).toBe(sqs)
    expect(serviceOf({ Arn: `${QUEUE}.fifo` })).toBe(sqs)
  })

  test('can take events when it exists', async () => {
    expect((await state(answers(queue())))?.status).toBe('ok')
  })

  test('cannot take events when it does not exist', async () => {
    expect(finding((await state(gone)) ?? { status: 'ok', because: '' }).summary).toBe(
      `The queue ${QUEUE} does not exist.`,
    )
  })

  test('cannot take events as a FIFO queue that does not find its own deduplication id: EventBridge sends none', async () => {
    const fifo = queue({ arn: `${QUEUE}.fifo`, fifo: true })
    const verdict = await state(answers(fifo), `${QUEUE}.fifo`)
    expect(verdict && codes(verdict)).toEqual(['target-not-ready error'])
  })

  test('takes events as a FIFO queue with content-based deduplication', async () => {
    const fifo = queue({ arn: `${QUEUE}.fifo`, fifo: true, contentBasedDeduplication: true })
    expect((await state(answers(fifo), `${QUEUE}.fifo`))?.status).toBe('ok')
  })

  test('cannot be told when it may not be read', async () => {
    const verdict = await state(refused('sqs:GetQueueAttributes', QUEUE))
    expect(verdict && reason(verdict)).toContain('grant sqs:GetQueueAttributes')
  })

  test('needs a message group as a FIFO queue', () => {
    expect(flaws(sqs, { Arn: `${QUEUE}.fifo` })).toMatchObject([{ code: 'parameters-invalid' }])
    expect(flaws(sqs, { Arn: `${QUEUE}.fifo`, SqsParameters: { MessageGroupId: '$.detail.id' } })).toEqual([])
  })

  test('takes a message group of at most 100 characters', () => {
    expect(flaws(sqs, { Arn: QUEUE, SqsParameters: { MessageGroupId: 'g'.repeat(101) } })).toHaveLength(1)
  })

  test('false positive: a standard queue may have a message group (fair queues)', () => {
    expect(flaws(sqs, { Arn: QUEUE, SqsParameters: { MessageGroupId: 'tenant' } })).toEqual([])
  })

  test('asks sqs:SendMessage of a role, and needs no role', async () => {
    const needs = await sqs.needs?.run(delivery({ Arn: QUEUE }), account({}))
    expect(needs?.needs).toMatchObject([{ action: 'sqs:SendMessage', resource: QUEUE, severity: 'error' }])
    expect(sqs.role).toBe('optional')
  })
})

describe('an SNS topic as a target', () => {
  const state = (answer: Parameters<typeof account>[0]['topic']) =>
    sns.state?.run(delivery({ Arn: TOPIC }), account(answer ? { topic: answer } : {}))

  test('can take events when it exists', async () => {
    expect((await state(answers(topic())))?.status).toBe('ok')
  })

  test('cannot take events when it does not exist', async () => {
    const verdict = await state(gone)
    expect(verdict && codes(verdict)).toEqual(['target-not-found error'])
  })

  test('cannot be told when it may not be read', async () => {
    expect((await state(refused('sns:GetTopicAttributes', TOPIC)))?.status).toBe('unknown')
  })

  test('AWS does not say that a FIFO topic cannot be a target, so it is a warning', () => {
    expect(flaws(sns, { Arn: `${TOPIC}.fifo` })).toMatchObject([{ code: 'target-unsupported', severity: 'warning' }])
    expect(flaws(sns, { Arn: TOPIC })).toEqual([])
  })

  test('asks sns:Publish of a role', async () => {
    const needs = await sns.needs?.run(delivery({ Arn: TOPIC }), account({}))
    expect(needs?.needs).toMatchObject([{ action: 'sns:Publish', resource: TOPIC }])
  })
})
