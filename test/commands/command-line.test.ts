import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventFlags, fixFlags, listenFlags, permissionsFlags, ruleFlags, scanFlags } from '../../src/cli/flags.js'
import { type Ran, runProgram } from '../e2e/support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ESCAPE = '\u001b['

const eb = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  runProgram(process.execPath, [join(root, 'bin/run.js'), ...args], { env })

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }
const HERE = { ...KEYS, AWS_REGION: 'eu-west-1' }
const demo = (name: string): string => join(root, 'demo', `${name}.json`)

let folder = ''
/** An AWS that takes nobody's credentials, and the regions that it was asked for. */
let refusing: Server
let regions: string[] = []
let endpoint = ''
/** A port at which nobody listens. */
let closed = ''

/** The snapshot of a demo with the answers of one read changed. */
async function changed(name: string, read: string, answer: object): Promise<string> {
  const snapshot = JSON.parse(await readFile(demo(name), 'utf8'))
  for (const entry of snapshot.memory) if (entry.read === read) entry.answer = answer
  const file = join(folder, `${name}-${read}.json`)
  await writeFile(file, JSON.stringify(snapshot))
  return file
}

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/start.js'))) throw new Error('Build first: npm run build.')
  folder = await mkdtemp(join(tmpdir(), 'eb-doctor-'))
  refusing = createServer((request, response) => {
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
    if (region) regions.push(region)
    request.resume()
    response.writeHead(403, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': 'ExpiredTokenException',
    })
    response.end('{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}')
  })
  endpoint = await listening(refusing)
  const gone = createServer()
  closed = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
})
afterAll(async () => {
  refusing.close()
  await rm(folder, { recursive: true })
})

/** What is true of every run that was asked for JSON. */
function json(ran: Ran): {
  error?: { code: string; message: string; hint: string }
  verdict?: string
  checks?: { check: string; status: string }[]
  rule?: { name: string }
  firstBrokenHop?: unknown
} {
  expect(ran.stdout.endsWith('}\n'), ran.stdout).toBe(true)
  expect(ran.stderr).toBe('')
  const value = JSON.parse(ran.stdout)
  expect(value.schemaVersion).toBe(1)
  return value
}

