import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeManyRules } from '../../scripts/bench/many-rules.js'
import { strictComplaints } from '../report/schema.js'
import { junitComplaints } from '../scan/junit-form.js'
import { ACCOUNT, REGION } from './support/accounts.js'
import { awsEnv, ebDoctor, installedBin, type Ran, type RunOptions, runProgram } from './support/cli.js'
import type { Fault } from './support/faults.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
/** Of 40 rules the last six are broken: three queues without the right policy, three of one role that allows nothing. */
const BUS = 'orders'

beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  await makeManyRules(moto.url, { bus: BUS, rules: 40, broken: 6 })
  return async () => {
    await proxy.close()
    await moto.stop()
  }
})

// moto has no simulator of policies; asked for it, it answers with a page that is tried again and again.
const noSimulator = ({ action }: { action: string }): Fault | undefined =>
  action === 'iam:SimulatePrincipalPolicy' ? 'access denied' : undefined
const queuesHang = (operation: { action: string }): Fault | undefined =>
  operation.action === 'sqs:GetQueueAttributes' ? 'hangs' : noSimulator(operation)

beforeEach(() => proxy.behave({ events: [], fault: noSimulator }))

const folder = (): string => mkdtempSync(join(tmpdir(), 'eb-doctor-scan-'))
/** What happened is told of by other tests: CloudTrail takes two requests a second, and these would wait for it. */
const scan = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  ebDoctor(['scan', '--skip', 'changes', '--skip', 'metrics', ...args], {
    ...options,
    env: { ...awsEnv(proxy.url), ...options.env },
  })

const totalsOf = (ran: Ran) => JSON.parse(ran.stdout).totals

