import { describe, expect, test } from 'vitest'
import { type ClientConfig, ForeignAccount, placeOf } from '../../../src/aws/live/clients.js'
import { HOME, OTHER, REGION } from '../../support/home.js'
import { awsOf } from '../../support/live.js'

class Plain {
  constructor(readonly config: ClientConfig) {}
}
class Another extends Plain {}

const arn = (account: string, region = REGION) => `arn:aws:lambda:${region}:${account}:function:f`

describe('the place that an ARN names', () => {
  test('is its region and its account; what it leaves empty is home', () => {
    expect(placeOf(arn(OTHER, 'us-east-1'))).toEqual({ region: 'us-east-1', account: OTHER })
    expect(placeOf('arn:aws:iam::aws:policy/ReadOnlyAccess')).toEqual({})
    expect(placeOf('arn:aws:ssm:eu-west-1:*:automation-definition/x')).toEqual({ region: 'eu-west-1' })
    expect(placeOf('nonsense')).toEqual({})
  })
})

describe('a client', () => {
  test('is made once a class and region', async () => {
    const aws = awsOf()
    const here = await aws.client(Plain)
    expect(await aws.client(Plain, arn(HOME))).toBe(here)
    expect(await aws.client(Another)).not.toBe(here)
    const there = await aws.client(Plain, arn(HOME, 'us-east-1'))
    expect([here.config.region, there.config.region]).toEqual([REGION, 'us-east-1'])
  })

  test('of another account is never made with the credentials of this one', async () => {
    const aws = awsOf()
    await expect(aws.client(Plain, arn(OTHER))).rejects.toThrow(ForeignAccount)
  })

  test('of another account is made with the profile that was named for it', async () => {
    const other = { config: { credentials: 'theirs' }, account: async () => OTHER }
    const aws = awsOf({ config: { credentials: 'ours' }, other })
    expect((await aws.client(Plain, arn(OTHER))).config['credentials']).toBe('theirs')
    expect((await aws.client(Plain, arn(HOME))).config['credentials']).toBe('ours')
    expect((await aws.client(Plain)).config['credentials']).toBe('ours')
  })

  test("of the organization is made with the profile that was named for it, and with no other's", async () => {
    const other = { config: { credentials: 'theirs' }, account: async () => OTHER }
    const aws = awsOf({ config: { credentials: 'ours' }, other, organization: { credentials: 'management' } })
    expect(aws.readsOrganization).toBe(true)
    expect((await aws.client(Plain, { organization: true })).config['credentials']).toBe('management')
    expect((await aws.client(Plain)).config['credentials']).toBe('ours')
    expect((await aws.client(Plain, arn(OTHER))).config['credentials']).toBe('theirs')
    expect(awsOf({ other }).readsOrganization).toBe(false)
    await expect(awsOf({ other }).client(Plain, { organization: true })).rejects.toThrow('no profile')
  })

  test('of a third account is not made with the profile of the second', async () => {
    const aws = awsOf({ other: { config: {}, account: async () => OTHER } })
    await expect(aws.client(Plain, arn('333344445555'))).rejects.toMatchObject({ account: '333344445555' })
  })

  test('is made with the own credentials when nobody knows whose they are', async () => {
    const aws = awsOf({ homeAccount: async () => undefined })
    expect((await aws.client(Plain, arn(OTHER))).config.region).toBe(REGION)
  })
})
