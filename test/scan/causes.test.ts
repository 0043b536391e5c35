import { expect, test } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { Causes } from '../../src/scan/causes.js'
import { FAULTS } from '../../src/scan/faults.js'
import { sample } from '../report/sample.js'
import { CLOSED_QUEUE, GONE_LETTERS, GONE_QUEUE, scanned } from './many-rules.js'

const rule = (path: string) => `arn:aws:events:eu-west-1:111122223333:rule/${path}`
const causes = (await scanned()).scan.causes
const of = (code: string) => causes.filter((cause) => cause.code === code)

test('every code of a check has a place where its fault lies, and no other has', () => {
  expect(Object.keys(FAULTS).sort()).toEqual([...new Set(CHECKS.flatMap(({ findings }) => findings))].sort())
})

test('a role that does not trust EventBridge is one cause of all rules that use it, and each needs a fix of its own', () => {
  expect(of('role-not-trusted')).toMatchObject([
    {
      severity: 'error',
      resource: 'arn:aws:iam::111122223333:role/no-trust',
      summary: 'The role no-trust does not allow EventBridge to assume it for 3 rules.',
      rules: [rule('orders/paid-1'), rule('orders/paid-2'), rule('orders/paid-3')],
      fix: { perRule: true },
      next: 'eb-doctor fix --event-bus-name orders --region eu-west-1 --only role-not-trusted --dry-run',
    },
  ])
})

test('a permission that a role lacks is one cause, and one fix serves all rules', () => {
  expect(of('permission-missing')).toMatchObject([
    {
      resource: 'arn:aws:iam::111122223333:role/no-permission',
      rules: [rule('orders/shipped-1'), rule('orders/shipped-2')],
      fix: { perRule: false },
    },
  ])
})

test('the policy of a queue or a function that admits none of several rules is one cause', () => {
  expect(of('grant-missing').map(({ resource, rules, fix }) => [resource, rules.length, fix?.perRule])).toEqual([
    ['arn:aws:lambda:eu-west-1:111122223333:function:settle', 2, true],
    [CLOSED_QUEUE, 2, true],
  ])
})

test('a queue that is gone is one cause: as a target an error, as a dead-letter queue a warning', () => {
  expect(of('target-not-found').map(({ resource, rules }) => [resource, rules.length])).toEqual([[GONE_QUEUE, 2]])
  expect(of('dead-letter-queue-unusable')).toMatchObject([{ severity: 'warning', resource: GONE_LETTERS, fix: null }])
})

test('what is of the rule alone is a cause of that rule, in the words of the finding', () => {
  expect(of('rule-disabled')).toMatchObject([
    { resource: rule('orders/off'), summary: 'The rule off is disabled.', rules: [rule('orders/off')] },
  ])
  expect(of('no-targets')[0]?.next).toBe('eb-doctor rule arn:aws:events:eu-west-1:111122223333:rule/empty')
})

test('errors come first, then the causes of most rules, and the order does not depend on that of the rules', async () => {
  const { reports } = await scanned()
  const backwards = new Causes()
  for (const report of [...reports].reverse()) backwards.add(report)
  const keys = (list: readonly { code: string; resource: string }[]) =>
    list.map(({ code, resource }) => `${code} ${resource}`)
  expect(keys(backwards.list())).toEqual(keys(causes))
  const severities = causes.map(({ severity }) => severity)
  expect(severities).toEqual([...severities].sort())
  expect(causes[0]?.rules).toHaveLength(3)
})

const with_ = (name: string, findings: { check: string; code: string; summary: string; because?: string }[]) => ({
  ...sample,
  rule: { ...sample.rule, name, arn: rule(`orders/${name}`) },
  checks: findings.map(({ check, code, summary, because = 'seen' }) => ({
    check,
    title: '',
    target: 'ledger',
    status: 'problem' as const,
    because: null,
    findings: [{ code, severity: 'error' as const, summary, because: [because] as const, docs: '' }],
  })),
})

test('two statements of one trust policy that miss two rules in two ways are two faults', () => {
  const found = new Causes()
  const summary = (name: string) => `The role x does not allow EventBridge to assume it for the rule ${name}.`
  for (const [name, because] of [
    ['a', 'statement 1'],
    ['b', 'statement 2'],
    ['c', 'statement 1'],
  ] as const) {
    found.add(with_(name, [{ check: 'role-trust', code: 'role-not-trusted', summary: summary(name), because }]))
  }
  expect(found.list().map(({ rules }) => rules)).toEqual([[rule('orders/a'), rule('orders/c')], [rule('orders/b')]])
})

test('failures that an error of the configuration explains are no cause beside it; alone they are', () => {
  const seen = { check: 'metrics', code: 'deliveries-failing', summary: '3 deliveries of the rule a failed.' }
  const configured = { check: 'rule', code: 'rule-disabled', summary: 'The rule a is disabled.' }
  const both = new Causes()
  both.add(with_('a', [configured, seen]))
  expect(both.list().map(({ code }) => code)).toEqual(['rule-disabled'])
  const alone = new Causes()
  alone.add(with_('a', [seen]))
  expect(alone.list()).toMatchObject([{ code: 'deliveries-failing', resource: rule('orders/a') }])
})

test('a rule whose name is the beginning of another name is not taken for it', () => {
  const found = new Causes()
  for (const name of ['pay', 'pay-now']) {
    const summary = `The role x does not allow pay-now to be called for the rule ${name}.`
    found.add(with_(name, [{ check: 'role-permissions', code: 'permission-missing', summary }]))
  }
  expect(found.list().map((cause) => cause.summary)).toEqual([
    'The role x does not allow pay-now to be called for 2 rules.',
  ])
})

test('a name that a shell would take apart is quoted in the command', () => {
  const found = new Causes()
  const report = with_('a', [{ check: 'rule', code: 'rule-disabled', summary: 'The rule a is disabled.' }])
  found.add(report, { profile: 'my profile; rm -rf /' })
  expect(found.list()[0]?.next).toBe(`eb-doctor rule ${rule('orders/a')} --profile 'my profile; rm -rf /'`)
})