describe('a scan', () => {
  test('says in every format the same of every rule, in files of its owner alone, and only reads', async () => {
    const cwd = folder()
    const files = ['json', 'ndjson', 'junit', 'markdown', 'short', 'html'].map((format) => [
      '--report',
      `${format}=${format}.out`,
    ])
    const ran = await scan([...files.flat()], { cwd })
    expect(ran.stderr).toBe('')
    expect(ran.code).toBe(1)
    expect(proxy.writes()).toEqual([])
    const read = (format: string) => readFileSync(join(cwd, `${format}.out`), 'utf8')
    expect(readdirSync(cwd).sort()).toEqual([
      'html.out',
      'json.out',
      'junit.out',
      'markdown.out',
      'ndjson.out',
      'short.out',
    ])
    for (const name of readdirSync(cwd)) expect(statSync(join(cwd, name)).mode & 0o777).toBe(0o600)

    const summary = JSON.parse(read('json'))
    expect(strictComplaints(summary)).toEqual([])
    expect(summary.rules).toHaveLength(40)
    expect(summary.totals).toMatchObject({ broken: 6, notLookedAt: 0, suppressed: 0 })
    const lines = read('ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ rule, verdict }) => [rule?.arn, verdict]).slice(0, -1)).toEqual(
      summary.rules.map(({ arn, verdict }: { arn: string; verdict: string }) => [arn, verdict]),
    )
    expect(lines.at(-1)).toEqual(summary)
    expect(await junitComplaints(read('junit'))).toEqual([])
    expect(read('junit').match(/<failure /g)).toHaveLength(6)
    expect(read('markdown')).toContain('# EventBridge rules: broken')
    expect(read('short')).toMatch(/^✗ [^\n]*6 broken[^\n]*\n$/)
    expect(read('html')).toContain('</html>')
    expect(ran.stdout.match(/^ {2}✗ broken/gm)).toHaveLength(6)
    expect(ran.stdout).toContain('6 of 40 EventBridge rules')
  })

  test('tells one fault of several rules once, and the command that it names shows the fix', async () => {
    const { causes } = JSON.parse((await scan(['--output', 'json'])).stdout)
    const [cause] = causes.filter(({ code }: { code: string }) => code === 'permission-missing')
    expect(cause.rules.length).toBeGreaterThan(0)
    const [, ...words] = cause.next.split(' ')
    const ran = await ebDoctor(words, { env: awsEnv(proxy.url) })
    expect(ran.stdout).toContain('states:StartExecution')
    expect(ran.code).toBe(1)
  })

  test('under pseudonyms names nothing of the account, in any format', async () => {
    const cwd = folder()
    const files = ['json', 'ndjson', 'junit', 'markdown', 'short', 'html'].map((format) => [
      '--report',
      `${format}=${format}.out`,
    ])
    writeFileSync(
      join(cwd, '.eb-doctor.yaml'),
      'suppress: [{ rule: order-0003*, codes: [permission-missing], reason: zebrafinch, expires: 9999-12-31 }, { rule: order-zebrafinch, reason: x, expires: 2026-01-01 }]',
    )
    const ran = await scan(['--redact', ...files.flat()], { cwd })
    expect(ran.code).toBe(1)
    const all = [
      ran.stdout,
      ran.stderr,
      ...readdirSync(cwd)
        .filter((name) => name.endsWith('.out'))
        .map((name) => readFileSync(join(cwd, name), 'utf8')),
    ]
    const leak = new RegExp(
      `.{0,40}(order-0|orders-flow|zebrafinch|${ACCOUNT}|event-bus/orders|rule/orders|on orders|>orders<).{0,20}`,
      'g',
    )
    expect(all.flatMap((text) => text.match(leak) ?? [])).toEqual([])
    const open = totalsOf(await scan(['--output', 'json'], { cwd }))
    expect(JSON.parse(readFileSync(join(cwd, 'json.out'), 'utf8')).totals).toEqual(open)
    expect(open.suppressedFindings).toBeGreaterThan(0)
  })

  test('is held against an earlier one', async () => {
    const cwd = folder()
    const base = await scan(['--report', 'ndjson=base.ndjson', '--output', 'json'], { cwd })
    expect(base.code).toBe(1)
    const again = JSON.parse((await scan(['--baseline', 'base.ndjson', '--output', 'json'], { cwd })).stdout).baseline
    expect([again.new, again.gone, again.notCompared]).toEqual([[], [], []])
    expect(again.stillThere).toHaveLength(6)
    const code = (await scan(['--baseline', 'base.ndjson', '--fail-on', 'new', '--output', 'short'], { cwd })).code
    expect(code).toBe(base.stdout.includes('"inconclusive": 0') ? 0 : 3)
  })

  test('takes the settings of the team from the folder above, and flags win over them', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, '.git'))
    mkdirSync(join(cwd, 'inner'))
    writeFileSync(join(cwd, '.eb-doctor.yaml'), 'regions: [eu-west-1]\n')
    const there = JSON.parse((await scan(['--output', 'json'], { cwd: join(cwd, 'inner') })).stdout)
    expect(there.context.region).toBe('eu-west-1')
    expect(there.notes).toEqual(['The settings of the team in ../.eb-doctor.yaml are applied.'])
    const here = JSON.parse((await scan(['--output', 'json', '--region', REGION], { cwd: join(cwd, 'inner') })).stdout)
    expect(here.context.region).toBe(REGION)
    expect(here.rules).toHaveLength(40)
  })

  test('of a Region that cannot be reached beside one that can says so, and goes on', async () => {
    const ran = await scan(['--output', 'json', '--profile', 'nobody', '--profile', 'somebody'], {
      env: {
        AWS_CONFIG_FILE: profiles(),
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
      },
    })
    const { unseen, rules } = JSON.parse(ran.stdout)
    expect(unseen).toMatchObject([{ what: 'profile nobody' }])
    expect(rules).toHaveLength(40)
    const both = await scan(['--output', 'json', '--profile', 'somebody', '--profile', 'else'], {
      env: { AWS_CONFIG_FILE: profiles(), AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    })
    expect(JSON.parse(both.stdout).notes.join()).toContain('Profile somebody and profile else are of the same account')
    expect(JSON.parse(both.stdout).rules).toHaveLength(40)
  })
})

/** A configuration with two profiles of one account, and one without credentials. */
function profiles(): string {
  const file = join(folder(), 'config')
  const keys = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n'
  writeFileSync(file, `[profile somebody]\n${keys}[profile else]\n${keys}[profile nobody]\nregion = us-east-1\n`)
  return file
}

