import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { withinLimits } from '../../src/fixing/limits.js'
import { notesOnce } from '../../src/fixing/notes.js'
import { makePlan } from '../../src/fixing/plan.js'
import { renderPlan } from '../../src/fixing/render.js'
import { allowInvoke } from '../../src/remedies/lambda.js'
import { allowPublish, allowSend } from '../../src/remedies/resource-policies.js'
import { grantRole } from '../../src/remedies/role.js'
import type { Fix } from '../../src/verdict/fix.js'
import { error, withFix } from '../../src/verdict/verdict.js'
import { account, answers, QUEUE, queue, refused } from '../checks/delivery.js'
import { HOME, REGION, ruleAddress } from '../support/home.js'
import { MACHINE, reportOf, roleArn } from './roles.js'

const address = (name: string) => ruleAddress({ name })
const need = { action: 'states:StartExecution', resource: MACHINE, why: 'x', severity: 'error' } as const
const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`

/** A report of one rule with one finding. */
function report(name: string, fix: Fix | undefined) {
  const { rule, ...rest } = reportOf(
    error('grant-missing', `${name} is kept out.`, { because: ['seen'], ...withFix(fix) }),
    name,
    'resource-policy',
  )
  return { ...rest, rule: { ...rule, name, arn: address(name).arn } }
}

async function planOf(fixes: Readonly<Record<string, Fix | undefined>>, reads: Partial<Account> = {}) {
  const reports = Object.entries(fixes).map(([name, fix]) => report(name, fix))
  const options = { only: [], targets: [], includeKeyPolicies: false, extendSharedRoles: false, account: HOME }
  return withinLimits(makePlan(reports, options), reports, account(reads))
}

const filled = (size: number) => JSON.stringify({ Statement: [{ Sid: 'x'.repeat(size), Effect: 'Deny' }] })

describe('a plan', () => {
  test('holds no policy that several rules together would make too long: it says what to do', async () => {
    const of = (name: string) => allowSend(queue({ policy: filled(7550) }), address(name))
    expect((await planOf({ a: of('a') })).changes).toHaveLength(1)
    const plan = await planOf({ a: of('a'), b: of('b') })
    expect(plan.changes).toEqual([])
    expect(plan.left.map(({ summary }) => summary)).toEqual(['a is kept out.', 'b is kept out.'])
    expect(plan.left[0]).toMatchObject({
      severity: 'error',
      docs: expect.stringContaining('grant-missing'),
      decide: [expect.stringMatching(/policy of the queue orders would be .* AWS allows 8192 bytes: replace/)],
    })
  })

  test('counts all inline policies of a role, those of other rules of the plan too', async () => {
    const inline = [{ name: 'theirs', document: 'x'.repeat(9500) }]
    const of = (name: string) => grantRole(roleArn('deliver'), address(name), [need], inline)
    const reads = { inlinePolicies: answers(inline) }
    expect((await planOf({ a: of('a'), b: of('b') }, reads)).changes).toHaveLength(2)
    const fixes = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, of(name)]))
    const plan = await planOf(fixes, reads)
    expect(plan.changes.map(({ because }) => because[0]?.summary)).toEqual([
      'a is kept out.',
      'b is kept out.',
      'c is kept out.',
    ])
    expect(plan.left.map(({ summary }) => summary)).toEqual(['d is kept out.', 'e is kept out.'])
  })

  test('counts the policy of a function with all statements that are added to it', async () => {
    const of = (name: string) => allowInvoke(FUNCTION, address(name), null)
    const fixes = { a: of('a'), b: of('b') }
    expect((await planOf(fixes, { lambdaPolicy: answers(filled(19_000)) })).changes).toHaveLength(2)
    const plan = await planOf(fixes, { lambdaPolicy: answers(filled(19_900)) })
    expect(plan.changes).toHaveLength(1)
    expect(plan.left[0]?.decide[0]).toContain('AWS allows 20480 bytes')
  })

  test('of rules without such a policy is as it was', async () => {
    const fixes = { a: allowInvoke(FUNCTION, address('a'), null) }
    expect((await planOf(fixes, { lambdaPolicy: refused('lambda:GetPolicy') })).changes).toHaveLength(1)
  })
})

describe('a note', () => {
  const of = (name: string, topic: string) =>
    allowPublish({ arn: `arn:aws:sns:${REGION}:${HOME}:${topic}`, policy: null }, address(name))

  test('that holds for several changes is printed once a plan, and kept at each change in the data', async () => {
    const plan = await planOf({ a: of('a', 'one'), b: of('b', 'two') })
    expect(plan.changes.map(({ doubts }) => doubts.length)).toEqual([1, 1])
    expect(renderPlan(plan).match(/note: /g)).toHaveLength(1)
    expect(notesOnce(plan.changes).map(({ doubts }) => doubts.length)).toEqual([1, 0])
  })

  test('is of its own change otherwise', async () => {
    const plan = await planOf({ q: allowSend({ ...queue(), arn: QUEUE }, address('q')), a: of('a', 'one') })
    expect(renderPlan(plan).match(/note: /g)).toHaveLength(1)
  })
})
