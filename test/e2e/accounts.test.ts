import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateAccountCommand, CreateOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScanReport } from '../../src/scan/report.js'
import { ACCOUNT } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { errorAnswer } from './support/faults.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'
import { ACCOUNTS, credentialsOf, MEMBER, makeTwoAccounts, REGIONS } from './support/two-accounts.js'

let moto: Moto
let proxy: AwsProxy
let folder: string
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  await makeTwoAccounts(moto.url)
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
  rmSync(folder, { recursive: true })
})

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function scan(accounts: string, ...flags: readonly string[]) {
  const regions = REGIONS.flatMap((region) => ['--region', region])
  const args = ['scan', '--accounts', accounts, '--assume-role', MEMBER, ...regions, '--output', 'json', ...flags]
  const ran = await ebDoctor(args, { env: awsEnv(proxy.url) })
  return { ...ran, scan: ran.stdout.startsWith('{') ? (JSON.parse(ran.stdout) as ScanReport) : undefined }
}

const placesOf = (scan: ScanReport | undefined) =>
  scan?.context.places.map(({ account, region, identity }) => `${account} ${region} ${identity}`)

const EVERYWHERE = ACCOUNTS.flatMap((account) =>
  REGIONS.map((region) => `${account} ${region} arn:aws:sts::${account}:assumed-role/eb-doctor-member/eb-doctor`),
)

