import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PlannedChange } from '../../src/fixing/plan.js'
import { asAwsCommand } from '../../src/remedies/aws-command.js'
import type { Report } from '../../src/report/report.js'
import { awsEnv, ebDoctor, runProgram } from './support/cli.js'
import { aliasCase, FIXABLE, type Fixable, fixClients, stateOf } from './support/fixable.js'
import { type Moto, startMoto, venvBin } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
let state: string
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  state = mkdtempSync(join(tmpdir(), 'eb-doctor-state-'))
})
beforeEach(async () => {
  await moto.reset()
  proxy.behave()
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
})

const env = () => ({ ...awsEnv(proxy.url), XDG_STATE_HOME: state })
const clients = () => fixClients(moto.url)

interface Printed extends PlannedChange {
  command: string
}

interface FixJson {
  plan: { changes: Printed[]; withheld: Printed[]; left: { code: string; decide: string[] }[] }
  outcome: { ended: string; journal: string; steps: { outcome: string; detail: string }[] } | null
  after: { state: string; verdict: string }[]
  refused: string | null
}

async function fix(args: readonly string[]) {
  proxy.behave()
  const ran = await ebDoctor(['fix', ...args, '--output', 'json'], { env: env() })
  return { ...ran, writes: proxy.writes(), json: JSON.parse(ran.stdout) as FixJson }
}

const nameOf = ({ rule, bus, flags = [] }: Fixable): string[] => [rule, ...(bus ? ['--bus', bus] : []), ...flags]

/** The codes that one check finds. */
async function found({ rule, bus, check }: Fixable): Promise<string[]> {
  const args = ['rule', rule, ...(bus ? ['--bus', bus] : []), '--output', 'json']
  const report = JSON.parse((await ebDoctor(args, { env: env() })).stdout) as Report
  return report.checks.filter((one) => one.check === check).flatMap((one) => one.findings.map(({ code }) => code))
}

/** Runs lines in a POSIX shell where `aws` is the AWS CLI against the emulator. */
const shell = (lines: readonly string[]) => {
  const aws = `aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }`
  const path = `${venvBin}:${process.env['PATH']}`
  return runProgram('/bin/sh', ['-e'], {
    input: [aws, ...lines].join('\n'),
    // The AWS CLI reads this name only.
    env: { ...awsEnv(moto.url), AWS_DEFAULT_REGION: 'us-east-1', PATH: path },
    limit: 110_000,
  })
}

describe.each(FIXABLE)('$name ($code)', (one) => {
  test('is shown without a write, fixed, found fixed, left alone the second time, and undone to the byte', async () => {
    await one.make(clients())
    const before = await stateOf(clients())
    expect(await found(one)).toContain(one.code)

    const dry = await fix([...nameOf(one), '--dry-run'])
    expect(dry.writes, 'a dry run never writes').toEqual([])
    const printed = dry.json.plan.changes
    expect(printed.map(({ call }) => `${call.service}:${call.operation}`)).toEqual(one.writes)
    expect(printed.map(({ command }) => command)).toEqual(printed.map(({ call }) => asAwsCommand(call)))

    const made = await fix([...nameOf(one), '--yes'])
    expect(made.json.plan, 'what was printed is what is done').toEqual(dry.json.plan)
    expect(made.writes).toEqual(one.writes)
    expect(made.json.outcome).toMatchObject({ ended: 'done' })
    expect(made.json.after).toMatchObject([{ state: 'fixed' }])
    expect(await found(one)).toEqual([])
    const fixed = await stateOf(clients())

    const again = await fix([...nameOf(one), '--yes'])
    expect([again.writes, again.json.plan.changes]).toEqual([[], []])

    const undone = await fix(['--undo', made.json.outcome?.journal ?? '', '--yes'])
    expect([undone.code, undone.json.outcome?.ended], 'it ends as the rule is then').toEqual([dry.code, 'done'])
    expect(await stateOf(clients())).toEqual(before)

    const pasted = await shell(printed.map(({ command }) => command))
    expect([pasted.stderr, pasted.code]).toEqual(['', 0])
    expect(await stateOf(clients()), 'the printed commands do the same as apply').toEqual(fixed)
  })
})

/** Kinds that moto's CloudFormation makes. */
const DEPLOYABLE = /^AWS::(IAM::(Role|Policy)|Events::Rule|Lambda::Permission|Logs::ResourcePolicy)$/

