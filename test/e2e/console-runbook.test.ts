import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateDocumentCommand, GetDocumentCommand, SSMClient } from '@aws-sdk/client-ssm'
import { describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import type { RuleResult } from '../../src/lambda/rule.js'
import { ACCOUNT, REGION } from './support/accounts.js'
import { runProgram } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'
import { theFunction } from './support/function.js'
import { venvBin } from './support/moto.js'
import { BUS, onCallAccount } from './support/on-call.js'

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url))
const text = readFileSync(join(deploy, 'ssm/eb-doctor-rule.yaml'), 'utf8')
const steps = parse(text).mainSteps as { name: string; inputs: { Handler: string; Script: string } }[]

const aws = emulatedAws()

/** Runs the script of a step, as Automation calls it. */
async function script(name: string, events: object): Promise<{ code: number | null; out: string; err: string }> {
  const { Handler, Script } = steps.find((step) => step.name === name)?.inputs ?? { Handler: '', Script: '' }
  const program = `${Script}\nimport json, sys\nprint(json.dumps(${Handler}(json.load(sys.stdin), None)))`
  const ran = await runProgram('python3', ['-c', program], { input: JSON.stringify(events) })
  return { code: ran.code, out: ran.stdout, err: ran.stderr }
}

describe('the runbook of Systems Manager', () => {
  test('is accepted by the API, as a document of Automation', async () => {
    const ssm = new SSMClient({
      ...{ endpoint: aws.moto.url, region: REGION },
      credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' },
    })
    const Name = 'eb-doctor-rule'
    await ssm.send(
      new CreateDocumentCommand({ Name, Content: text, DocumentType: 'Automation', DocumentFormat: 'YAML' }),
    )
    const made = await ssm.send(new GetDocumentCommand({ Name, DocumentFormat: 'YAML' }))
    expect(parse(made.Content ?? '')).toEqual(parse(text))
  })

  test('its template is in order, as cfn-lint says', async () => {
    const ran = await runProgram(join(venvBin, 'cfn-lint'), [
      '--region',
      REGION,
      '--template',
      join(deploy, 'ssm.yaml'),
    ])
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([0, '', ''])
  })

  const HERE = { HomeRegion: 'eu-west-1', Account: '111122223333', Partition: 'aws' }
  test.each([
    [
      'a name is of the bus, the Region and the account that are meant',
      { Rule: 'order-paid', EventBusName: 'orders', Region: 'us-east-1' },
      'arn:aws:events:us-east-1:111122223333:rule/orders/order-paid',
    ],
    [
      'the default bus is not part of an ARN, and no Region is that of the console',
      { Rule: 'order-paid', EventBusName: 'default', Region: '' },
      'arn:aws:events:eu-west-1:111122223333:rule/order-paid',
    ],
    [
      'an ARN stays as it is',
      { Rule: 'arn:aws:events:us-east-1:444455556666:rule/a/b', EventBusName: 'default', Region: '' },
      'arn:aws:events:us-east-1:444455556666:rule/a/b',
    ],
  ])('%s', async (_, given, RuleArn) => {
    const { out, err } = await script('Address', { ...HERE, ...given })
    expect(err).toBe('')
    expect(JSON.parse(out)).toEqual({ RuleArn })
  })

  const answer: RuleResult = {
    ...{ rule: 'arn:aws:events:eu-west-1:111122223333:rule/order-paid', verdict: 'at-risk', exitCode: 0 },
    ...{ firstBrokenHop: null, text: '! AT RISK  The EventBridge rule order-paid ...\n' },
  }
  test('the verdict of the function is shown, whether it comes as text or as an object', async () => {
    const shown = { Verdict: 'AT RISK', ExitCode: '0', FirstBrokenHop: '', Report: answer.text }
    for (const Payload of [JSON.stringify(answer), answer]) {
      expect(JSON.parse((await script('Show', { Payload })).out)).toEqual(shown)
    }
    const firstBrokenHop = { check: 'resource-policy', target: 'settle' }
    const broken = await script('Show', {
      Payload: JSON.stringify({ ...answer, verdict: 'broken', exitCode: 1, firstBrokenHop }),
    })
    expect(JSON.parse(broken.out)).toMatchObject({
      Verdict: 'BROKEN',
      ExitCode: '1',
      FirstBrokenHop: 'resource-policy, target settle',
    })
    const ofRule = await script('Show', { Payload: { ...answer, firstBrokenHop: { check: 'rule', target: null } } })
    expect(JSON.parse(ofRule.out)).toMatchObject({ FirstBrokenHop: 'rule' })
  })

  test('a function that failed makes the step fail, with its message', async () => {
    const failed = await script('Show', {
      Payload: '{"errorType":"BadInput","errorMessage":"The member rule is wrong."}',
    })
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('eb-doctor gave no verdict: The member rule is wrong.')
  })

  test('from the name of a rule to its verdict, step by step, with the function itself', async () => {
    await onCallAccount(aws.moto.url)
    const invoke = await theFunction(aws.proxy.url, {
      EB_DOCTOR_BUCKET: 'results',
      EB_DOCTOR_ACCOUNTS: ACCOUNT,
      EB_DOCTOR_REGIONS: REGION,
      EB_DOCTOR_ROLE: 'eb-doctor-member',
    })
    const given = { HomeRegion: REGION, Account: ACCOUNT, Partition: 'aws', EventBusName: BUS, Region: '' }
    const shown = async (Rule: string) => {
      const { RuleArn } = JSON.parse((await script('Address', { ...given, Rule })).out)
      const Payload = JSON.stringify(await invoke({ rule: RuleArn }))
      return JSON.parse((await script('Show', { Payload })).out)
    }
    expect(await shown('order-paid')).toMatchObject({
      ...{ Verdict: 'BROKEN', ExitCode: '1', FirstBrokenHop: 'resource-policy, target target' },
      Report: expect.stringContaining('Fix: Allow EventBridge to invoke the function settle for the rule order-paid.'),
    })
    expect(await shown('order-kept')).toMatchObject({ Verdict: 'HEALTHY', ExitCode: '0', FirstBrokenHop: '' })
    expect(await shown('no-such-rule')).toMatchObject({ Verdict: 'BROKEN', FirstBrokenHop: 'rule' })
    expect(aws.proxy.writes().filter((action) => action !== 'sts:AssumeRole')).toEqual([])
    vi.unstubAllEnvs()
  })
})
