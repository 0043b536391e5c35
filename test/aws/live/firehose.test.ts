import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { deliveryStream } = live()
const ARN = `arn:aws:firehose:eu-west-1:${HOME}:deliverystream/orders`
const api = mockClient(FirehoseClient)
beforeEach(() => void api.reset())

describe('a Firehose stream', () => {
  test('is looked up by its name', async () => {
    api.on(DescribeDeliveryStreamCommand).resolves({
      DeliveryStreamDescription: {
        DeliveryStreamName: 'orders',
        DeliveryStreamARN: ARN,
        DeliveryStreamStatus: 'ACTIVE',
        DeliveryStreamType: 'KinesisStreamAsSource',
        VersionId: '1',
        Destinations: [],
        HasMoreDestinations: false,
      },
    })
    expect(await deliveryStream(ARN)).toEqual({
      state: 'found',
      value: { arn: ARN, status: 'ACTIVE', type: 'KinesisStreamAsSource' },
    })
    expect(api.call(0).args[0].input).toEqual({ DeliveryStreamName: 'orders' })
  })

  test('is missing by ResourceNotFoundException, denied by a refusal, and failed when the answer is empty', async () => {
    api.on(DescribeDeliveryStreamCommand).rejects(named('ResourceNotFoundException'))
    expect(await deliveryStream(ARN)).toEqual({ state: 'missing' })
    api.on(DescribeDeliveryStreamCommand).rejects(noAccess)
    expect(await deliveryStream(ARN)).toMatchObject({ state: 'denied', action: 'firehose:DescribeDeliveryStream' })
    api.on(DescribeDeliveryStreamCommand).resolves({} as never)
    expect(await deliveryStream(ARN)).toMatchObject({ state: 'failed' })
  })
})
