// Measures what docs/performance.md promises, and writes it there. With names of parts only those are measured, and nothing is
// written. Usage: npm run bench [-- start|cli|minimal|latency|evaluator|patterns|scan|fix ...]
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import {
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  makeRole,
  makeRule,
  stepFunctionsIntegration,
} from '../../test/e2e/support/accounts.js'
import { startMoto, venvBin } from '../../test/e2e/support/moto.js'
import { startProxy } from '../../test/e2e/support/proxy.js'
import { minify } from '../minify.mjs'
import { makeManyRules } from './many-rules.js'
import { type Figure, type Figures, type Goal, type Latency, pageOf } from './page.js'

const run = promisify(execFile)
const python = join(venvBin, 'python')
const ebDoctor = [process.execPath, 'bin/run.js'] as const

/** What a part of the bench adds to the page. */
type Part = Partial<Omit<Figures, 'date' | 'machine'>>

interface Measured {
  milliseconds: number
  kibibytes: number
}

const home = mkdtempSync(join(tmpdir(), 'eb-doctor-bench-'))
const moto = await startMoto()
const proxy = await startProxy(moto.url)
const env = {
  ...{ PATH: process.env['PATH'], HOME: home, AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_ACCESS_KEY_ID: 'AKIABENCH', AWS_SECRET_ACCESS_KEY: 'bench', AWS_ENDPOINT_URL: proxy.url },
  ...{ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' },
  // As in bin/run.js: to print the notice takes the script time that eb-doctor does not spend.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
}

/** Runs a command once. Throws when it does not end with the code, since its time would then mean nothing. */
async function measure(command: readonly string[], ends = 0): Promise<Measured> {
  const { stdout } = await run(python, ['scripts/bench/measure.py', ...command], { env })
  const { code, stderr, ...measured } = JSON.parse(stdout) as Measured & { code: number; stderr: string }
  if (code !== ends) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}`)
  return measured
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const least = (values: readonly number[]): number => Math.min(...values)

/** Medians of jobs that are done in turn, so that whatever else the machine does meets all of them. */
async function sideBySide<Name extends string>(
  rounds: number,
  jobs: Record<Name, () => Promise<Measured>>,
  typical = median,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(jobs) as Name[]
  const results = new Map<Name, Measured[]>(names.map((name) => [name, []]))
  // The first round fills the caches of the file system and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const one = await jobs[name]()
      if (round > 0) results.get(name)?.push(one)
    }
  }
  const of = (name: Name, key: keyof Measured) => typical((results.get(name) ?? []).map((one) => one[key]))
  return Object.fromEntries(
    names.map((name) => [name, { milliseconds: of(name, 'milliseconds'), kibibytes: of(name, 'kibibytes') }]),
  ) as Record<Name, Measured>
}

async function startGoal(): Promise<Goal> {
  const { node, tool } = await sideBySide(15, {
    node: () => measure([process.execPath, '-e', '0']),
    tool: () => measure([...ebDoctor, '--version']),
  })
  return {
    what: '`eb-doctor --version` against `node -e 0`',
    ...{ ours: tool.milliseconds, theirs: node.milliseconds, unit: 'ms', goal: 1.5, better: 'at most' },
  }
}

/** The sequence of the guides, typed one after the other. The rule's function has a role as well, so that all applies. */
const typed: readonly (readonly string[])[] = [
  ['events', 'describe-rule', '--name', 'typed'],
  ['events', 'list-targets-by-rule', '--rule', 'typed'],
  ['iam', 'get-role', '--role-name', 'typed-events'],
  ['iam', 'list-role-policies', '--role-name', 'typed-events'],
  ['iam', 'get-role-policy', '--role-name', 'typed-events', '--policy-name', 'deliver'],
  ['iam', 'list-attached-role-policies', '--role-name', 'typed-events'],
  ['lambda', 'get-policy', '--function-name', 'settle'],
  ['cloudtrail', 'lookup-events', '--lookup-attributes', 'AttributeKey=EventName,AttributeValue=AssumeRole'],
]

async function cliGoals(): Promise<Goal[]> {
  const { cli, tool, whole } = await sideBySide(3, {
    cli: async () => {
      const steps: Measured[] = []
      for (const step of typed) steps.push(await measure([join(venvBin, 'aws'), ...step]))
      return {
        milliseconds: steps.reduce((sum, step) => sum + step.milliseconds, 0),
        kibibytes: Math.max(...steps.map((step) => step.kibibytes)),
      }
    },
    // The guides do not ask who changed what: CloudTrail takes two such questions a second.
    tool: () => measure([...ebDoctor, 'rule', 'typed', '--skip', 'changes']),
    whole: () => measure([...ebDoctor, 'rule', 'typed']),
  })
  const against = (what: string, { milliseconds }: Measured): Goal => ({
    what: `the guides' ${typed.length} AWS CLI commands against ${what}`,
    ...{ ours: cli.milliseconds, theirs: milliseconds, unit: 'ms', better: 'at least' },
  })
  return [
    { ...against('`eb-doctor rule --skip changes`, which looks at what they look at', tool), goal: 10 },
    against('`eb-doctor rule`, with five questions to CloudTrail at two a second', whole),
  ]
}

