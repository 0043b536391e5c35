import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const OWNED = 'arn:aws:ssm:eu-west-1::automation-definition/AWS-StopEC2Instance'
const OWN = `arn:aws:ssm:eu-west-1:${HOME}:automation-definition/restart`
const RUN_AS = `arn:aws:iam::${HOME}:role/automation`

const runbook = (more = {}) =>
  answers({ name: 'restart', owner: HOME, status: 'Active', type: 'Automation', required: [] as string[], ...more })
const ask = (Arn = OWN, target = {}, ssmDocument = runbook()) => about({ Arn, ...target }, { ssmDocument })

describe('an Automation runbook', () => {
  test('runs in its default version, which is part of the ARN that a policy has to match', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm:StartAutomationExecution', `${OWN}:$DEFAULT`)))).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm:StartAutomationExecution', `${OWN}:*`)))).toEqual(['ok'])
  })

  test('a near miss: a policy without the version matches nothing', async () => {
    const found = finding(await ask().allowed(may('ssm:StartAutomationExecution', OWN)))
    expect(found.code).toBe('permission-missing')
    expect(found.because.join('\n')).toContain('$DEFAULT')
  })

  test('runs in the version that the target names', async () => {
    expect(codes(await ask(`${OWN}:4`).allowed(may('ssm:StartAutomationExecution', `${OWN}:4`)))).toEqual(['ok'])
    expect(codes(await ask(`${OWN}:4`).allowed(may('ssm:StartAutomationExecution', `${OWN}:3`)))).toEqual([
      'permission-missing error',
    ])
  })

  test.each([OWNED, OWNED.replace('::', ':*:'), OWNED.replace('::', `:${HOME}:`)])(
    'of AWS has no account in the ARN that IAM sees, however the target is written: %s',
    async (arn) => {
      const wanted = 'arn:aws:ssm:eu-west-1::automation-definition/AWS-StopEC2Instance:$DEFAULT'
      const withAccount = wanted.replace('::', `:${HOME}:`)
      expect(codes(await ask(arn).allowed(may('ssm:StartAutomationExecution', wanted)))).toEqual(['ok'])
      expect(codes(await ask(arn).allowed(may('ssm:StartAutomationExecution', withAccount)))).toEqual([
        'permission-missing error',
      ])
    },
  )

  test.each([
    ['a list', { Input: JSON.stringify({ AutomationAssumeRole: [RUN_AS] }) }],
    ['a text', { Input: JSON.stringify({ AutomationAssumeRole: RUN_AS }) }],
    [
      'a template',
      {
        InputTransformer: {
          InputPathsMap: { id: '$.detail.id' },
          InputTemplate: `{"AutomationAssumeRole":["${RUN_AS}"],"InstanceId":[<id>]}`,
        },
      },
    ],
  ])('that runs with a role of its own needs the permission to pass it: given as %s', async (_, input) => {
    const start = may('ssm:StartAutomationExecution', '*')
    expect(codes(await ask(OWN, input).allowed(start))).toEqual(['permission-at-risk warning'])
    expect(codes(await ask(OWN, input).allowed(start, may('iam:PassRole', RUN_AS)))).toEqual(['ok'])
  })

  test('is not started when the input lacks a parameter that has no default', async () => {
    const needy = runbook({ required: ['InstanceId', 'Reason'] })
    const found = finding(await ask(OWN, { Input: '{"InstanceId":["i-0abc"]}' }, needy).config())
    expect(found.code).toBe('parameters-invalid')
    expect(found.summary).toContain('Reason')
    expect(found.summary).not.toContain('InstanceId')
    const whole = { Input: '{"InstanceId":["i-0abc"],"Reason":["night"]}' }
    expect(codes(await ask(OWN, whole, needy).config())).toEqual(['ok'])
  })

  test('is missing when there is no such runbook or version', async () => {
    expect(codes(await ask(OWN, {}, gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(OWN, {}, refused('ssm:DescribeDocument')).state())).toContain('grant ssm:DescribeDocument')
  })
})

describe('the role that a runbook runs with', () => {
  const start = may('ssm:StartAutomationExecution', '*')
  const declares = (...parameters: { name: string; type?: string }[]) => runbook({ parameters })
  const input = (value: object) => ({ Input: JSON.stringify(value) })

  test.each(['automationAssumeRole', 'Role', 'RunAs'])('may be in a parameter of any name: %s', async (name) => {
    const asked = ask(OWN, input({ [name]: [RUN_AS] }), declares({ name, type: 'String' }))
    expect(codes(await asked.allowed(start))).toEqual(['permission-at-risk warning'])
    expect(finding(await asked.allowed(start)).because[0]).toContain(`parameter ${name}`)
    expect(codes(await asked.allowed(start, may('iam:PassRole', RUN_AS)))).toEqual(['ok'])
  })

  test('of AWS is in AutomationAssumeRole or in a parameter that has the type of a role', async () => {
    const both = declares({ name: 'RoleOfInstance', type: 'String' }, { name: 'RunAs', type: 'AWS::IAM::Role::Arn' })
    const run = (name: string) => ask(OWNED, input({ [name]: [RUN_AS] }), both).allowed(start)
    expect(codes(await run('RunAs'))).toEqual(['permission-at-risk warning'])
    expect(codes(await run('RoleOfInstance'))).toEqual(['ok'])
  })

  test('false positive: a parameter that the document does not declare, and a role that comes from the event', async () => {
    const declared = declares({ name: 'InstanceId' })
    expect(codes(await ask(OWN, input({ Other: [RUN_AS] }), declared).allowed(start))).toEqual(['ok'])
    const template = { InputTransformer: { InputPathsMap: { r: '$.detail.r' }, InputTemplate: '{"Role":[<r>]}' } }
    expect(codes(await ask(OWN, template, declares({ name: 'Role' })).allowed(start))).toEqual(['ok'])
  })
})

describe('the parameters of a document', () => {
  const given = (value: object) => ask(OWN, { Input: JSON.stringify(value) }).config()

  test.each([
    ['a text', { InstanceId: 'i-0abc' }],
    ['a number', { Count: 3 }],
    ['a list of numbers', { Counts: [1, 2] }],
    ['an object', { Tags: { a: 'b' } }],
  ])('are lists of strings: %s is in doubt', async (_, value) => {
    expect(codes(await given(value))).toEqual(['parameters-invalid warning'])
  })

  test('false positive: lists of strings, and values that come from the event', async () => {
    expect(codes(await given({ InstanceId: ['i-0abc', 'i-0def'] }))).toEqual(['ok'])
    const template = (text: string) =>
      ask(OWN, { InputTransformer: { InputPathsMap: { i: '$.detail.i' }, InputTemplate: text } })
    expect(codes(await template('{"InstanceId":[<i>]}').config())).toEqual(['ok'])
    expect(codes(await template('{"InstanceId":<i>}').config())).toEqual(['ok'])
  })

  test.each([
    ['a constant', { Input: '{"Other":["x"]}' }],
    ['a template', { InputTransformer: { InputPathsMap: { i: '$.id' }, InputTemplate: '{"Other":[<i>]}' } }],
    ['the whole event', {}],
  ])('that are required must be in the input: %s lacks one', async (_, target) => {
    const verdict = await ask(OWN, target, runbook({ required: ['InstanceId'] })).config()
    expect(codes(verdict)).toEqual(['parameters-invalid error'])
  })
})
