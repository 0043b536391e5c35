import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const STREAM = `arn:aws:firehose:eu-west-1:${HOME}:deliverystream/orders`
const ask = (status = 'ACTIVE', type = 'DirectPut') =>
  about({ Arn: STREAM }, { deliveryStream: answers({ arn: STREAM, status, type }) })

describe('a Firehose stream', () => {
  test('takes events when it is ACTIVE and the role may put records, one by one and in batches', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may(['firehose:PutRecord', 'firehose:PutRecordBatch'], STREAM)))).toEqual(['ok'])
  })

  test('takes no record when it reads from a Kinesis stream by itself', async () => {
    const found = finding(await ask('ACTIVE', 'KinesisStreamAsSource').state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because[0]).toContain('KinesisStreamAsSource')
  })

  test('takes nothing when its making failed', async () => {
    expect(codes(await ask('CREATING_FAILED').state())).toEqual(['target-not-ready error'])
  })

  test('is missing when there is no such stream', async () => {
    expect(codes(await about({ Arn: STREAM }, { deliveryStream: gone }).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    const verdict = await about({ Arn: STREAM }, { deliveryStream: refused('firehose:DescribeDeliveryStream') }).state()
    expect(reason(verdict)).toContain('grant firehose:DescribeDeliveryStream')
  })

  test('is at risk when the role may put single records only: AWS does not say when it sends batches', async () => {
    expect(codes(await ask().allowed(may('firehose:PutRecord', STREAM)))).toEqual(['permission-at-risk warning'])
  })

  test('a near miss: the permissions of a Kinesis stream are not those of Firehose', async () => {
    expect(codes(await ask().allowed(may('kinesis:PutRecord*', '*')))).toContain('permission-missing error')
  })
})