/** The yardstick script with its SDK bundled as eb-doctor's is: what the bundling alone is worth. */
async function bundledMinimal(): Promise<string> {
  const file = join(home, 'minimal.mjs')
  const bundle = await rolldown({
    input: 'scripts/bench/minimal.mjs',
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
  })
  await bundle.write({ file, format: 'esm', codeSplitting: false, minify })
  await bundle.close()
  return file
}

async function minimalGoals(): Promise<Goal[]> {
  const bundled = await bundledMinimal()
  const asked = async (command: readonly string[]) => {
    proxy.behave()
    await measure(command)
    return proxy.seen
      .map(({ action }) => action)
      .sort()
      .join(' ')
  }
  const [ours, theirs] = [
    await asked([...ebDoctor, 'rule', 'order-paid']),
    await asked([process.execPath, 'scripts/bench/minimal.mjs', 'order-paid']),
  ]
  if (ours !== theirs) throw new Error(`not the same calls: ${ours} against ${theirs}`)
  const { tool, script, small } = await sideBySide(9, {
    tool: () => measure([...ebDoctor, 'rule', 'order-paid']),
    script: () => measure([process.execPath, 'scripts/bench/minimal.mjs', 'order-paid']),
    small: () => measure([process.execPath, bundled, 'order-paid']),
  })
  const against = (what: string, other: Measured): Goal[] => [
    {
      what: `\`eb-doctor rule\` against ${what}: time`,
      ...{ ours: tool.milliseconds, theirs: other.milliseconds, unit: 'ms', better: 'at most' },
    },
    {
      what: `\`eb-doctor rule\` against ${what}: memory`,
      ...{ ours: tool.kibibytes / 1024, theirs: other.kibibytes / 1024, unit: 'MiB', better: 'at most' },
    },
  ]
  return [
    ...against('a minimal script with the same clients and calls', script).map((goal) => ({ ...goal, goal: 1.3 })),
    ...against('the same script, bundled as eb-doctor is', small).map((goal) => ({ ...goal, goal: 1.25 })),
  ]
}

/** What a delay of 100 ms a call costs: in units of that delay, the round trips that follow on one another. */
async function latencyOf(type: string, rule: string): Promise<Latency> {
  const command = [...ebDoctor, 'rule', rule, '--skip', 'cloudtrail', '--skip', 'changes']
  const delay = 100
  // What is left out leaves the diagnosis inconclusive.
  const near = () => {
    proxy.behave()
    return measure(command, 3)
  }
  const far = () => {
    proxy.behave({ latency: delay })
    return measure(command, 3)
  }
  // The difference of two times is small beside what a busy machine adds to each: their least values say most.
  const times = await sideBySide(7, { near, far }, least)
  const calls = proxy.seen.length
  proxy.behave()
  await measure([...ebDoctor, 'rule', rule])
  const lookups = proxy.seen.filter(({ action }) => action === 'cloudtrail:LookupEvents').length
  return { type, calls, lookups, roundTrips: (times.far.milliseconds - times.near.milliseconds) / delay }
}

/** The rules of the smaller goals, and the seed's rule whose function has a role as well. */
async function makeTypical(): Promise<void> {
  const clients = clientsOf(moto.url)
  const functionArn = await lambdaIntegration(clients)
  await stepFunctionsIntegration(clients)
  await ecsIntegration(clients)
  const role = await makeRole(clients, 'typed-events', {
    allow: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn }],
  })
  await makeRule(clients, 'typed', { targets: [{ Id: 'settle', Arn: functionArn, RoleArn: role }] })
}

/** How many requests a command makes. */
async function callsOf(command: readonly string[]): Promise<Measured & { calls: number }> {
  proxy.behave()
  const measured = await measure(command)
  return { ...measured, calls: proxy.seen.length }
}