describe.each(FIXABLE.filter(({ check }) => check !== 'encryption'))('the templates for $name ($code)', (one) => {
  test('pass cfn-lint and fix the rule once deployed, and are laid out as terraform fmt does', async () => {
    await one.make(clients())
    const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-templates-'))
    const print = async (file: string, ...format: string[]) => {
      const ran = await ebDoctor(['fix', ...nameOf(one), '--format', ...format], { env: env() })
      writeFileSync(join(folder, file), ran.stdout)
      return ran.stdout
    }
    const json = await print('template.json', 'cloudformation')
    await print('template.yaml', 'cloudformation', '--yaml')
    const hcl = await print('main.tf', 'terraform')
    expect(proxy.writes()).toEqual([])

    const lint = await shell([`cfn-lint ${join(folder, 'template.json')} ${join(folder, 'template.yaml')}`])
    expect([lint.stdout, lint.stderr, lint.code]).toEqual(['', '', 0])
    const same = 'import json, sys; from cfnlint.decode import cfn_yaml; print(json.dumps(cfn_yaml.load(sys.argv[1])))'
    const yaml = await runProgram(join(venvBin, 'python'), ['-c', same, join(folder, 'template.yaml')])
    expect(JSON.parse(yaml.stdout)).toEqual(JSON.parse(json))

    const parse = 'import hcl2, json, sys; print(json.dumps(hcl2.load(open(sys.argv[1]))))'
    const parsed = await runProgram(join(venvBin, 'python'), ['-c', parse, join(folder, 'main.tf')])
    expect([parsed.stderr, parsed.code]).toEqual(['', 0])
    expect(hcl).toMatch(/^(# .*\n|\n)*resource "aws_/)
    const terraform = await runProgram('/bin/sh', ['-c', 'command -v terraform || true'])
    if (terraform.stdout.trim() !== '') {
      const formatted = await runProgram('terraform', ['fmt', '-check', '-diff', join(folder, 'main.tf')])
      expect([formatted.stdout, formatted.code]).toEqual(['', 0])
    }

    const { Resources } = JSON.parse(json) as { Resources: Record<string, { Type: string; Properties: object }> }
    if (!Object.values(Resources).every(({ Type }) => DEPLOYABLE.test(Type))) return
    // A role that exists is put into a template by being made there.
    const { iam } = clients()
    for (const { Type, Properties } of Object.values(Resources)) {
      const { RoleName } = Properties as { RoleName?: string }
      if (Type === 'AWS::IAM::Role' && RoleName) await forget(iam, RoleName)
    }
    const file = join(folder, 'template.json')
    const deployed = await shell([
      `aws cloudformation create-stack --stack-name fixed --template-body file://${file} --capabilities CAPABILITY_NAMED_IAM > /dev/null`,
      `aws cloudformation describe-stacks --stack-name fixed --query 'Stacks[0].StackStatus' --output text`,
    ])
    expect([deployed.stderr, deployed.stdout.trim()]).toEqual(['', 'CREATE_COMPLETE'])
    expect(await found(one)).toEqual([])
  })
})

async function forget(iam: ReturnType<typeof clients>['iam'], RoleName: string): Promise<void> {
  const { DeleteRoleCommand, DeleteRolePolicyCommand, ListRolePoliciesCommand } = await import('@aws-sdk/client-iam')
  const names = await iam.send(new ListRolePoliciesCommand({ RoleName })).catch(() => ({ PolicyNames: undefined }))
  for (const PolicyName of names.PolicyNames ?? [])
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  await iam.send(new DeleteRoleCommand({ RoleName })).catch(() => {})
}

test('a permission goes to the alias that the target names, and not to the function', async () => {
  const alias = await aliasCase(clients())
  const dry = await fix(['order-paid', '--dry-run'])
  expect(dry.json.plan.changes).toMatchObject([
    { resource: alias, call: { operation: 'AddPermission', input: { Qualifier: 'live' } } },
  ])
})

test('without the flag a key policy is shown and not made', async () => {
  const one = FIXABLE.find(({ flags }) => flags?.includes('--include-key-policies'))
  if (!one) throw new Error('no such case')
  await one.make(clients())
  const made = await fix([one.rule, '--yes'])
  expect(made.json.plan.withheld.map(({ call }) => call.operation)).toEqual(['PutKeyPolicy'])
  expect(made.writes).toEqual(['sqs:SetQueueAttributes'])
})
