import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const OWNED = 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'
const OWN = `arn:aws:ssm:eu-west-1:${HOME}:document/patch`
const INSTANCE = `arn:aws:ec2:eu-west-1:${HOME}:instance/i-0abc`

const document = (more = {}) =>
  answers({
    name: 'AWS-RunShellScript',
    owner: 'Amazon',
    status: 'Active',
    type: 'Command',
    required: ['commands'],
    ...more,
  })
const byTag = { RunCommandTargets: [{ Key: 'tag:Terminate', Values: ['midnight'] }] }
const byId = { RunCommandTargets: [{ Key: 'InstanceIds', Values: ['i-0abc'] }] }
const COMMANDS = { Input: '{"commands":["halt"]}' }

const ask = (target = {}, ssmDocument = document(), Arn = OWNED) =>
  about({ Arn, RunCommandParameters: byTag, ...COMMANDS, ...target }, { ssmDocument })

describe('Run Command', () => {
  test('runs a document of AWS, whose ARN has no account, on instances with a tag', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    const instances = may('ssm:SendCommand', `arn:aws:ec2:eu-west-1:${HOME}:instance/*`, {
      Condition: { StringEquals: { 'ssm:resourceTag/Terminate': ['midnight'] } },
    })
    expect(codes(await ask().allowed(may('ssm:SendCommand', OWNED), instances))).toEqual(['ok'])
  })

  test('false positive: a policy that writes * for the account covers documents of AWS, too', async () => {
    const verdict = await ask().allowed(
      may('ssm:SendCommand', ['arn:aws:ssm:eu-west-1:*:document/AWS-RunShellScript', 'arn:aws:ec2:*:*:instance/*']),
    )
    expect(codes(verdict)).toEqual(['ok'])
  })

  test('a near miss: a document of AWS written with the own account', async () => {
    const wrong = OWNED.replace('::', `:${HOME}:`)
    const verdict = await ask().allowed(may('ssm:SendCommand', [wrong, 'arn:aws:ec2:*:*:instance/*']))
    const found = finding(verdict)
    expect(found.code).toBe('permission-missing')
    expect(found.because.join('\n')).toContain(wrong)
  })

  test('asks for the document and for the instances', async () => {
    expect(codes(await ask().allowed(may('ssm:SendCommand', OWNED)))).toEqual(['permission-missing error'])
    const named = ask({ RunCommandParameters: byId })
    expect(codes(await named.allowed(may('ssm:SendCommand', [OWNED, INSTANCE])))).toEqual(['ok'])
    expect(codes(await named.allowed(may('ssm:SendCommand', INSTANCE)))).toEqual(['permission-missing error'])
  })

  test('a policy with another value of the tag does not cover the instances', async () => {
    const verdict = await ask().allowed(
      may('ssm:SendCommand', OWNED),
      may('ssm:SendCommand', '*', { Condition: { StringEquals: { 'ssm:resourceTag/Terminate': 'noon' } } }),
    )
    expect(codes(verdict)).toEqual(['permission-missing error'])
  })

  test('false positive: the tag may be written under each of the keys that AWS has for it', async () => {
    for (const key of ['ec2:ResourceTag/Terminate', 'aws:ResourceTag/Terminate']) {
      const verdict = await ask().allowed(
        may('ssm:SendCommand', OWNED),
        may('ssm:SendCommand', '*', { Condition: { StringEquals: { [key]: 'midnight' } } }),
      )
      expect(codes(verdict)).toEqual(['ok'])
    }
  })

  test('names its instances in exactly one block', async () => {
    const blocks = (...RunCommandTargets: { Key: string; Values: string[] }[]) =>
      ask({ RunCommandParameters: { RunCommandTargets } }).config()
    expect(codes(await blocks())).toEqual(['parameters-invalid error'])
    expect(codes(await blocks(...byTag.RunCommandTargets, ...byId.RunCommandTargets))).toEqual([
      'parameters-invalid error',
    ])
    expect(codes(await blocks({ Key: 'instanceids', Values: ['i-0abc'] }))).toEqual(['parameters-invalid error'])
  })

  test('lacks what the document requires when the target has no input: nothing of the event is passed', async () => {
    const bare = about({ Arn: OWNED, RunCommandParameters: byTag }, { ssmDocument: document() })
    const found = finding(await bare.config())
    expect(found.code).toBe('parameters-invalid')
    expect(found.summary).toContain('commands')
  })

  test('false positive: what an input path takes out of the event is not known', async () => {
    const target = { Arn: OWNED, RunCommandParameters: byTag, InputPath: '$.detail' }
    expect(codes(await about(target, { ssmDocument: document() }).config())).toEqual(['ok'])
  })

  test('does not run a runbook, nor a document that failed', async () => {
    expect(codes(await ask({}, document({ type: 'Automation' })).state())).toEqual(['target-not-ready error'])
    expect(codes(await ask({}, document({ status: 'Failed' })).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when there is no such document', async () => {
    expect(codes(await ask({}, gone, OWN).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when the document may not be looked at', async () => {
    const denied = ask({}, refused('ssm:DescribeDocument'))
    expect(reason(await denied.state())).toContain('grant ssm:DescribeDocument')
    expect((await denied.config()).status).toBe('unknown')
  })

  test('a document of the own account needs that account in its ARN', async () => {
    const Arn = 'arn:aws:ssm:eu-west-1::document/patch'
    expect(codes(await ask({}, document({ name: 'patch' }), Arn).config())).toEqual(['arn-malformed error'])
  })
})
