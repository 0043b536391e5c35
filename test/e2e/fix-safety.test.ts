import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { awsEnv, ebDoctor, installedBin, type RunOptions, runProgram } from './support/cli.js'
import { FIXABLE, fixClients, HANDMADE, stateOf } from './support/fixable.js'
import { type Moto, startMoto, venvBin } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
let state: string
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
})
beforeEach(async () => {
  await moto.reset()
  proxy.behave()
  state = mkdtempSync(join(tmpdir(), 'eb-doctor-state-'))
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
})

const clients = () => fixClients(moto.url)
const run = (args: readonly string[], options: RunOptions = {}) =>
  ebDoctor(['fix', ...args], { ...options, env: { ...awsEnv(proxy.url), XDG_STATE_HOME: state, ...options.env } })

const journals = (): string[] => {
  try {
    const names = readdirSync(join(state, 'eb-doctor')).filter((name) => name.endsWith('.jsonl'))
    return names.map((name) => join(state, 'eb-doctor', name))
  } catch {
    return []
  }
}

/** A plan of three changes: a role, its permissions, the target. */
async function threeChanges(): Promise<void> {
  const one = FIXABLE.find(({ writes }) => writes.length === 3)
  await one?.make(clients())
}

describe('nothing is changed, and the exit code is 5,', () => {
  test('without a terminal to ask at and without --yes', async () => {
    await threeChanges()
    const { code, stdout } = await run(['to-stream'])
    expect([code, proxy.writes(), journals()]).toEqual([5, [], []])
    expect(stdout).toContain('add --yes to make the changes')
  })

  test('when the journal cannot be written', async () => {
    await threeChanges()
    const file = join(state, 'a-file')
    writeFileSync(file, '')
    const { code, stdout } = await run(['to-stream', '--yes'], { env: { XDG_STATE_HOME: file } })
    expect([code, proxy.writes()]).toEqual([5, []])
    expect(stdout).toContain('cannot be written, so nothing was changed')
  })

  test('when what the plan was made for has changed since', async () => {
    await threeChanges()
    const plan = join(state, 'plan.json')
    const dry = await run(['to-stream', '--dry-run', '--out', plan])
    expect([dry.code, statSync(plan).mode & 0o777]).toEqual([1, 0o600])
    const { CreateRoleCommand } = await import('@aws-sdk/client-iam')
    const name = JSON.parse(readFileSync(plan, 'utf8')).changes[0].call.input.RoleName
    await clients().iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' }),
    )
    proxy.behave()
    const { code, stdout } = await run(['--plan', plan, '--yes'])
    expect([code, proxy.writes()]).toEqual([5, []])
    expect(stdout).toContain('changed since')
  })
})

test('a plan that was written down is carried out as it stands', async () => {
  await threeChanges()
  const plan = join(state, 'plan.json')
  await run(['to-stream', '--dry-run', '--out', plan])
  const { code } = await run(['--plan', plan, '--yes'])
  expect([code, proxy.writes()]).toEqual([0, ['iam:CreateRole', 'iam:PutRolePolicy', 'events:PutTargets']])
})

test('a plan that asks for anything else than a fix is wrong usage', async () => {
  await threeChanges()
  const plan = join(state, 'plan.json')
  await run(['to-stream', '--dry-run', '--out', plan])
  writeFileSync(plan, readFileSync(plan, 'utf8').replace('"CreateRole"', '"CreateUser"'))
  const { code, stderr } = await run(['--plan', plan, '--yes'])
  expect([code, proxy.writes()]).toEqual([2, []])
  expect(stderr).toContain('a change that eb-doctor does not make')
})

