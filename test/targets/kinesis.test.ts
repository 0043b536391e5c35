import { describe, expect, test } from 'vitest'
import { resourcePolicy } from '../../src/checks/resource-policy.js'
import { HOME, OTHER } from '../support/home.js'
import { about, account, answers, codes, delivery, finding, gone, may, ROLE, reason, refused } from './ask.js'

const STREAM = `arn:aws:kinesis:eu-west-1:${HOME}:stream/orders`
const stream = (status: string) => answers({ arn: STREAM, status })
const ask = (reads = { stream: stream('ACTIVE') } as Parameters<typeof about>[1], more = {}) =>
  about({ Arn: STREAM, ...more }, { streamPolicy: answers(null), ...reads })

describe('a Kinesis data stream', () => {
  test('takes events when it is ACTIVE and the role may put records', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('kinesis:PutRecord', STREAM)))).toEqual(['ok'])
  })

  test('false positive: a stream that is UPDATING its shards still takes records', async () => {
    expect(codes(await ask({ stream: stream('UPDATING') }).state())).toEqual(['ok'])
  })

  test('takes nothing while it is being deleted', async () => {
    expect(codes(await ask({ stream: stream('DELETING') }).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when there is no such stream', async () => {
    expect(finding(await ask({ stream: gone }).state()).summary).toBe(`The data stream ${STREAM} does not exist.`)
  })

  test('cannot be judged when it may not be looked at', async () => {
    const verdict = await ask({ stream: refused('kinesis:DescribeStreamSummary') }).state()
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant kinesis:DescribeStreamSummary')
  })

  test('is not reached by a role that may do nothing', async () => {
    expect(codes(await ask().allowed())).toEqual(['permission-missing error'])
  })

  test('a near miss: a policy for a stream of another name, shown beside the wanted one', async () => {
    const found = finding(await ask().allowed(may('kinesis:PutRecord', `${STREAM}-old`)))
    expect(found.code).toBe('permission-missing')
    expect(found.because.join('\n')).toContain(`${STREAM}-old`)
  })

  test('takes its partition key from a JSON path, and the key of nothing else', async () => {
    const key = (PartitionKeyPath: string) => ask(undefined, { KinesisParameters: { PartitionKeyPath } }).config()
    expect(codes(await key('$.detail.order-id'))).toEqual(['ok'])
    expect(codes(await key('detail.id'))).toEqual(['parameters-invalid error'])
  })

  test('of another account needs a policy that lets the role in', async () => {
    const Arn = `arn:aws:kinesis:eu-west-1:${OTHER}:stream/orders`
    const policyFor = (principal: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [may('kinesis:PutRecord', Arn, { Principal: { AWS: principal } })],
      })
    const policy = (document: string | null) =>
      resourcePolicy.run(delivery({ Arn, RoleArn: ROLE }), account({ streamPolicy: answers(document) }))
    expect((await policy(policyFor(ROLE))).status).toBe('ok')
    expect(codes(await policy(null))).toEqual(['grant-missing error'])
  })
})
