import { describe, expect, it } from 'vitest'
import { about, answers, codes, finding, gone, HOME, may, reason, refused } from './ask.js'

const OWNED = 'arn:aws:ssm:eu-west-1::automation-definition/AWS-StopEC2Instance'
const OWN = `arn:aws:ssm:eu-west-1:${HOME}:automation-definition/restart`
const RUN_AS = `arn:aws:iam::${HOME}:role/automation`

const runbook = (more = {}) =>
  answers({ name: 'restart', owner: HOME, status: 'Active', type: 'Automation', required: [] as string[], ...more })
const ask = (Arn = OWN, target = {}, ssmDocument = runbook()) => about({ Arn, ...target }, { ssmDocument })

describe('an Automation runbook', () => {
  it('runs in its default version, which is part of the ARN that a policy has to match', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm:StartAutomationExecution', `${OWN}:$DEFAULT`)))).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm:StartAutomationExecution', `${OWN}:*`)))).toEqual(['ok'])
  })

  it('a near miss: a policy without the version matches nothing', async () => {
    const found = finding(await ask().allowed(may('ssm:StartAutomationExecution', OWN)))
    expect(found.code).toBe('permission-missing')
    expect(found.because.join('\n')).toContain('$DEFAULT')
  })

  it('runs in the version that the target names', async () => {
    expect(codes(await ask(`${OWN}:4`).allowed(may('ssm:StartAutomationExecution', `${OWN}:4`)))).toEqual(['ok'])
    expect(codes(await ask(`${OWN}:4`).allowed(may('ssm:StartAutomationExecution', `${OWN}:3`)))).toEqual([
      'permission-missing error',
    ])
  })

  it.each([OWNED, OWNED.replace('::', ':*:'), OWNED.replace('::', `:${HOME}:`)])(
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

  it.each([
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

  it('is not started when the input lacks a parameter that has no default', async () => {
    const needy = runbook({ required: ['InstanceId', 'Reason'] })
    const found = finding(await ask(OWN, { Input: '{"InstanceId":["i-0abc"]}' }, needy).config())
    expect(found.code).toBe('parameters-invalid')
    expect(found.summary).toContain('Reason')
    expect(found.summary).not.toContain('InstanceId')
    const whole = { Input: '{"InstanceId":["i-0abc"],"Reason":["night"]}' }
    expect(codes(await ask(OWN, whole, needy).config())).toEqual(['ok'])
  })

  it('is missing when there is no such runbook or version', async () => {
    expect(codes(await ask(OWN, {}, gone).state())).toEqual(['target-not-found error'])
  })

  it('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(OWN, {}, refused('ssm:DescribeDocument')).state())).toContain('grant ssm:DescribeDocument')
  })
})