describe('a scan that is ended', () => {
  test('by Ctrl-C gives what was done, in every format, within two seconds', async () => {
    const cwd = folder()
    // Every second rule waits for its queue.
    proxy.behave({
      events: [],
      latency: 5,
      fault: queuesHang,
    })
    let interrupted = 0
    const ran = await scan(['--report', 'json=out.json', '--report', 'junit=out.xml', '--report', 'html=out.html'], {
      cwd,
      onStart: (child) => {
        setTimeout(() => {
          interrupted = performance.now()
          child.kill('SIGINT')
        }, 4000)
      },
    })
    const waited = performance.now() - interrupted
    expect(waited).toBeLessThan(2000)
    expect(ran.code).toBe(130)
    const summary = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))
    expect(strictComplaints(summary)).toEqual([])
    expect(summary.ended).toBe('interrupted')
    expect(summary.totals.notLookedAt).toBeGreaterThan(0)
    expect(summary.totals.notLookedAt + summary.rules.length).toBe(40)
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain(
      `The scan was interrupted: ${summary.totals.notLookedAt} rules were not looked at.`,
    )
    expect(await junitComplaints(readFileSync(join(cwd, 'out.xml'), 'utf8'))).toEqual([])
    expect(readFileSync(join(cwd, 'out.html'), 'utf8')).toContain('</html>')
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('by Ctrl-C gives the rules too that were done and waited for an earlier one, and names what it did not come to', async () => {
    const cwd = folder()
    let child: ChildProcess | undefined
    let interrupted = 0
    proxy.behave({
      events: [],
      // The second of 40 rules never ends, so all others wait for it.
      fault: (operation) =>
        operation.action === 'sqs:GetQueueAttributes' && /order-00001/.test(JSON.stringify(operation.params))
          ? 'hangs'
          : noSimulator(operation),
      onRequest({ action, params }) {
        if (action !== 'sqs:GetQueueAttributes' || !/order-00039/.test(JSON.stringify(params)) || interrupted > 0)
          return
        interrupted = Number.POSITIVE_INFINITY
        setTimeout(() => {
          interrupted = performance.now()
          child?.kill('SIGINT')
        }, 1500)
      },
    })
    const files = ['json', 'ndjson', 'junit', 'markdown', 'html'].map((format) => [
      '--report',
      `${format}=${format}.out`,
    ])
    const ran = await scan(['--region', REGION, '--region', 'eu-west-1', ...files.flat()], {
      cwd,
      onStart: (started) => {
        child = started
      },
    })
    expect(performance.now() - interrupted).toBeLessThan(2000)
    expect([ran.code, ran.stderr]).toEqual([130, ''])
    const read = (format: string) => readFileSync(join(cwd, `${format}.out`), 'utf8')
    const summary = JSON.parse(read('json'))
    expect(strictComplaints(summary)).toEqual([])
    expect(summary.ended).toBe('interrupted')
    expect(summary.totals).toMatchObject({ broken: 6, notLookedAt: 1 })
    const arns: string[] = summary.rules.map(({ arn }: { arn: string }) => arn)
    expect(arns).toHaveLength(39)
    expect(arns).toEqual([...arns].sort())
    expect(arns.filter((arn) => arn.endsWith('order-00001'))).toEqual([])
    expect(summary.unseen).toMatchObject([
      { what: 'Region eu-west-1', region: 'eu-west-1', because: 'The scan ended before it was looked at.' },
    ])
    const lines = read('ndjson').trimEnd().split('\n')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line).rule.arn)).toEqual(arns)
    expect(await junitComplaints(read('junit'))).toEqual([])
    expect(read('junit').match(/<failure /g)).toHaveLength(6)
    expect(read('junit')).toContain('message="1 rule was not looked at."')
    expect(ran.stdout.match(/^ {2}✗ broken/gm)).toHaveLength(6)
    for (const text of [ran.stdout, read('markdown')]) {
      expect(text.replace(/\s+/g, ' ')).toContain('The scan was interrupted: 1 rule was not looked at.')
      expect(text).toContain('Region eu-west-1')
    }
    expect(read('html')).toContain('order-00039')
  })

  test('by --timeout gives what was done, and the rest is counted', async () => {
    proxy.behave({ events: [], fault: queuesHang })
    const ran = await scan(['--timeout', '4s', '--output', 'json'])
    const { ended, totals, rules } = JSON.parse(ran.stdout)
    expect(ended).toBe('timeout')
    expect(totals.notLookedAt + rules.length).toBe(40)
    expect(totals.broken > 0 ? 1 : 3).toBe(ran.code)
  })
})