/** Scans of one account with more and more rules. What other rules the emulator has is thrown away first. */
async function scanGoals(): Promise<Goal[]> {
  await moto.reset()
  const scan = () => callsOf([...ebDoctor, 'scan', '--output', 'json'])
  await makeManyRules(moto.url, { bus: 'default', rules: 1000 })
  const small = await scan()
  const script = await callsOf([process.execPath, 'scripts/bench/scan-minimal.mjs'])
  if (Math.abs(small.calls - script.calls) > small.calls / 50) {
    throw new Error(`not the same calls: ${small.calls} against ${script.calls}`)
  }
  await makeManyRules(moto.url, { bus: 'default', rules: 2000, already: 1000 })
  const double = await scan()
  await makeManyRules(moto.url, { bus: 'default', rules: 5000, already: 2000 })
  const large = await scan()
  const mebibytes = ({ kibibytes }: Measured) => kibibytes / 1024
  return [
    {
      what: '`eb-doctor scan` of 1,000 rules: calls against rules',
      ...{ ours: small.calls, theirs: 1000, unit: '', goal: 1.6, better: 'at most' },
    },
    {
      what: 'the same: memory against 200 MiB',
      ...{ ours: mebibytes(small), theirs: 200, unit: 'MiB', goal: 1, better: 'at most' },
    },
    {
      what: '`eb-doctor scan` of 5,000 rules: memory against 200 MiB',
      ...{ ours: mebibytes(large), theirs: 200, unit: 'MiB', goal: 1, better: 'at most' },
    },
    {
      what: 'the same: memory against that of 1,000 rules',
      ...{ ours: mebibytes(large), theirs: mebibytes(small), unit: 'MiB', goal: 1.3, better: 'at most' },
    },
    {
      what: '`eb-doctor scan` of 1,000 rules against a script with the same calls at the same pace: time',
      ...{ ours: small.milliseconds, theirs: script.milliseconds, unit: 'ms', goal: 1.5, better: 'at most' },
    },
    {
      what: '`eb-doctor scan` of 2,000 rules against 1,000: time',
      ...{
        ours: double.milliseconds,
        theirs: small.milliseconds,
        unit: 'ms',
        least: 1.6,
        goal: 2.4,
        better: 'at most',
      },
    },
  ]
}

/** What `fix --dry-run` over an event bus of 200 broken rules took when each was diagnosed by itself, in milliseconds. */
const FIX_ONE_BY_ONE = 100_000

async function fixGoal(): Promise<Goal> {
  await moto.reset()
  await makeManyRules(moto.url, { bus: 'default', rules: 200, broken: 200 })
  const fix = await measure([...ebDoctor, 'fix', '--dry-run', '--output', 'json', '--timeout', '10m'], 1)
  return {
    what: '`eb-doctor fix --dry-run` over 200 broken rules: before rules shared what is read, and now',
    ...{ ours: FIX_ONE_BY_ONE, theirs: fix.milliseconds, unit: 'ms', goal: 10, better: 'at least' },
  }
}

const own = async <T>(file: string): Promise<T> => (await import(new URL(file, import.meta.url).href)) as T

const PARTS = {
  start: async () => ({ goals: [await startGoal()] }),
  cli: async () => ({ goals: await cliGoals() }),
  minimal: async () => ({ goals: await minimalGoals() }),
  latency: async () => ({
    latencies: [
      await latencyOf('Lambda', 'order-paid'),
      await latencyOf('Lambda with a role', 'typed'),
      await latencyOf('Step Functions', 'order-flow'),
      await latencyOf('ECS on Fargate', 'nightly-report'),
    ],
  }),
  evaluator: async () => ({
    evaluator: await (await own<{ benchIam: () => Promise<Figure[]> }>('./iam.mjs')).benchIam(),
  }),
  patterns: async () => ({
    patterns: await (await own<{ benchPattern: () => Promise<Figure[]> }>('./pattern.mjs')).benchPattern(),
  }),
  scan: async () => ({ goals: await scanGoals() }),
  fix: async () => ({ goals: [await fixGoal()] }),
} satisfies Record<string, () => Promise<Part>>

try {
  const wanted = process.argv.slice(2)
  const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name))
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}": ${Object.keys(PARTS).join(', ')}.`)
  const parts: Part[] = []
  if (wanted.length === 0 || wanted.some((name) => ['cli', 'minimal', 'latency'].includes(name))) await makeTypical()
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    process.stderr.write(`${name}\n`)
    parts.push(await part())
  }
  const page = pageOf({
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`,
    goals: parts.flatMap(({ goals = [] }) => goals),
    latencies: parts.flatMap(({ latencies = [] }) => latencies),
    evaluator: parts.flatMap(({ evaluator = [] }) => evaluator),
    patterns: parts.flatMap(({ patterns = [] }) => patterns),
  })
  if (wanted.length === 0) writeFileSync('docs/performance.md', page)
  console.log(page)
} finally {
  await proxy.close()
  await moto.stop()
  rmSync(home, { recursive: true, force: true })
}
