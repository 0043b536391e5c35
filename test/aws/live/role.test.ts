import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { roleSession } from '../../../src/aws/live/role.js'
import { OTHER } from '../../support/home.js'
import { awsOf, named, noAccess, sent, stubOf } from '../../support/live.js'

const sts = stubOf(STSClient)
const ROLE = `arn:aws-cn:iam::${OTHER}:role/audit/eb-doctor`

/** What STS answers: credentials for an hour from `now` on. */
const answer = (key: string, now = Date.now()) => ({
  Credentials: {
    AccessKeyId: key,
    SecretAccessKey: 's',
    SessionToken: 't',
    Expiration: new Date(now + 3_600_000),
  },
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a role of another account', () => {
  test('is assumed once for all that look with it, with the external id and under the name of the tool', async () => {
    sts.on(AssumeRoleCommand).resolves(answer('ASIAONE'))
    const session = roleSession(awsOf(), { arn: ROLE, externalId: 'x-1' })
    expect(await session.assume()).toEqual({ state: 'found', value: null })
    const [one, two] = await Promise.all([session.credentials(), session.credentials()])
    expect([one.accessKeyId, two.sessionToken]).toEqual(['ASIAONE', 't'])
    expect(sent(sts)).toEqual([['AssumeRole', { RoleArn: ROLE, RoleSessionName: 'eb-doctor', ExternalId: 'x-1' }]])
  })

  test('has no external id where none was given', async () => {
    sts.on(AssumeRoleCommand).resolves(answer('ASIAONE'))
    await roleSession(awsOf(), { arn: ROLE }).assume()
    expect(sent(sts)).toEqual([['AssumeRole', { RoleArn: ROLE, RoleSessionName: 'eb-doctor' }]])
  })

  test('is assumed again before its credentials expire, and not sooner', async () => {
    vi.useFakeTimers({ now: 0, toFake: ['Date'] })
    sts.on(AssumeRoleCommand).resolvesOnce(answer('ASIAONE', 0)).resolves(answer('ASIATWO', 3_600_000))
    const session = roleSession(awsOf(), { arn: ROLE })
    expect((await session.credentials()).accessKeyId).toBe('ASIAONE')
    vi.setSystemTime(54 * 60_000)
    expect((await session.credentials()).accessKeyId).toBe('ASIAONE')
    vi.setSystemTime(56 * 60_000)
    expect((await session.credentials()).accessKeyId).toBe('ASIATWO')
  })

  test('that may not be assumed is denied with the action and the role, and is tried again when asked again', async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(noAccess).resolves(answer('ASIAONE'))
    const session = roleSession(awsOf(), { arn: ROLE })
    expect(await session.assume()).toEqual({ state: 'denied', action: 'sts:AssumeRole', resource: ROLE })
    expect(await session.assume()).toEqual({ state: 'found', value: null })
  })

  test('is no role when STS fails or answers without credentials', async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(named('ThrottlingException')).resolves({})
    const session = roleSession(awsOf(), { arn: ROLE })
    expect(await session.assume()).toMatchObject({ state: 'failed', error: { kind: 'throttled' } })
    expect(await session.assume()).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})
