import { DescribeStreamSummaryCommand, GetResourcePolicyCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME, OTHER } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { stream, streamPolicy } = live()
const ARN = `arn:aws:kinesis:eu-west-1:${HOME}:stream/orders`
const api = mockClient(KinesisClient)
beforeEach(() => void api.reset())

/** What the API says of a stream, as far as it is read. */
const summary = (more: object) => ({
  StreamDescriptionSummary: {
    StreamName: 'orders',
    StreamARN: ARN,
    StreamStatus: 'ACTIVE' as const,
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: new Date(0),
    EnhancedMonitoring: [],
    OpenShardCount: 1,
    ...more,
  },
})

describe('a data stream', () => {
  test('is looked up by its ARN', async () => {
    api.on(DescribeStreamSummaryCommand).resolves(summary({}))
    expect(await stream(ARN)).toEqual({ state: 'found', value: { arn: ARN, status: 'ACTIVE' } })
    expect(api.call(0).args[0].input).toEqual({ StreamARN: ARN })
  })

  test('has a key only when it is encrypted', async () => {
    api.on(DescribeStreamSummaryCommand).resolves(summary({ EncryptionType: 'KMS', KeyId: 'alias/orders' }))
    expect(await stream(ARN)).toMatchObject({ value: { kmsKey: 'alias/orders' } })
    api.on(DescribeStreamSummaryCommand).resolves(summary({ EncryptionType: 'NONE' }))
    expect(await stream(ARN)).not.toMatchObject({ value: { kmsKey: expect.anything() } })
  })

  test('is missing by ResourceNotFoundException, and denied by a refusal', async () => {
    api.on(DescribeStreamSummaryCommand).rejects(named('ResourceNotFoundException'))
    expect(await stream(ARN)).toEqual({ state: 'missing' })
    api.on(DescribeStreamSummaryCommand).rejects(noAccess)
    expect(await stream(ARN)).toEqual({ state: 'denied', action: 'kinesis:DescribeStreamSummary', resource: ARN })
  })

  test('of another account is not looked up with our own credentials', async () => {
    expect(await stream(ARN.replace(HOME, OTHER))).toMatchObject({ state: 'denied', account: OTHER })
    expect(api.calls()).toHaveLength(0)
  })

  test('without a state is an odd answer, not a healthy stream', async () => {
    api.on(DescribeStreamSummaryCommand).resolves({} as never)
    expect(await stream(ARN)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})

describe('the policy of a data stream', () => {
  test.each([['{}'], [' '], ['{ }']])('is none when the document is %j', async (Policy) => {
    api.on(GetResourcePolicyCommand).resolves({ Policy })
    expect(await streamPolicy(ARN)).toEqual({ state: 'found', value: null })
    expect(api.call(0).args[0].input).toEqual({ ResourceARN: ARN })
  })

  test('is given as it stands', async () => {
    api.on(GetResourcePolicyCommand).resolves({ Policy: '{"Statement":[]}' })
    expect(await streamPolicy(ARN)).toEqual({ state: 'found', value: '{"Statement":[]}' })
  })

  test('may be hidden from us', async () => {
    api.on(GetResourcePolicyCommand).rejects(noAccess)
    expect(await streamPolicy(ARN)).toMatchObject({ state: 'denied', action: 'kinesis:GetResourcePolicy' })
  })
})
