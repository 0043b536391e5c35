import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../docs/runbooks/', import.meta.url)

/** The names of the runbooks, as the files are named. */
export const runbooks: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length))
  .sort()

/** The text of a runbook. */
export const runbookText = (name: string): string => readFileSync(new URL(`${name}.md`, folder), 'utf8')

/** The parts of a page that are made from the code, which show commands with what they print. */
const MADE = /<!-- (\S+): made from the code[\s\S]*?<!-- end of \1 -->/g

/** The fenced blocks that somebody wrote: their language and their text. */
export const blocksOf = (page: string): { language: string; text: string }[] =>
  [...page.replace(MADE, '').matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }))

/**
 * The commands that a page tells its reader to type, each once, in the order of the page: the lines of its shell blocks, and
 * what stands in backticks and begins with the tool's name and a blank.
 */
export function commandsOf(page: string): string[] {
  const inline = /`(eb-doctor [^`]+)`/g
  const found: [number, string][] = []
  const own = page.replace(MADE, (part) => ' '.repeat(part.length))
  for (const block of own.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    const lines = (block[1] ?? '').replaceAll('\\\n', ' ').split('\n')
    for (const line of lines) {
      const command = line
        .replace(/ +#.*$/, '')
        .replace(/ +/g, ' ')
        .trim()
      if (command !== '') found.push([block.index, command])
    }
  }
  const prose = own.replace(/^```[\s\S]*?^```$/gm, (block) => ' '.repeat(block.length))
  for (const one of prose.matchAll(inline)) found.push([one.index, (one[1] ?? '').replaceAll('\n', ' ')])
  const inOrder = found.sort(([a], [b]) => a - b).map(([, command]) => command)
  return [...new Set(inOrder)]
}

/** One command of a runbook as a test runs it, and what its reader sees. */
export interface Run {
  /** As it stands on the page. */
  command: string
  /** Without AWS: such a command is run by the unit tests, any other against the emulator. */
  offline?: true
  /** What is put in place of words of the command; without it RULE is the rule that is broken. */
  with?: Readonly<Record<string, string>>
  /** A deployment that broke the rule order-kept has just been made. */
  deployed?: true
  /** IAM actions that are refused meanwhile. */
  denied?: readonly string[]
  /** What is answered to the tool's questions. */
  keys?: string
  exit: number
  /** What is printed, or written to the file that the command names. */
  says: readonly (string | RegExp)[]
}

const COMPARE = 'eb-doctor scan --region REGION --baseline before.json --fail-on new'
const PLACE = '--event-bus-name BUS --region REGION'

/** Every command of every runbook. A test holds that none of a page is missing here, and none here is of no page. */
export const RUNS: Readonly<Record<string, readonly Run[]>> = {
  'event-did-not-arrive': [
    {
      command: `eb-doctor rule RULE ${PLACE}`,
      exit: 1,
      says: [/^✗ BROKEN/, 'First broken hop', 'More: eb-doctor explain grant-mismatch'],
    },
    {
      command: `eb-doctor rule RULE ${PLACE}`,
      with: { RULE: 'order-kept' },
      denied: ['sqs:GetQueueAttributes'],
      exit: 3,
      says: [/^\? INCONCLUSIVE/, 'Could not look', 'sqs:GetQueueAttributes', 'Ask for this policy'],
    },
    { command: `eb-doctor rule RULE ${PLACE}`, with: { RULE: 'order-kept' }, exit: 0, says: [/^✓ HEALTHY/] },
    { command: `eb-doctor rule RULE ${PLACE}`, with: { RULE: 'order-lossy' }, exit: 0, says: [/^! AT RISK/] },
    {
      command: `eb-doctor rule RULE ${PLACE}`,
      with: { RULE: '"not a name"' },
      exit: 2,
      says: [/^eb-doctor: [^\n]+\n$/],
    },
    {
      command: 'eb-doctor explain CODE',
      offline: true,
      with: { CODE: 'grant-mismatch' },
      exit: 0,
      says: [/^grant-mismatch\n/],
    },
    {
      command: `eb-doctor permissions --rule RULE ${PLACE} > eb-doctor-policy.json`,
      exit: 0,
      says: ['"lambda:GetPolicy"'],
    },
    { command: 'eb-doctor permissions', offline: true, exit: 0, says: ['"events:DescribeRule"'] },
    { command: 'eb-doctor permissions --for fix', offline: true, exit: 0, says: ['"lambda:AddPermission"'] },
    { command: 'eb-doctor permissions --for listen', offline: true, exit: 0, says: ['"sqs:CreateQueue"'] },
    { command: `eb-doctor event event.json ${PLACE} --walk`, exit: 1, says: [/^✗ NO MATCH/, '◀ wanted ['] },
    {
      command: `eb-doctor event event.json ${PLACE} --walk`,
      with: { 'event.json': 'kept.json' },
      exit: 0,
      says: [/^✓ MATCH/, 'Route'],
    },
    {
      command: `eb-doctor event event.json ${PLACE} --walk`,
      with: { 'event.json': 'paid.json' },
      exit: 1,
      says: [/^✓ MATCH/, 'Route', 'grant-mismatch'],
    },
    {
      command: `eb-doctor event event.json ${PLACE} --walk`,
      denied: ['events:ListRules'],
      exit: 3,
      says: ['could not be'],
    },
    {
      command: `eb-doctor listen RULE ${PLACE} --for 60s`,
      with: { '60s': '4s' },
      keys: 'y',
      exit: 1,
      says: ['What was made is removed.'],
    },
    { command: `eb-doctor listen RULE ${PLACE} --for 60s`, keys: 'n', exit: 5, says: ['(y/N)'] },
    { command: 'eb-doctor listen --clean-up JOURNAL', exit: 0, says: ['Nothing of the listener is left.'] },
    {
      command: `eb-doctor rule RULE ${PLACE} --peek-dead-letters`,
      with: { RULE: 'order-kept' },
      exit: 0,
      says: [/^✓ HEALTHY/, 'No events wait in the dead-letter queue'],
    },
    { command: `eb-doctor rule RULE ${PLACE} --output markdown > report.md`, exit: 1, says: [/^# /] },
    { command: `eb-doctor fix RULE ${PLACE} --dry-run`, exit: 1, says: ['1 change in account'] },
    { command: `eb-doctor fix RULE ${PLACE}`, keys: 'n', exit: 5, says: ['declined'] },
    { command: `eb-doctor fix RULE ${PLACE}`, keys: 'y', exit: 0, says: ['Undo with'] },
    {
      command: 'eb-doctor fix --undo JOURNAL',
      keys: 'y',
      exit: 1,
      says: ['✓ done: undo of: Allow EventBridge to invoke', 'is broken after the undo.'],
    },
  ],
  'something-changed': [
    { command: 'eb-doctor scan --region REGION --output json > yesterday.json', exit: 1, says: ['"kind": "scan"'] },
    {
      command: 'eb-doctor scan --region REGION --baseline yesterday.json',
      exit: 1,
      says: ['Compared with the scan of', '0 new'],
    },
    {
      command: 'eb-doctor scan --region REGION --baseline yesterday.json',
      deployed: true,
      exit: 1,
      says: ['Compared with the scan of', '1 new', 'order-kept on orders: grant-missing', 'Causes'],
    },
    {
      command: `eb-doctor rule RULE ${PLACE} --since 24h`,
      exit: 1,
      says: [/^✗ BROKEN/, 'What happened', '~ change   RemovePermission on the function settle, by deploy/pipeline.'],
    },
    {
      command: `eb-doctor rule RULE ${PLACE} --since 24h`,
      with: { RULE: 'order-lossy' },
      denied: ['cloudtrail:LookupEvents'],
      exit: 0,
      says: ['changes', 'cloudtrail:LookupEvents', 'skipped  metrics: No data in the window'],
    },
    { command: `eb-doctor fix RULE ${PLACE} --dry-run`, exit: 1, says: ['1 change in account'] },
    { command: `eb-doctor event event.json ${PLACE}`, exit: 1, says: [/^✗ NO MATCH/] },
    {
      command: `eb-doctor rule RULE ${PLACE} --organization-profile PROFILE`,
      with: { RULE: 'order-lossy' },
      exit: 0,
      says: ['organization'],
    },
    {
      command: `eb-doctor permissions --rule RULE ${PLACE} > eb-doctor-policy.json`,
      exit: 0,
      says: ['"cloudtrail:LookupEvents"', '"cloudwatch:GetMetricData"'],
    },
    {
      command: 'eb-doctor permissions --for scan > scan-policy.json',
      offline: true,
      exit: 0,
      says: ['"events:ListRules"'],
    },
    {
      command: 'eb-doctor permissions --for organization > organization-policy.json',
      offline: true,
      exit: 0,
      says: ['"organizations:ListPoliciesForTarget"'],
    },
  ],
  'before-aws-support': [
    { command: `eb-doctor rule RULE ${PLACE} --since 24h`, exit: 1, says: [/^✗ BROKEN/, 'Fix:'] },
    {
      command: `eb-doctor rule RULE ${PLACE} --since 24h`,
      with: { RULE: 'order-kept' },
      exit: 0,
      says: [/^✓ HEALTHY/, 'Not seen'],
    },
    {
      command: `eb-doctor rule RULE ${PLACE} --organization-profile PROFILE`,
      with: { RULE: 'order-kept' },
      exit: 0,
      says: ['organization'],
    },
    {
      command: `eb-doctor rule RULE ${PLACE} --target-profile PROFILE`,
      with: { RULE: 'order-kept' },
      exit: 0,
      says: [/^✓ HEALTHY/],
    },
    {
      command: 'eb-doctor permissions --for organization',
      offline: true,
      exit: 0,
      says: ['"organizations:ListPoliciesForTarget"'],
    },
    { command: `eb-doctor rule RULE ${PLACE} --since 24h --output markdown > report.md`, exit: 1, says: [/^# /] },
    {
      command: `eb-doctor rule RULE ${PLACE} --output json > report.json`,
      exit: 1,
      says: [/^\{\s+"schemaVersion": 1/],
    },
    { command: `eb-doctor rule RULE ${PLACE} --save-snapshot snapshot.json`, exit: 1, says: [/^✗ BROKEN/] },
    { command: 'eb-doctor rule --snapshot snapshot.json', exit: 1, says: [/^✗ BROKEN/, 'No call to AWS was made'] },
    {
      command: `eb-doctor rule RULE ${PLACE} --output markdown --redact > redacted.md`,
      exit: 1,
      says: [/^# (?![\s\S]*(order-paid|123456789012))/],
    },
  ],
  'after-a-deployment': [
    {
      command: 'eb-doctor permissions --for scan > eb-doctor-policy.json',
      offline: true,
      exit: 0,
      says: ['"events:ListRules"'],
    },
    { command: 'eb-doctor scan --region REGION --output json > before.json', exit: 1, says: ['"kind": "scan"'] },
    { command: COMPARE, exit: 0, says: ['Compared with the scan of', '0 new, 0 gone, 2 still there'] },
    { command: COMPARE, denied: ['lambda:GetPolicy'], exit: 3, says: ['Could not look', 'lambda:GetPolicy'] },
    {
      command: COMPARE,
      deployed: true,
      exit: 1,
      says: ['1 new, 0 gone, 2 still there', 'order-kept on orders: grant-missing', 'Causes'],
    },
    { command: COMPARE, with: { 'before.json': 'event.json' }, exit: 2, says: [/^eb-doctor: [^\n]+\n$/] },
    { command: `${COMPARE} --timeout 30m`, exit: 1, says: ['1 new'] },
    {
      command:
        'eb-doctor scan --region REGION --baseline before.json --output short --report markdown=scan.md --report html=scan.html --report junit=scan.xml',
      exit: 1,
      says: [/^✗ EventBridge rules [^\n]* 1 new[^\n]*\n$/],
    },
    {
      command: `eb-doctor rule RULE ${PLACE}`,
      with: { RULE: 'order-kept' },
      exit: 1,
      says: [/^✗ BROKEN/, 'grant-missing'],
    },
    {
      command: `eb-doctor fix RULE ${PLACE} --format cloudformation`,
      with: { RULE: 'order-kept' },
      exit: 1,
      says: ['AWS::SQS::QueuePolicy'],
    },
    {
      command: `eb-doctor fix RULE ${PLACE} --format terraform`,
      with: { RULE: 'order-kept' },
      exit: 1,
      says: ['aws_sqs_queue_policy'],
    },
  ],
  'from-the-console': [
    {
      command:
        'aws cloudformation deploy --template-file deploy/ssm.yaml --stack-name eb-doctor-runbook --capabilities CAPABILITY_IAM --region REGION',
      exit: 0,
      says: ['Successfully created/updated stack - eb-doctor-runbook'],
    },
    {
      command: 'aws cloudformation delete-stack --stack-name eb-doctor-runbook --region REGION',
      exit: 0,
      says: [],
    },
  ],
}