describe('wrong usage of a scan is one line and exit code 2', () => {
  test.each([
    [['--report', 'pdf=x'], /"pdf=x" is not FORMAT=FILE with one of text, json/],
    [['--report', 'json'], /is not FORMAT=FILE/],
    [['--report', 'json=a', '--report', 'junit=a'], /--report names the file a twice/],
    [['--report', 'json=a', '--report', 'junit=./a'], /--report names the file \.\/a twice/],
    [['--report', 'json=-'], /--report writes files; what --output names goes to standard output/],
    [['--region', ''], /--region is empty/],
    [['--profile', ''], /--profile is empty/],
    [['--accounts', 'x'], /--accounts has no meaning without --assume-role/],
    [['--assume-role', 'x'], /--assume-role has no meaning without --accounts/],
    [['--merge', 'x', '--region', 'eu-west-1'], /--region cannot be used together with --merge/],
    [['--report', 'json=/nowhere/x'], /The report \/nowhere\/x cannot be written \(ENOENT\)/],
    [['--output', 'pdf'], /Expected --output=pdf to be one of/],
    [['--bus', 'a b'], /"a b" is not a valid event bus name/],
    [
      ['--bus', 'arn:aws:events:us-east-1:123456789012:event-bus/orders'],
      /--bus takes the name of an event bus, not an ARN/,
    ],
    [['--bus', 'nowhere'], /There is no event bus nowhere/],
    [['--fail-on', 'new'], /--fail-on new has no meaning without --baseline/],
    [['--baseline', '/nowhere/x'], /The baseline \/nowhere\/x cannot be read \(ENOENT\)/],
    [['--config', '/nowhere/x'], /The settings \/nowhere\/x cannot be read \(ENOENT\)/],
    [['--check', 'role'], /There is no check "role"/],
    [['--concurrency', '0'], /--concurrency/],
    [['--timeout', 'soon'], /"soon" is not a duration/],
    [
      ['--redact', '--include-payloads'],
      /--(redact|include-payloads) cannot be used together with --(redact|include-payloads)/,
    ],
  ])('%j', async (args, expected) => {
    const ran = await scan(args)
    expect(ran.stderr).toMatch(expected)
    expect(ran.stderr).toMatch(/^eb-doctor: [^\n]+\n$/)
    expect([ran.stdout, ran.code]).toEqual(['', 2])
  })

  test.each([
    ['regoins: [eu-west-1]', /there is no setting "regoins"; did you mean regions\?/],
    ['suppress: [{ rule: x', /it is not YAML/],
    ['a: 1\na: 2', /it is not YAML: Map keys must be unique/],
    ['suppress: [{ rule: x, reason: y, expires: 2026-13-01 }]', /suppress\.0\.expires is not a day/],
    ['x: !!js/function "1"', /it is not YAML|there is no setting/],
  ])('settings: %s', async (text, expected) => {
    const cwd = folder()
    writeFileSync(join(cwd, '.eb-doctor.yaml'), text)
    const ran = await scan([], { cwd })
    expect(ran.stderr).toMatch(expected)
    expect(ran.stderr).toMatch(/^eb-doctor: [^\n]+\n$/)
    expect([ran.stdout, ran.code]).toEqual(['', 2])
  })

  test('a link is not written through, and what was there stays', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'mine'), 'mine')
    symlinkSync(join(cwd, 'mine'), join(cwd, 'link'))
    const ran = await scan(['--report', 'json=link'], { cwd })
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('(NOTAFILE)')])
    expect(readFileSync(join(cwd, 'mine'), 'utf8')).toBe('mine')
  })

  test('in NDJSON it is one line of JSON', async () => {
    const ran = await scan(['--output', 'ndjson', '--bus', 'a b'])
    expect(JSON.parse(ran.stdout)).toMatchObject({ schemaVersion: 1, error: { code: 'wrong-usage' } })
    expect(ran.stdout).toMatch(/^[^\n]+\n$/)
  })
})

test('a reader that goes away early ends a scan as it would have ended, without a word', async () => {
  const command = ['text', 'ndjson', 'html', 'junit'].map(
    (format) => `"$0" scan --skip changes --skip metrics --output ${format} | head -c 1; echo " \${PIPESTATUS[0]}"`,
  )
  const ran = await runProgram('bash', ['-c', command.join('\n'), installedBin()], { env: awsEnv(proxy.url) })
  expect([ran.stderr, ran.stdout.match(/ \d+$/gm)]).toEqual(['', [' 1', ' 1', ' 1', ' 1']])
})

test('an organization without an active account is nothing that could be called healthy', async () => {
  const ran = await scan(['--accounts', 'organization', '--assume-role', 'x', '--output', 'json'])
  expect([ran.code, JSON.parse(ran.stdout).error.code]).toEqual([4, 'no-organization'])
})

test('a rule takes the settings of the team too', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, '.eb-doctor.yaml'), 'suppress: [{ rule: order-0003*, reason: Known., expires: 9999-12-31 }]')
  const ran = await ebDoctor(['rule', 'order-00039', '--bus', BUS, '--json'], { cwd, env: awsEnv(proxy.url) })
  const report = JSON.parse(ran.stdout)
  expect(strictComplaints(report)).toEqual([])
  expect(report.verdict).toBe('broken')
  expect(report.counted.suppressed).toMatchObject([{ code: 'grant-mismatch', reason: 'Known.' }])
  expect(ran.code).toBe({ suppressed: 0, inconclusive: 3 }[report.counted.as as 'suppressed' | 'inconclusive'])
})
