import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { clientsOf, lambdaIntegration } from './support/accounts.js'
import { awsEnv, ebDoctor, installedBin, type Ran, runProgram } from './support/cli.js'
import { type Moto, startMoto } from './support/moto.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const installed = (): string => join(inject('installation'), 'node_modules/eb-doctor')
const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'eb-doctor-empty-'))

describe('the tarball', () => {
  const files = (): string[] =>
    readdirSync(installed(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed().length + 1))

  test('holds what is needed to run and to read, and nothing else', () => {
    const known =
      /^(bin\/(run\.js|package\.json)|dist\/(start|lambda\/handler|commands\/.+|chunks\/.+|(iam|pattern)\/.+)\.js|dist\/(iam|pattern|text)\/.+\.d\.ts|dist\/THIRD-PARTY-LICENCES\.txt|demo\/[^/]+\.json|docs\/(findings|runbooks)\/[^/]+\.md|package\.json|oclif\.manifest\.json|report\.schema\.json|LICENSE|README\.md|CHANGELOG\.md)$/
    expect(files().filter((file) => !known.test(file))).toEqual([])
    expect(files()).toEqual(
      expect.arrayContaining([
        ...['LICENSE', 'dist/THIRD-PARTY-LICENCES.txt', 'oclif.manifest.json'],
        ...['docs/findings/grant-missing.md', 'docs/runbooks/event-did-not-arrive.md'],
      ]),
    )
  })

  test('is small: under 1 MB packed', () => {
    expect(statSync(inject('tarball')).size).toBeLessThan(1_000_000)
  })

  test('brings no other package and runs nothing when it is installed', () => {
    const { dependencies, scripts } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'))
    expect(dependencies ?? {}).toEqual({})
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([])
    expect(readdirSync(join(inject('installation'), 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'eb-doctor',
    ])
  })

  test('npx runs it from an empty folder', async () => {
    const cwd = await emptyFolder()
    await cp(inject('tarball'), join(cwd, 'eb-doctor-0.tgz'))
    const { code, stdout, stderr } = await runProgram('npx', ['--yes', './eb-doctor-0.tgz', 'demo'], {
      cwd,
      // npx keeps what it fetches; not in the home folder of whoever runs the tests.
      env: { npm_config_cache: join(cwd, 'cache'), npm_config_update_notifier: 'false' },
    })
    expect(stderr.replace(/^npm warn .*\n/gm, '')).toBe('')
    expect(stdout).toContain('EventBridge')
    expect(code).toBe(0)
  })
})

describe('the command line', () => {
  test('tells its version at once, as oclif would', async () => {
    const { stdout, code } = await ebDoctor(['--version'])
    const { version } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'))
    expect([stdout, code]).toEqual([
      `eb-doctor/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
      0,
    ])
  })

  test('lists every command with one line about it', async () => {
    const { stdout, stderr, code } = await ebDoctor(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const command of ['rule', 'fix', 'demo', 'explain', 'runbook', 'permissions', 'autocomplete']) {
      expect(stdout).toMatch(new RegExp(`^  ${command} +\\S`, 'm'))
    }
  })

  test.each(['rule', 'fix', 'demo', 'explain', 'runbook', 'permissions', 'autocomplete'])(
    'helps with %s by examples',
    async (command) => {
      const { stdout, code } = await ebDoctor([command, '--help'])
      expect(code).toBe(0)
      expect(stdout).toMatch(new RegExp(`EXAMPLES\\n(.*\\n)*? +\\$ eb-doctor ${command}`))
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([])
    },
  )

  test('completes commands and flags in bash', async () => {
    const home = await emptyFolder()
    const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache') }
    const made = await ebDoctor(['autocomplete', 'bash'], { env })
    expect(made.code).toBe(0)
    const script = await ebDoctor(['autocomplete', 'script', 'bash'], { env })
    const complete = (line: string) =>
      runProgram(
        'bash',
        [
          '-c',
          `${script.stdout}
           COMP_LINE='${line}' COMP_WORDS=(${line} '') COMP_CWORD=${line.split(' ').length} COMP_POINT=${line.length + 1}
           $(complete -p eb-doctor | sed 's/.*-F \\([^ ]*\\).*/\\1/') && printf '%s\\n' "\${COMPREPLY[@]}"`,
        ],
        { env },
      )
    expect((await complete('eb-doctor')).stdout.split(/\s+/)).toEqual(expect.arrayContaining(['rule', 'demo', 'fix']))
  })
})

const useOfEvaluator = `import { evaluate } from 'eb-doctor/iam'
const answer = evaluate(
  { principal: 'events.amazonaws.com', action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-west-1:111122223333:orders' },
  { resource: { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:*', Resource: '*' } } },
)
const said: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | 'CannotTell' = answer.decision
// @ts-expect-error: a decision is no number
const wrong: number = answer.decision
export { said, wrong }
`

const useOfPatterns = `import { check, compile, compileEvent, explain, type Outcome } from 'eb-doctor/pattern'
const pattern = '{"detail":{"state":["paid"]}}'
const [field] = explain(pattern, '{"detail":{"state":"Paid"}}').fields
const outcome: Outcome | undefined = field?.outcome
// @ts-expect-error: an outcome is no number
const wrong: number | undefined = field?.outcome
const matches: boolean = compile(pattern).matches(compileEvent('{"detail":{"state":"paid"}}'))
const said = [outcome, field?.hints[0]?.code, matches, check('{}').valid].join(' ')
export { said, wrong }
`

describe.each([
  ['the evaluator', 'iam', useOfEvaluator, 'Allowed'],
  ['the pattern engine', 'pattern', useOfPatterns, 'other-value case true false'],
])('%s as a library', (_, room, use, said) => {
  test('compiles with its types in a strict project, and runs', async () => {
    const cwd = await emptyFolder()
    await mkdir(join(cwd, 'node_modules'))
    await cp(installed(), join(cwd, 'node_modules/eb-doctor'), { recursive: true })
    await writeFile(join(cwd, 'package.json'), '{ "type": "module" }')
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'NodeNext',
      target: 'ES2023',
      types: [],
    }
    await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    await writeFile(join(cwd, 'use.ts'), use)
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', cwd], { stdio: 'pipe' })
    const { stdout } = await runProgram(
      process.execPath,
      ['-e', "import('./use.js').then((it) => process.stdout.write(it.said))"],
      { cwd },
    )
    expect(stdout).toBe(said)
  })

  test('needs nothing of Node', () => {
    const folder = join(installed(), 'dist')
    const pending = [`${room}/index.js`]
    const seen = new Set<string>()
    for (const file of pending) {
      if (seen.has(file)) continue
      seen.add(file)
      const text = readFileSync(join(folder, file), 'utf8')
      expect(text, file).not.toMatch(/from ['"]node:|require\(/)
      for (const [, path] of text.matchAll(/from ['"](\.[^'"]+)['"]/g)) pending.push(join(file, '..', `${path}`))
    }
    expect(existsSync(join(folder, `${room}/index.d.ts`))).toBe(true)
  })
})

describe('the newest Node with long-term support', () => {
  let moto: Moto
  let node: string
  beforeAll(async () => {
    moto = await startMoto()
    await lambdaIntegration(clientsOf(moto.url))
    node = execFileSync(process.execPath, [join(root, 'scripts/newest-node.mjs')], { encoding: 'utf8' }).trim()
  })
  afterAll(() => moto.stop())

  test('gives the same report, without a warning', async () => {
    const withoutTimes = ({ code, stdout, stderr }: Ran) => ({
      code,
      stderr,
      report: { ...JSON.parse(stdout), generatedAt: '', window: null, stats: null },
    })
    const args = [installedBin(), 'rule', 'order-paid', '--json']
    const newest = await runProgram(node, args, { env: awsEnv(moto.url) })
    const ours = await runProgram(process.execPath, args, { env: awsEnv(moto.url) })
    expect(withoutTimes(newest)).toEqual(withoutTimes(ours))
    expect(newest.stderr).toBe('')
  })
})
