import { describe, expect, test } from 'vitest'
import { accountOf } from '../../../src/aws/memory.js'
import { found, type Read } from '../../../src/aws/read.js'
import type { AuditEvents, ChangeRecords } from '../../../src/aws/reads/cloudtrail.js'
import { sharedHistories } from '../../../src/scan/sharing/histories.js'

const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`
const denied = { state: 'denied', action: 'cloudtrail:LookupEvents', resource: '*' } as const

const assumed = (id: string, resources: string[]): AuditEvents['events'][number] => ({
  ...{ time: '2026-11-21T12:00:00Z', id, source: 'sts.amazonaws.com', name: 'AssumeRole', failures: [] },
  resources,
})
const changed = (id: string, name: string, roleName: string): ChangeRecords['changes'][number] => ({
  ...{ time: '2026-11-21T12:00:00Z', id, source: 'iam.amazonaws.com', name, who: { type: 'Root' } },
  parameters: { roleName },
})

/** Histories of which each answers with what `answers` has for it, or else with nothing; what was asked, in order. */
function sharing(answers: Readonly<Record<string, Read<unknown>>>, rules: number) {
  const asked: string[] = []
  const account = accountOf(async (read, [by, value]) => {
    asked.push(`${by} ${value}`)
    const nothing = read === 'auditEvents' ? { events: [], pages: 1, more: false } : { changes: [], more: false }
    return answers[`${by} ${value}`] ?? found(nothing)
  })
  return { histories: sharedHistories(account, () => rules), asked }
}

const AROUND = ['us-east-1', '2026-11-21T11:00:00Z', '2026-11-21T12:00:00Z'] as const

describe('the calls that were made with a role', () => {
  test('are found in the history of all AssumeRole calls', async () => {
    const all = [assumed('1', [roleArn('a')]), assumed('2', [roleArn('b')]), assumed('3', [roleArn('a')])]
    const { histories, asked } = sharing({ 'EventName AssumeRole': found({ events: all, pages: 4, more: false }) }, 2)
    const read = await histories.auditEvents('ResourceName', roleArn('a'), 60)
    expect(read).toEqual(found({ events: [all[0], all[2]], pages: 4, more: false }))
    expect(asked).toEqual(['EventName AssumeRole'])
  })

  test.each([
    ['was cut', found({ events: [assumed('1', [roleArn('a')])], pages: 20, more: true })],
    ['failed', { state: 'failed', action: 'a:B', resource: '*', error: { kind: 'throttled', message: 'm' } } as const],
  ])('are asked for by themselves when that %s', async (_, all) => {
    const own = found({ events: [assumed('7', [roleArn('a')])], pages: 1, more: false })
    const answers = { 'EventName AssumeRole': all, [`ResourceName ${roleArn('a')}`]: own }
    const { histories } = sharing(answers, 2)
    expect(await histories.auditEvents('ResourceName', roleArn('a'), 60)).toEqual(own)
  })

  test('are denied where that is', async () => {
    const { histories, asked } = sharing({ 'EventName AssumeRole': denied }, 2)
    expect(await histories.auditEvents('ResourceName', roleArn('a'), 60)).toEqual(denied)
    expect(asked).toHaveLength(1)
  })

  test('by an event name are asked for as they are', async () => {
    const { histories, asked } = sharing({}, 1000)
    await histories.auditEvents('EventName', 'StartExecution', 60)
    expect(asked).toEqual(['EventName StartExecution'])
  })
})

describe('the changes of a role', () => {
  const answers = {
    'EventName PutRolePolicy': found({ changes: [changed('1', 'PutRolePolicy', 'a')], more: false }),
    'EventName DeleteRole': found({
      changes: [changed('2', 'DeleteRole', 'b'), changed('3', 'DeleteRole', 'a')],
      more: false,
    }),
  }

  test('are found in the histories of the calls that change roles, when there are many rules', async () => {
    const { histories, asked } = sharing(answers, 50)
    const read = await histories.changeRecords('ResourceName', 'a', ...AROUND)
    expect(read.state === 'found' && read.value.changes.map(({ id }) => id).sort()).toEqual(['1', '3'])
    expect(asked).not.toContain('ResourceName a')
  })

  test('are asked for one by one with few rules, until the roles are as many as the calls', async () => {
    const { histories, asked } = sharing(answers, 49)
    for (const name of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) {
      await histories.changeRecords('ResourceName', name, ...AROUND)
    }
    expect(asked).toHaveLength(9)
    await histories.changeRecords('ResourceName', 'a', ...AROUND)
    expect(asked).not.toContain('ResourceName a')
    expect(asked).toHaveLength(18)
  })

  test('are asked for by themselves when one of the histories was cut, and denied when one is denied', async () => {
    const cut = { ...answers, 'EventName CreateRole': found({ changes: [], more: true }) }
    const { histories, asked } = sharing(cut, 50)
    await histories.changeRecords('ResourceName', 'a', ...AROUND)
    expect(asked.at(-1)).toBe('ResourceName a')
    const refused = sharing({ ...cut, 'EventName DeleteRole': denied }, 50)
    expect(await refused.histories.changeRecords('ResourceName', 'a', ...AROUND)).toEqual(denied)
  })

  test('of a service are asked for as they are', async () => {
    const { histories, asked } = sharing({}, 1000)
    await histories.changeRecords('EventSource', 'sqs.amazonaws.com', ...AROUND)
    expect(asked).toEqual(['EventSource sqs.amazonaws.com'])
  })
})