describe('a plan or a journal is refused with exit code 2, and nothing is sent,', () => {
  test('when its request is another than the diagnosis proposes', async () => {
    await threeChanges()
    const plan = join(state, 'plan.json')
    await run(['to-stream', '--dry-run', '--out', plan])
    const draft = JSON.parse(readFileSync(plan, 'utf8'))
    draft.changes[1].call.input.RoleName = 'Admin'
    writeFileSync(plan, JSON.stringify(draft))
    const { code, stdout, stderr } = await run(['--plan', plan, '--yes'])
    expect([code, stdout, proxy.writes()]).toEqual([2, '', []])
    expect(stderr).toMatch(/^eb-doctor: [^\n]*is not what the diagnosis proposes: call differs[^\n]*\n$/)
  })

  test('when --region names another Region', async () => {
    await threeChanges()
    const plan = join(state, 'plan.json')
    await run(['to-stream', '--dry-run', '--out', plan])
    const { code, stderr } = await run(['--plan', plan, '--yes', '--region', 'eu-west-1'])
    expect([code, proxy.writes()]).toEqual([2, []])
    expect(stderr).toContain('This is for the Region us-east-1, and --region says eu-west-1')
  })

  test('when somebody has edited the journal, or the key that it was sealed with is not here', async () => {
    await threeChanges()
    expect((await run(['to-stream', '--yes'])).code).toBe(0)
    const [journal = ''] = journals()
    const whole = readFileSync(journal, 'utf8')
    writeFileSync(journal, whole.replace('DeleteRolePolicy', 'DeleteRole'))
    proxy.behave()
    const edited = await run(['--undo', journal, '--yes'])
    expect([edited.code, proxy.writes()]).toEqual([2, []])
    expect(edited.stderr).toContain('was changed')
    writeFileSync(journal, whole)
    const elsewhere = await run(['--undo', journal, '--yes'], { env: { XDG_STATE_HOME: join(state, 'other') } })
    expect([elsewhere.code, proxy.writes()]).toEqual([2, []])
    expect(elsewhere.stderr).toMatch(/cannot be undone: .*on this machine/)
    const names = whole.match(/"about-to","id":"[^"]+"/g)
    expect(names).toHaveLength(3)
    const unknown = await run(['--undo', journal, '--yes', '--skip-step', 'no such step'])
    expect([unknown.code, proxy.writes()]).toEqual([2, []])
    expect((await run(['--undo', journal, '--yes'])).code).toBe(1)
  })
})

test('a target with a member that is newer than this version is not written, and the member is named', async () => {
  await threeChanges()
  proxy.behave({
    intercept: async ({ action }, real) => {
      if (action !== 'events:ListTargetsByRule') return undefined
      const answer = await real()
      const body = answer.body.toString().replace('"Id"', '"Shiny": {"On": true}, "Id"')
      return { do: 'answer', answer: { ...answer, body: Buffer.from(body) } }
    },
  })
  const { stdout } = await run(['to-stream', '--yes'])
  expect(proxy.writes()).toEqual([])
  expect(stdout).toContain('settings that this version of eb-doctor does not know (Shiny)')
})

test('two runs at once on one queue: no statement is lost', async () => {
  await FIXABLE.find(({ name }) => name === 'a queue without a policy')?.make(clients())
  const { ListTargetsByRuleCommand, PutRuleCommand, PutTargetsCommand } = await import('@aws-sdk/client-eventbridge')
  const { events, sqs } = clients()
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'to-queue' }))
  await events.send(new PutRuleCommand({ Name: 'to-queue-too', EventPattern: '{"source":["shop"]}' }))
  await events.send(new PutTargetsCommand({ Rule: 'to-queue-too', Targets }))
  proxy.behave({ latency: 30 })
  const codes = (await Promise.all(['to-queue', 'to-queue-too'].map((name) => run([name, '--yes'])))).map(
    ({ code }) => code,
  )
  // Whoever comes second says so, and is run again.
  if (codes[0] !== 0) expect([codes[0], (await run(['to-queue', '--yes'])).code]).toEqual([5, 0])
  if (codes[1] !== 0) expect([codes[1], (await run(['to-queue-too', '--yes'])).code]).toEqual([5, 0])
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs')
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox'
  const read = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }))
  expect(JSON.parse(read.Attributes?.Policy ?? '{}').Statement).toHaveLength(2)
})

test('a refused call half-way stops the rest, and its journal undoes what was made', async () => {
  await threeChanges()
  const before = await stateOf(clients())
  proxy.behave({ fault: ({ action }) => (action === 'iam:PutRolePolicy' ? 'access denied' : undefined) })
  const { code, stdout } = await run(['to-stream', '--yes'])
  expect(code).toBe(5)
  expect(proxy.writes()).toEqual(['iam:CreateRole', 'iam:PutRolePolicy'])
  expect(stdout).toContain('✗ failed')
  expect(stdout).toContain('not tried')
  const [journal = ''] = journals()
  expect(statSync(journal).mode & 0o777).toBe(0o600)
  proxy.behave()
  const undone = await run(['--undo', journal, '--yes'])
  expect([undone.code, proxy.writes()]).toEqual([1, ['iam:DeleteRole']])
  expect(await stateOf(clients())).toEqual(before)
})