describe('stdout is JSON for whoever asks for it, however the run ends', () => {
  const lambda = demo('lambda-healthy')
  const broken = demo('lambda-other-rule')
  test.each([
    ['--json', ['--json']],
    ['--output json', ['--output', 'json']],
    ['--output=json', ['--output=json']],
  ])('with %s', async (_, flags) => {
    const healthy = await eb(['rule', '--snapshot', lambda, ...flags])
    expect(healthy.code).toBe(0)
    expect(json(healthy).verdict).toBe('healthy')
    const wrong = await eb(['rule', 'x', '--nope', ...flags])
    expect(wrong.code).toBe(2)
    expect(json(wrong).error?.code).toBe('wrong-usage')
  })

  test('a broken rule ends with 1 and names the hop', async () => {
    const ran = await eb(['rule', '--snapshot', broken, '--json'])
    expect(ran.code).toBe(1)
    expect(json(ran)).toMatchObject({ verdict: 'broken', firstBrokenHop: { check: 'resource-policy' } })
  })

  test('a rule that is not found is a diagnosis, not wrong usage', async () => {
    const ran = await eb(['rule', '--snapshot', demo('rule-elsewhere'), '--json'])
    expect(ran.code).toBe(1)
    expect(json(ran).firstBrokenHop).toEqual({ check: 'rule', target: null })
  })

  test('a look that was refused ends with 3', async () => {
    const denied = { state: 'denied', action: 'lambda:GetPolicy', resource: 'arn:aws:lambda:r:1:function:f' }
    const ran = await eb(['rule', '--snapshot', await changed('lambda-healthy', 'lambdaPolicy', denied), '--json'])
    expect(ran.code).toBe(3)
    expect(json(ran).verdict).toBe('inconclusive')
  })

  const refusals: Record<string, [args: string[], env: Record<string, string>, code: string, exit: number]> = {
    'no credentials': [['rule', 'x', '--region', 'eu-west-1'], {}, 'no-credentials', 4],
    'no such profile': [['rule', 'x', '--region', 'eu-west-1', '--profile', 'nope'], {}, 'no-credentials', 4],
    'no region': [['rule', 'x'], KEYS, 'no-region', 4],
    'an empty region': [['rule', 'x'], { ...KEYS, AWS_REGION: '' }, 'no-region', 4],
    'a region that is none': [['rule', 'x', '--region', 'eu west'], KEYS, 'not-reachable', 4],
    'no name': [['rule'], HERE, 'wrong-usage', 2],
    'two names': [['rule', 'x', 'y'], HERE, 'wrong-usage', 2],
    'a name that is none': [['rule', 'a b'], HERE, 'wrong-usage', 2],
    'an ARN that is no rule': [['rule', 'arn:aws:sqs:eu-west-1:111122223333:q'], HERE, 'wrong-usage', 2],
    'a bus that is none': [['rule', 'x', '--bus', 'arn:x'], HERE, 'wrong-usage', 2],
    'a bad flag': [['rule', 'x', '--nope'], HERE, 'wrong-usage', 2],
    'a flag without its value': [['rule', 'x', '--region'], HERE, 'wrong-usage', 2],
    'an output that is none': [['rule', 'x', '--fail-on', 'info'], HERE, 'wrong-usage', 2],
    'a moment without a zone': [['rule', 'x', '--since', '2026-11-25T14:00'], HERE, 'wrong-usage', 2],
    'a window that ends before it begins': [['rule', 'x', '--since', '1h', '--until', '2h'], HERE, 'wrong-usage', 2],
    'a window that ends in the future': [['rule', 'x', '--until', '2999-01-01T00:00Z'], HERE, 'wrong-usage', 2],
    'a duration that is none': [['rule', 'x', '--since', 'yesterday'], HERE, 'wrong-usage', 2],
    'no time at all': [['rule', 'x', '--timeout', '0s'], HERE, 'wrong-usage', 2],
    'an endpoint that is no URL': [['rule', 'x', '--endpoint-url', 'localhost'], HERE, 'wrong-usage', 2],
    'a check that is none': [['rule', 'x', '--check', 'role-trsut'], HERE, 'wrong-usage', 2],
    'a check to skip that is none': [['rule', 'x', '--skip', 'nope'], HERE, 'wrong-usage', 2],
    'a snapshot that is not there': [['rule', '--snapshot', '/nope/x.json'], {}, 'bad-snapshot', 2],
    'a snapshot that is a folder': [['rule', '--snapshot', '/'], {}, 'bad-snapshot', 2],
    'a snapshot that is none': [['rule', '--snapshot', join(root, 'package.json')], {}, 'bad-snapshot', 2],
    'a snapshot of another rule': [['rule', 'nightly', '--snapshot', lambda], {}, 'wrong-usage', 2],
    'a snapshot and a region': [['rule', '--snapshot', lambda, '--region', 'r'], {}, 'wrong-usage', 2],
    'an unknown command': [['nonsense'], {}, 'wrong-usage', 2],
    'no command': [[], {}, 'wrong-usage', 2],
    'an unknown demo': [['demo', 'nope'], {}, 'wrong-usage', 2],
    'permissions of a rule without credentials': [
      ['permissions', '--rule', 'x', '--region', 'eu-west-1'],
      {},
      'no-credentials',
      4,
    ],
    'permissions for nothing': [['permissions', '--for', 'nothing'], {}, 'wrong-usage', 2],
  }
  test.concurrent.each(Object.keys(refusals))('%s', async (name) => {
    const [args, env, code, exit] = refusals[name] ?? [[], {}, '', 0]
    const [ran, plain] = await Promise.all([eb([...args, '--json'], env), eb(args, env)])
    const { error } = json(ran)
    expect({ code: error?.code, exit: ran.code }).toEqual({ code, exit })
    expect(error?.message).toMatch(/^[^\n]{10,300}$/)
    // The same without JSON: one line on stderr, nothing on stdout, the same exit code. Without a word there is the help.
    if (args.length === 0) return
    expect([plain.code, plain.stdout]).toEqual([exit, ''])
    expect(plain.stderr).toMatch(/^eb-doctor: [^\n]+\n$/)
  })

  test('an endpoint at which nobody listens', async () => {
    const ran = await eb(['rule', 'x', '--endpoint-url', closed, '--json'], HERE)
    expect([ran.code, json(ran).error?.code]).toEqual([4, 'not-reachable'])
    const permissions = await eb(['permissions', '--rule', 'x', '--endpoint-url', closed, '--json'], HERE)
    expect([permissions.code, json(permissions).error?.code]).toEqual([4, 'not-reachable'])
  })

  test('credentials that have expired', async () => {
    const ran = await eb(['rule', 'x', '--endpoint-url', endpoint, '--json'], HERE)
    expect([ran.code, json(ran).error?.code]).toEqual([4, 'no-credentials'])
    expect(json(ran).error?.message).toContain('expired')
  })
})

