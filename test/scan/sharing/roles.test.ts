import { describe, expect, test } from 'vitest'
import type { Account } from '../../../src/aws/account.js'
import { accountOf } from '../../../src/aws/memory.js'
import { found, missing, type Read } from '../../../src/aws/read.js'
import type { RolePage } from '../../../src/aws/reads/iam.js'
import { rolesInBulk } from '../../../src/scan/sharing/roles.js'

const HOME = '111122223333'
const arnOf = (name: string | number, account = HOME) => `arn:aws:iam::${account}:role/${name}`
const policyArn = (name: string, account = HOME) => `arn:aws:iam::${account}:policy/${name}`
const denied = { state: 'denied', action: 'iam:GetAccountAuthorizationDetails', resource: '*' } as const

const roleIn = (name: string, attached: string[] = []): RolePage['roles'][number] => ({
  role: { arn: arnOf(name), name, trustPolicy: 'bulk', tags: {} },
  inline: [{ name: 'own', document: `bulk ${name}` }],
  attached,
})

const pageOf = (names: readonly string[], more: Partial<RolePage> = {}): Read<RolePage> =>
  found({ roles: names.map((name) => roleIn(name)), policies: [], next: null, ...more })

/** Shared roles of an account that answers single reads with `single`; what was asked, in order. */
function sharing(pages: Readonly<Record<string, Read<RolePage>>>, { rules = 10, gone = [] as string[] } = {}) {
  const asked: string[] = []
  const account = accountOf(async (read, args): Promise<Read<unknown>> => {
    asked.push(`${read} ${String(args[0])}`)
    if (read === 'rolePage') return pages[String(args[0])] ?? denied
    if (gone.some((name) => String(args[0]).endsWith(`/${name}`))) return missing
    if (read === 'role') return found({ arn: args[0], name: 'r', trustPolicy: 'single', tags: {} })
    if (read === 'managedPolicy') return found({ name: 'p', arn: args[0], document: 'single' })
    return found([])
  }) satisfies Account
  return { roles: rolesInBulk(account, account, { homeAccount: HOME, rules: () => rules }), asked }
}

const six = ['1', '2', '3', '4', '5', '6']
const trustOf = (read: Read<{ trustPolicy: string }>) => (read.state === 'found' ? read.value.trustPolicy : read.state)

describe('roles that many rules need', () => {
  test('are read one by one while they are few, and all at once from the seventh on', async () => {
    const { roles, asked } = sharing({ '': pageOf(['7', '8']) })
    for (const name of six) expect(trustOf(await roles.role(arnOf(name)))).toBe('single')
    // A role that was asked for before is not one more.
    await roles.inlinePolicies(arnOf('1'))
    expect(asked).not.toContain('rolePage ')
    expect(trustOf(await roles.role(arnOf('7')))).toBe('bulk')
    expect(await roles.inlinePolicies(arnOf('8'))).toEqual(found([{ name: 'own', document: 'bulk 8' }]))
    expect(asked.filter((read) => read.startsWith('rolePage'))).toEqual(['rolePage '])
    expect(asked).not.toContain(`role ${arnOf('7')}`)
  })

  test('of fifty rules and more are read at once', async () => {
    const { roles, asked } = sharing({ '': pageOf(['a']) }, { rules: 50 })
    expect(trustOf(await roles.role(arnOf('a')))).toBe('bulk')
    expect(asked).toEqual(['rolePage '])
  })

  test('are read one by one where the pages are denied: nothing is unknown for that', async () => {
    const { roles } = sharing({ '': denied }, { rules: 1000 })
    expect(trustOf(await roles.role(arnOf('a')))).toBe('single')
    expect(await roles.inlinePolicies(arnOf('a'))).toEqual(found([]))
    expect(await roles.attachedPolicies(arnOf('a'))).toEqual(found([]))
    expect(await roles.managedPolicy(policyArn('p'))).toMatchObject({ value: { document: 'single' } })
  })

  test('are read one by one where a page fails, but for those of the pages before', async () => {
    const failed = { state: 'failed', action: 'a:B', resource: '*', error: { kind: 'service', message: 'm' } } as const
    const { roles } = sharing({ '': pageOf(['a'], { next: 'x' }), x: failed }, { rules: 1000 })
    expect(trustOf(await roles.role(arnOf('a')))).toBe('bulk')
    expect(trustOf(await roles.role(arnOf('b')))).toBe('single')
  })

  test('cost no more pages than calls one by one would', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [i === 0 ? '' : `${i}`, pageOf([`r${i}`], { next: `${i + 1}` })]),
    )
    const { roles, asked } = sharing(pages, { rules: 1000 })
    expect(trustOf(await roles.role(arnOf('r2')))).toBe('bulk')
    expect(trustOf(await roles.role(arnOf('r3')))).toBe('single')
    expect(asked.filter((read) => read.startsWith('rolePage'))).toHaveLength(3)
  })

  test('that no page has are asked for by themselves, and are missing only when IAM says so', async () => {
    const { roles, asked } = sharing({ '': pageOf(['a']) }, { rules: 1000, gone: ['gone'] })
    expect(await roles.role(arnOf('gone'))).toEqual(missing)
    expect(await roles.inlinePolicies(arnOf('gone'))).toEqual(missing)
    expect(await roles.attachedPolicies(arnOf('gone'))).toEqual(missing)
    expect(trustOf(await roles.role(arnOf('new')))).toBe('single')
    expect(await roles.inlinePolicies(arnOf('new'))).toEqual(found([]))
    expect(asked.filter((read) => read.startsWith('inline'))).toEqual([`inlinePolicies ${arnOf('new')}`])
  })

  test("of another account are that account's, whatever namesake there is here", async () => {
    const { roles, asked } = sharing({ '': pageOf(['a']) }, { rules: 1000 })
    expect(trustOf(await roles.role(arnOf('a', '222233334444')))).toBe('single')
    expect(asked).toEqual([`role ${arnOf('a', '222233334444')}`])
  })

  test('are found by their names, whatever their paths', async () => {
    const { roles } = sharing({ '': pageOf(['a']) }, { rules: 1000 })
    expect(trustOf(await roles.role(arnOf('path/to/a')))).toBe('bulk')
  })

  test("have managed policies out of the pages, and AWS's own one by one; one that is gone is left out", async () => {
    const attached = [policyArn('own'), policyArn('theirs', 'aws'), policyArn('gone')]
    const { roles } = sharing(
      {
        '': pageOf([], {
          roles: [roleIn('a', attached)],
          policies: [{ name: 'own', arn: policyArn('own'), document: 'bulk' }],
        }),
      },
      { rules: 1000, gone: ['gone'] },
    )
    expect(await roles.attachedPolicies(arnOf('a'))).toEqual(
      found([
        { name: 'own', arn: policyArn('own'), document: 'bulk' },
        { name: 'p', arn: policyArn('theirs', 'aws'), document: 'single' },
      ]),
    )
  })
})