test('an interrupt between two changes stops cleanly with 130, and its journal undoes the first', async () => {
  await threeChanges()
  const before = await stateOf(clients())
  let interrupt = () => {}
  proxy.behave({
    latency: 50,
    onRequest: ({ action }) => {
      if (action === 'iam:CreateRole') interrupt()
    },
  })
  const onStart: RunOptions['onStart'] = (child) => {
    interrupt = () => void child.kill('SIGINT')
  }
  const { code, signal, stdout } = await run(['to-stream', '--yes'], { onStart })
  expect([code, signal, proxy.writes()]).toEqual([130, null, ['iam:CreateRole']])
  expect(stdout).toContain('Interrupted: nothing else was begun.')
  const [journal = ''] = journals()
  proxy.behave()
  expect((await run(['--undo', journal, '--yes'])).code).toBe(1)
  expect(await stateOf(clients())).toEqual(before)
})

test('what somebody changed after the fix is not undone', async () => {
  const one = FIXABLE.find(({ name }) => name === 'a queue without a policy')
  await one?.make(clients())
  expect((await run(['to-queue', '--yes'])).code).toBe(0)
  const { SetQueueAttributesCommand } = await import('@aws-sdk/client-sqs')
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox'
  await clients().sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: HANDMADE } }))
  proxy.behave()
  const undone = await run(['--undo', journals()[0] ?? '', '--yes'])
  expect([undone.code, proxy.writes()]).toEqual([5, []])
})

test("a resource that a CloudFormation stack owns is said to be the stack's", async () => {
  const one = FIXABLE.find(({ name }) => name === 'a queue without a policy')
  await one?.make(clients())
  const { TagQueueCommand } = await import('@aws-sdk/client-sqs')
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox'
  await clients().sqs.send(new TagQueueCommand({ QueueUrl, Tags: { 'aws:cloudformation:stack-name': 'shop' } }))
  const { stdout } = await run(['to-queue', '--dry-run'])
  expect(stdout).toContain('stack: shop')
  expect(stdout).toContain('belongs to the CloudFormation stack shop')
})

test('without a name every rule of the bus is fixed', async () => {
  for (const name of ['a queue without a policy', 'a topic with the policy that SNS gives it']) {
    await FIXABLE.find((one) => one.name === name)?.make(clients())
  }
  const { code } = await run(['--yes'])
  expect([code, proxy.writes().sort()]).toEqual([0, ['sns:SetTopicAttributes', 'sqs:SetQueueAttributes']])
})

describe('at a terminal each change is asked about', () => {
  /** Runs on a terminal and types one answer a question. */
  const onTerminal = (keys: string, ...args: string[]) => {
    const script = fileURLToPath(new URL('support/terminal.py', import.meta.url))
    const env = { ...awsEnv(proxy.url), XDG_STATE_HOME: state, TERM: 'xterm' }
    return runProgram(join(venvBin, 'python'), [script, keys, '--', installedBin(), 'fix', ...args], { env })
  }

  test('yes makes it', async () => {
    await threeChanges()
    const { code } = await onTerminal('y,y,y', 'to-stream')
    expect([code, proxy.writes()]).toEqual([0, ['iam:CreateRole', 'iam:PutRolePolicy', 'events:PutTargets']])
  })

  test('no leaves out what needs it, and the exit code is 5', async () => {
    await threeChanges()
    const { code, stdout } = await onTerminal('n', 'to-stream')
    expect([code, proxy.writes()]).toEqual([5, []])
    expect(stdout).toContain('It needs a change that was declined.')
  })

  test('Ctrl-C at the question begins nothing else, and the exit code is 130', async () => {
    await threeChanges()
    const { code } = await onTerminal('y,^C', 'to-stream')
    expect([code, proxy.writes()]).toEqual([130, ['iam:CreateRole']])
  })

  test('the question names the CloudFormation stack that owns the resource', async () => {
    const one = FIXABLE.find(({ name }) => name === 'a queue without a policy')
    await one?.make(clients())
    const { TagQueueCommand } = await import('@aws-sdk/client-sqs')
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox'
    await clients().sqs.send(new TagQueueCommand({ QueueUrl, Tags: { 'aws:cloudformation:stack-name': 'shop' } }))
    const { stdout } = await onTerminal('n', 'to-queue')
    expect(stdout).toContain('CloudFormation stack shop. Go ahead?')
  })
})