describe('a bare word after a flag that may be given several times', () => {
  test('is the name of the rule, and no second value', async () => {
    for (const flag of [
      ['--only', 'grant-missing'],
      ['--target', 'settle'],
    ]) {
      const fix = await eb(['fix', ...flag, 'order-paid', '--dry-run', '--endpoint-url', closed, '--json'], HERE)
      expect([fix.code, json(fix).error?.code]).toEqual([4, 'not-reachable'])
    }
  })

  test.each(['--region', '--bus', '--profile'])('is refused by scan after %s', async (flag) => {
    const ran = await eb(['scan', flag, 'rule', 'my-rule', '--endpoint-url', closed], HERE)
    expect([ran.code, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toBe(
      'eb-doctor: Unexpected argument: my-rule. A flag that takes several values is written once for each of them. Try --help.\n',
    )
  })

  test('is one more value for --merge, as a shell gives them for *.ndjson, and for --check and --skip', () => {
    const all = Object.entries({
      ...ruleFlags,
      ...eventFlags,
      ...permissionsFlags,
      ...listenFlags,
      ...fixFlags,
      ...scanFlags,
    })
    const greedy = all.filter(([, flag]) => 'multiple' in flag && flag.multiple && !flag.multipleNonGreedy)
    expect(greedy.map(([name]) => name)).toEqual(['check', 'skip', 'merge'])
  })
})

describe('where the region comes from', () => {
  const asked = async (env: Record<string, string>, ...args: string[]): Promise<string[]> => {
    regions = []
    await eb(['rule', 'x', '--endpoint-url', endpoint, '--json', ...args], { ...KEYS, ...env })
    return [...new Set(regions)]
  }

  test('the flag, then AWS_REGION, then AWS_DEFAULT_REGION as the AWS CLI reads it', async () => {
    const both = { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }
    expect(await asked(both, '--region', 'eu-west-1')).toEqual(['eu-west-1'])
    expect(await asked(both)).toEqual(['eu-west-2'])
    expect(await asked({ AWS_DEFAULT_REGION: 'eu-west-3' })).toEqual(['eu-west-3'])
    expect(await asked({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' })).toEqual(['eu-west-3'])
  })

  test("the rule's ARN, when it is one", async () => {
    regions = []
    const arn = 'arn:aws:events:ap-south-1:111122223333:rule/x'
    await eb(['rule', arn, '--endpoint-url', endpoint, '--json'], { ...KEYS, AWS_REGION: 'eu-west-2' })
    expect([...new Set(regions)]).toEqual(['ap-south-1'])
  })

  test('the profile in the configuration file, named by the flag or by AWS_PROFILE', async () => {
    const file = join(folder, 'config')
    const keys = 'aws_access_key_id = a\naws_secret_access_key = b\n'
    await writeFile(file, `[profile prod]\nregion = sa-east-1\n${keys}[profile test]\nregion = ca-central-1\n${keys}`)
    const see = async (env: Record<string, string>, ...args: string[]) => {
      regions = []
      const ran = await eb(['rule', 'x', '--endpoint-url', endpoint, '--json', ...args], {
        AWS_CONFIG_FILE: file,
        ...env,
      })
      expect(ran.stderr).toBe('')
      return [...new Set(regions)]
    }
    expect(await see({ AWS_PROFILE: 'prod' })).toEqual(['sa-east-1'])
    expect(await see({}, '--profile', 'test')).toEqual(['ca-central-1'])
  })
})

describe('an ARN, a flag, the profile and the credentials name one place, or the exit code is 2', () => {
  const ARN = 'arn:aws:events:eu-west-1:111122223333:rule/x'
  const ON_ORDERS = 'arn:aws:events:eu-west-1:111122223333:rule/orders/x'
  const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/orders'
  const FOREIGN = 'arn:aws:events:eu-west-1:222233334444:rule/x'
  const FOREIGN_BUS = 'arn:aws:events:eu-west-1:222233334444:event-bus/orders'
  const CHINA = 'arn:aws-cn:events:eu-west-1:111122223333:rule/x'
  /** An AWS of account 111122223333 in which nothing can be read; what it was asked, each with its Region. */
  let asked: string[] = []
  let aws: Server
  let url = ''
  beforeAll(async () => {
    aws = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const [, region, service] =
        /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
      const body = Buffer.concat(chunks).toString()
      if (service === 'sts') {
        response.writeHead(200, { 'content-type': 'text/xml' })
        response.end(
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
        )
        return
      }
      asked.push(`${service} ${region} ${body}`)
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
      response.end('{"__type":"AccessDeniedException","message":"no"}')
    })
    url = await listening(aws)
  })
  afterAll(() => aws.close())

  /** Arguments, what the environment says of the Region, and what the message must say; null: it is looked at there. */
  const TABLE: readonly [what: string, args: string[], says: RegExp | null, commands: string[]][] = [
    ['a rule by name', ['x'], null, ['rule', 'fix']],
    ['an ARN that says where, without --region', [ARN], null, ['rule', 'fix']],
    ['an ARN and --region that agree', [ARN, '--region', 'eu-west-1'], null, ['rule', 'fix']],
    [
      'an ARN and another --region',
      [ARN, '--region', 'us-east-1'],
      /Region eu-west-1.*--region.*us-east-1/,
      ['rule', 'fix'],
    ],
    [
      "a bus's ARN and another --region",
      ['x', '--bus', BUS, '--region', 'us-east-1'],
      /bus's ARN.*eu-west-1.*us-east-1/,
      ['rule', 'fix'],
    ],
    ['the ARNs of a rule and of its bus', [ON_ORDERS, '--bus', BUS], null, ['rule', 'fix']],
    [
      'the ARN of a rule and of the bus of another account',
      [ON_ORDERS, '--bus', FOREIGN_BUS],
      /account 111122223333.*account 222233334444/,
      ['rule', 'fix'],
    ],
    [
      'the ARN of a rule and of a bus in another Region',
      [ON_ORDERS, '--bus', BUS.replace('eu-west-1', 'us-east-1')],
      /Region eu-west-1.*Region us-east-1/,
      ['rule', 'fix'],
    ],
    [
      'the ARN of a rule of another account',
      [FOREIGN],
      /account 222233334444.*credentials of account 111122223333/,
      ['rule', 'fix'],
    ],
    ['an ARN of another partition', [CHINA], /partition aws-cn.*credentials of partition aws\./, ['rule', 'fix']],
    ['a bus that another account shares, for a diagnosis', ['x', '--bus', FOREIGN_BUS], null, ['rule']],
    [
      'a bus that another account shares, for a fix',
      ['x', '--bus', FOREIGN_BUS],
      /bus's ARN says account 222233334444.*111122223333/,
      ['fix'],
    ],
  ]
  const runs = TABLE.flatMap(([what, args, says, commands]) =>
    commands.map((command) => ({ what, args, says, command })),
  )
  test.each(runs)('$command: $what', async ({ command, args, says }) => {
    asked = []
    const flags = ['--endpoint-url', url, '--json', ...(command === 'fix' ? ['--dry-run'] : [])]
    const ran = await eb([command, ...args, ...flags], { ...KEYS, AWS_REGION: 'eu-west-2' })
    if (says === null) {
      expect(ran.code).toBe(3)
      const where = args.join().includes('eu-west-1') ? 'eu-west-1' : 'eu-west-2'
      expect(asked.length).toBeGreaterThan(0)
      expect(asked.filter((one) => one.split(' ')[1] !== where)).toEqual([])
      return
    }
    expect([ran.code, json(ran).error?.message]).toEqual([2, expect.stringMatching(says)])
    expect(asked).toEqual([])
  })

  test('permissions --rule likewise', async () => {
    asked = []
    for (const args of [[FOREIGN], [CHINA], [ARN, '--region', 'us-east-1']]) {
      const ran = await eb(['permissions', '--rule', ...args, '--endpoint-url', url, '--json'], HERE)
      expect([ran.code, json(ran).error?.code]).toEqual([2, 'wrong-place'])
    }
    expect(asked).toEqual([])
  })

  test('a rule whose bus another account shares is asked for on that bus, not on a namesake here', async () => {
    asked = []
    await eb(['rule', 'x', '--bus', FOREIGN_BUS, '--endpoint-url', url, '--json'], HERE)
    expect(asked.filter((one) => one.includes('"EventBusName"') && !one.includes(FOREIGN_BUS))).toEqual([])
  })

  test('a rule and a snapshot of it', async () => {
    const file = demo('lambda-healthy')
    const { rule, region, memory } = JSON.parse(await readFile(file, 'utf8'))
    const { account } = memory.find(({ read }: { read: string }) => read === 'caller').answer.value
    const path = rule.bus === 'default' ? rule.name : `${rule.bus}/${rule.name}`
    const arn = (at: string, of: string, on = path) => `arn:aws:events:${at}:${of}:rule/${on}`
    expect((await eb(['rule', arn(region, account), '--snapshot', file])).code).toBe(0)
    for (const other of [
      arn('sa-east-1', account),
      arn(region, '999999999999'),
      arn(region, account, `other/${rule.name}`),
    ]) {
      const ran = await eb(['rule', other, '--snapshot', file, '--json'])
      expect([ran.code, json(ran).error?.code]).toEqual([2, 'wrong-place'])
    }
  })
})

describe('the exit code and the choice of checks', () => {
  /** The healthy function, whose code update failed to be told: a warning is made of its policy. */
  /** A template that is text without quotes, of which AWS's pages differ. */
  const atRisk = () => {
    const Arn = 'arn:aws:lambda:us-east-1:123456789012:function:settle'
    const target = { Id: 'settle', Arn, InputTransformer: { InputTemplate: 'paid' } }
    return changed('lambda-healthy', 'targets', { state: 'found', value: [target] })
  }

  test('a warning alone ends with 0, and with 1 for whoever asks for that', async () => {
    const file = await atRisk()
    const ran = await eb(['rule', '--snapshot', file, '--json'])
    expect(json(ran).verdict).toBe('at-risk')
    expect(ran.code).toBe(0)
    expect((await eb(['rule', '--snapshot', file, '--fail-on', 'warning'])).code).toBe(1)
    expect((await eb(['rule', '--snapshot', file, '--fail-on', 'error'])).code).toBe(0)
  })

  test('is the same in every output format', async () => {
    for (const output of ['text', 'json', 'markdown']) {
      expect((await eb(['rule', '--snapshot', demo('lambda-other-rule'), '--output', output])).code).toBe(1)
    }
  })

  test('only the checks that are named are made, less those that are left out', async () => {
    const file = demo('lambda-other-rule')
    const ids = async (...args: string[]) =>
      json(await eb(['rule', '--snapshot', file, '--json', ...args])).checks?.map(({ check }) => check)
    expect(await ids('--check', 'rule', '--check', 'targets')).toEqual(['rule', 'targets'])
    expect(await ids('--check', 'targets', 'rule')).toEqual(['rule', 'targets'])
    expect(await ids('--skip', 'resource-policy')).not.toContain('resource-policy')
    expect(await ids('--check', 'rule', 'targets', '--skip', 'rule')).toEqual(['targets'])
    expect((await eb(['rule', '--snapshot', file, '--skip', 'resource-policy'])).code).toBe(3)
  })

  test('with checks left out a rule is broken or inconclusive, and nothing is said to deliver', async () => {
    for (const args of [
      ['--check', 'rule'],
      ['--skip', 'cloudtrail'],
      ['--check', 'rule', '--fail-on', 'warning'],
    ]) {
      const ran = await eb(['rule', '--snapshot', demo('lambda-healthy'), '--json', ...args])
      const report = json(ran) as ReturnType<typeof json> & { targets: { delivers: unknown }[]; leftOut: string[] }
      expect([ran.code, report.verdict]).toEqual([3, 'inconclusive'])
      expect(report.targets.map(({ delivers }) => delivers)).toEqual([null])
      expect(report.leftOut).toContain('cloudtrail')
      const text = (await eb(['rule', '--snapshot', demo('lambda-healthy'), ...args])).stdout.replace(/\s+/g, ' ')
      expect(text).toContain('not everything was looked at')
      expect(text).not.toContain('HEALTHY')
    }
    const broken = await eb(['rule', '--snapshot', demo('lambda-other-rule'), '--check', 'resource-policy', '--json'])
    expect([broken.code, json(broken).verdict]).toEqual([1, 'broken'])
    const absent = await eb(['rule', '--snapshot', demo('rule-elsewhere'), '--check', 'targets', '--json'])
    expect(absent.code).toBe(3)
  })

  test('checks that leave nothing to do are wrong usage', async () => {
    for (const args of [
      ['--check', 'rule', '--skip', 'rule'],
      ['--check', 'rule', '--skip', 'targets'],
    ]) {
      const ran = await eb(['rule', '--snapshot', demo('lambda-healthy'), '--json', ...args])
      expect([ran.code, json(ran).error?.code]).toEqual([2, 'wrong-usage'])
    }
  })

  test('a check that is misspelt is named beside the one that was meant', async () => {
    const ran = await eb(['rule', 'x', '--check', 'role-trsut', '--json'], HERE)
    expect(json(ran).error?.hint).toBe('Did you mean role-trust?')
  })
})

describe('colour', () => {
  const file = demo('lambda-other-rule')
  const colored = async (env: Record<string, string>, ...args: string[]) =>
    (await eb(['rule', '--snapshot', file, ...args], env)).stdout.includes(ESCAPE)

  test('is for terminals, unless somebody says otherwise', async () => {
    expect(await colored({})).toBe(false)
    expect(await colored({ FORCE_COLOR: '1' })).toBe(true)
    expect(await colored({ FORCE_COLOR: '0' })).toBe(false)
    expect(await colored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(await colored({ FORCE_COLOR: '1' }, '--no-color')).toBe(false)
  })

  test('is never in JSON nor in Markdown', async () => {
    for (const output of ['json', 'markdown'])
      expect(await colored({ FORCE_COLOR: '1' }, '--output', output)).toBe(false)
  })
})

describe('what comes with the tool', () => {
  test('--help and help show the commands, and help of a command its flags', async () => {
    for (const args of [['--help'], ['help'], []]) {
      const ran = await eb(args)
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toMatch(/EventBridge[\s\S]*COMMANDS[\s\S]*\n {2}rule /)
    }
    expect((await eb(['help', 'rule'])).stdout).toBe((await eb(['rule', '--help'])).stdout)
    expect((await eb(['rule', '--help'])).stdout).toContain('--event-bus-name')
  })

  test('--version is one line', async () => {
    expect((await eb(['--version'])).stdout).toMatch(/^eb-doctor\/\d+\.\d+\.\d+ [^\n]+\n$/)
  })

  test('demo without a name shows the list and one broken rule, and is no failure', async () => {
    const ran = await eb(['demo'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toContain('lambda-healthy')
    expect(ran.stdout).toContain('iam:PassRole')
    const asJson = await eb(['demo', '--json'])
    expect(asJson.code).toBe(0)
    expect(json(asJson).verdict).toBe('broken')
  })

  test('a demo that is named ends like any other diagnosis', async () => {
    expect((await eb(['demo', 'lambda-healthy'])).code).toBe(0)
    expect((await eb(['demo', 'lambda-other-rule'])).code).toBe(1)
  })

  test('permissions prints a policy that can be attached, in every format', async () => {
    const ran = await eb(['permissions', '--json'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Resource: '*' }],
    })
    expect((await eb(['permissions'])).stdout).toBe(ran.stdout)
    expect((await eb(['permissions', '--output', 'markdown'])).stdout).toMatch(/^```json\n\{[\s\S]*\n```\n$/)
    expect(JSON.parse((await eb(['permissions', '--for', 'fix'])).stdout).Statement).toHaveLength(2)
  })

  test('--save-snapshot writes what was read for its owner alone, and --snapshot gives the same checks', async () => {
    const file = join(folder, 'saved.json')
    // A snapshot is not taken of a snapshot on the command line.
    const refused = await eb(['rule', '--snapshot', demo('lambda-healthy'), '--save-snapshot', file, '--json'])
    expect(json(refused).error?.code).toBe('wrong-usage')
    await expect(stat(file)).rejects.toThrow('ENOENT')
    const once = json(await eb(['rule', '--snapshot', demo('ecs-no-passrole'), '--json']))
    const again = json(await eb(['rule', '--snapshot', demo('ecs-no-passrole'), '--json']))
    expect(again.checks).toEqual(once.checks)
  })

  test('a long time-out is a long time, and --debug says nothing of a snapshot', async () => {
    const ran = await eb(['rule', '--snapshot', demo('lambda-healthy'), '--timeout', '90d', '--debug'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
  })
})
