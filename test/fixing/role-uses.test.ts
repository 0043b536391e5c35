import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found } from '../../src/aws/read.js'
import type { Plan } from '../../src/fixing/plan.js'
import { MOST_RULES } from '../../src/fixing/role-uses.js'
import { withSurroundings } from '../../src/fixing/surroundings.js'
import { giveNewRole, grantRole } from '../../src/remedies/role.js'
import type { Change } from '../../src/verdict/fix.js'
import { account, answers, refused, role } from '../checks/delivery.js'
import { HOME, REGION } from '../support/home.js'
import { MACHINE, roleArn, rule } from './roles.js'

const DELIVER = roleArn('deliver')
const need = { action: 'states:StartExecution', resource: MACHINE, why: 'x', severity: 'error' } as const
const grant = grantRole(DELIVER, rule, [need], [])?.changes ?? []

const planOf = (changes: readonly Change[]): Plan => ({
  schemaVersion: 1,
  kind: 'eb-doctor-plan',
  tool: { name: 'eb-doctor', version: '0' },
  context: { account: HOME, partition: 'aws', region: REGION },
  rules: [{ name: rule.name, bus: 'default', arn: rule.arn }],
  changes: changes.map((change) => ({ ...change, because: [] })),
  withheld: [],
  left: [],
})

const using = (RoleArn: string) => answers([{ Id: 't', Arn: MACHINE, RoleArn }])
const notes = async (reads: Partial<Account>, changes = grant): Promise<string[]> => {
  const all = {
    role: answers(role({ arn: DELIVER })),
    buses: answers(['default', 'orders']),
    ruleNames: async (bus: string) => found(bus === 'default' ? [rule.name, 'order-sent'] : ['refund']),
    targets: using(DELIVER),
    tags: answers({}),
    ...reads,
  }
  const plan = await withSurroundings(planOf(changes), account(all))
  return plan.changes.flatMap(({ doubts }) => [...doubts])
}

describe('the uses of a role that is changed', () => {
  test('by other rules are named, on every event bus of the Region', async () => {
    expect(await notes({})).toEqual([
      'The role deliver is also used by the rules order-sent (bus default), refund (bus orders): nothing is taken from them.',
      'More rules may use the role deliver: other Regions were not looked at.',
    ])
  })

  test('are not those of another role', async () => {
    expect(await notes({ targets: using(roleArn('another')) })).toEqual([
      'More rules may use the role deliver: other Regions were not looked at.',
    ])
  })

  test('are not known when the rules cannot be listed', async () => {
    expect(await notes({ ruleNames: refused('events:ListRules') })).toEqual([
      'More rules may use the role deliver: the rules of the event bus default, orders could not be listed; grant events:ListRules; other Regions were not looked at.',
    ])
  })

  test('are not known when the targets cannot be listed', async () => {
    expect(await notes({ targets: refused('events:ListTargetsByRule') })).toEqual([
      expect.stringContaining('the targets of 2 of 2 rules could not be listed; grant events:ListTargetsByRule'),
    ])
  })

  test('are not known on other event buses when those cannot be listed', async () => {
    expect((await notes({ buses: refused('events:ListEventBuses') })).at(-1)).toContain(
      'the event buses could not be listed (grant events:ListEventBuses)',
    )
  })

  test('are not all known when there are too many rules', async () => {
    const names = Array.from({ length: MOST_RULES + 40 }, (_, i) => `r${i}`)
    expect((await notes({ buses: answers(['default']), ruleNames: answers(names) })).at(-1)).toContain(
      'only 100 of the 140 other rules of the Region were looked through',
    )
  })

  test('are nobody of a role that the plan makes', async () => {
    const { changes } = giveNewRole({ Id: 't', Arn: MACHINE }, rule, [need])
    expect((await notes({}, [...changes])).join()).not.toContain('may use')
  })
})