describe('a scan of many accounts', () => {
  test('assumes the role of each once for all Regions, and goes by account and Region, however they are listed', async () => {
    proxy.behave()
    const listed = file('accounts.txt', `# newest first\n${[...ACCOUNTS].reverse().join('\n')}\n`)
    const { code, scan: found } = await scan(listed, '--external-id', 'hub-1')
    expect(placesOf(found)).toEqual(EVERYWHERE)
    expect(found?.totals).toMatchObject({ healthy: 4, broken: 12 })
    expect(found?.unseen).toEqual([])
    expect(code).toBe(1)
    const assumed = proxy.seen.filter(({ action }) => action === 'sts:AssumeRole')
    expect(assumed.map(({ params }) => [params['RoleArn'], params['RoleSessionName'], params['ExternalId']])).toEqual(
      ACCOUNTS.map((account) => [`arn:aws:iam::${account}:role/${MEMBER}`, 'eb-doctor', 'hub-1']),
    )
    expect(proxy.writes()).toEqual([])
  })

  test('an account whose role cannot be assumed is unseen with the reason, in every Region, and ends nothing', async () => {
    proxy.behave({
      answer: (operation) =>
        operation.action === 'sts:AssumeRole' && String(operation.params['RoleArn']).includes(ACCOUNTS[0])
          ? errorAnswer(operation, 'AccessDenied', 'not authorized to perform: sts:AssumeRole', 403)
          : undefined,
    })
    const listed = file('named.json', JSON.stringify([{ id: ACCOUNTS[0], name: 'orders' }, ACCOUNTS[1]]))
    const { scan: found } = await scan(listed)
    expect(found?.unseen.map(({ account, region, what }) => [account, region, what])).toEqual(
      REGIONS.map((region) => [ACCOUNTS[0], region, `account ${ACCOUNTS[0]} (orders) in ${region}`]),
    )
    expect(found?.unseen[0]?.because).toContain('cannot be assumed')
    expect(placesOf(found)).toEqual(EVERYWHERE.slice(2))
    expect(found?.totals).toMatchObject({ healthy: 2, broken: 6 })
  })

  test('is inconclusive, never healthy, when nothing is known to be broken and an account was not seen', async () => {
    proxy.behave({
      answer: (operation) =>
        operation.action === 'sts:AssumeRole'
          ? errorAnswer(operation, 'AccessDenied', 'not authorized to perform: sts:AssumeRole', 403)
          : undefined,
    })
    const { code, scan: found } = await scan(file('one.txt', ACCOUNTS[0]))
    expect([code, found?.verdict, found?.rules]).toEqual([3, 'inconclusive', []])
  })

  test('credentials of another account than the one that was asked for are not looked with', async () => {
    const theirs = await credentialsOf(moto.url, ACCOUNTS[1])
    const stray = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${theirs.accessKeyId}</AccessKeyId><SecretAccessKey>${theirs.secretAccessKey}</SecretAccessKey><SessionToken>${theirs.sessionToken}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
    proxy.behave({
      answer: (operation) =>
        operation.action === 'sts:AssumeRole'
          ? { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(stray) }
          : undefined,
    })
    const { code, scan: found } = await scan(file('one.txt', ACCOUNTS[0]))
    expect(found?.unseen.map(({ because }) => because)).toEqual(
      REGIONS.map(() => `The credentials of arn:aws:iam::${ACCOUNTS[0]}:role/${MEMBER} are of account ${ACCOUNTS[1]}.`),
    )
    expect([code, found?.rules]).toEqual([3, []])
    expect(proxy.actions().filter((action) => action.startsWith('events:'))).toEqual([])
  })

  test('what the time does not suffice for is unseen', async () => {
    proxy.behave({ fault: ({ action }) => (action === 'events:ListRules' ? 'hangs' : undefined) })
    const { scan: found } = await scan(file('both.txt', ACCOUNTS.join('\n')), '--timeout', '3s')
    const keys = new Set(found?.unseen.map(({ account, region }) => `${account} ${region}`))
    expect([...keys]).toEqual(ACCOUNTS.flatMap((account) => REGIONS.map((region) => `${account} ${region}`)))
    expect(found?.verdict).toBe('inconclusive')
  })

  test('takes the active accounts of the organization, and Regions that an account lists for itself', async () => {
    proxy.behave()
    const credentials = { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' }
    const organizations = new OrganizationsClient({ endpoint: moto.url, region: 'us-east-1', credentials })
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
    const made = await organizations.send(new CreateAccountCommand({ AccountName: 'apps', Email: 'apps@example.com' }))
    const id = made.CreateAccountStatus?.AccountId ?? ''
    const { scan: found } = await scan('organization')
    const ids = [...new Set(found?.context.places.map(({ account }) => account))]
    expect(ids).toEqual([ACCOUNT, id].sort())
    const own = file('own.yaml', `- ${ACCOUNTS[0]}\n- id: ${ACCOUNTS[1]}\n  regions: [us-east-1]\n`)
    expect(placesOf((await scan(own)).scan)).toEqual([0, 1, 3].map((i) => EVERYWHERE[i]))
  })
})

describe('wrong usage ends before anything is asked of AWS, with one line and exit code 2', () => {
  test.each([
    [['--accounts', 'nowhere.txt', '--assume-role', 'r'], 'cannot be read (ENOENT)'],
    [['--accounts', 'organization'], '--assume-role'],
    [['--assume-role', 'r'], '--accounts'],
    [['--accounts', 'organization', '--assume-role', 'arn:aws:iam::1:role/r'], 'is not the name of a role'],
    [['--accounts', 'organization', '--assume-role', 'r', '--profile', 'a', '--profile', 'b'], 'no more than one'],
  ])('%j', async (flags, why) => {
    proxy.behave()
    const { code, stdout, stderr } = await ebDoctor(['scan', ...flags], { env: awsEnv(proxy.url) })
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1])
    expect(stderr).toContain(why)
    expect(proxy.actions().filter((action) => action !== 'sts:GetCallerIdentity')).toEqual([])
  })

  test('a list that is none', async () => {
    const { code, stderr } = await ebDoctor(['scan', '--accounts', file('bad.txt', '12345\n'), '--assume-role', 'r'], {
      env: awsEnv(proxy.url),
    })
    expect([code, stderr]).toEqual([
      2,
      `eb-doctor: The accounts of ${join(folder, 'bad.txt')} cannot be used: line 1 is not an account id of 12 digits.\n`,
    ])
  })
})
