import { asAwsCommand } from '../remedies/aws-command.js'
import { asciiJson } from '../text/ascii-json.js'
import { plain, shellWord } from '../text/sanitize.js'
import { unique } from '../text/unique.js'
import { difference } from './diff.js'
import { notesOnce } from './notes.js'
import type { Plan, PlannedChange } from './plan.js'
import type { Afterwards, FindingAfterwards, FixResult } from './result.js'
import type { StepResult } from './steps.js'

/** A plan for people to read before they say yes: one block a change, then what is left to them. */
export function renderPlan(plan: Plan): string {
  const [account, region] = [plain(plan.context.account), plain(plan.context.region)]
  const count = plan.changes.length
  const told = notesOnce([...plan.changes, ...plan.withheld])
  const head =
    count === 0
      ? `Nothing to change in account ${account}, ${region}.`
      : `${count} change${count === 1 ? '' : 's'} in account ${account}, ${region}.`
  return `${[
    head,
    ...told.slice(0, count).flatMap((change, i) => ['', ...changeLines(change, `${i + 1}. `)]),
    ...told
      .slice(count)
      .flatMap((change) => ['', ...changeLines(change, '- '), '   Not made unless --include-key-policies is given.']),
    ...leftLines(plan),
  ].join('\n')}\n`
}

/** One change: what, why, the difference, the call and its undo, the doubts. */
function changeLines(change: PlannedChange, mark: string): string[] {
  const indent = ' '.repeat(mark.length)
  return [
    `${mark}${plain(change.title)}`,
    ...[
      plain(`account ${change.account}, ${change.call.region}: ${change.resource}`),
      ...(change.stack === undefined ? [] : [`stack: ${plain(change.stack)}`]),
      ...unique(change.because.map(({ code, summary }) => plain(`why: ${code}: ${summary}`))),
      ...difference(change.before, change.after).map(({ sign, text }) => `  ${sign} ${text}`),
      `call: ${change.call.service}:${change.call.operation}`,
      `  ${asAwsCommand(change.call)}`,
      'undo:',
      `  ${asAwsCommand(change.undo)}`,
      ...change.doubts.map((doubt) => `note: ${plain(doubt)}`),
    ].map((line) => indent + line),
  ]
}

function leftLines({ left }: Plan): string[] {
  if (left.length === 0) return []
  return [
    '',
    'For a person to decide:',
    ...left.flatMap(({ code, summary, decide, docs }) => [
      `- ${plain(`${code}: ${summary}`)}`,
      ...(decide.length > 0 ? decide.map((line) => `  ${plain(line, 10_000)}`) : [`  See ${plain(docs)}`]),
    ]),
  ]
}

const OUTCOMES: Readonly<Record<StepResult['outcome'], string>> = {
  done: '✓ done',
  already: '✓ already so',
  unseen: '– made, not seen yet',
  lost: '✗ lost',
  skipped: '– left out',
  declined: '– declined',
  stale: '✗ changed since',
  failed: '✗ failed',
  'not-tried': '– not tried',
}

/** What became of one step. */
export const renderStep = ({ change, outcome, detail }: StepResult, undo: boolean): string => {
  const why = detail === '' ? '' : ` ${plain(detail)}`
  return `${OUTCOMES[outcome]}: ${undo ? 'undo of: ' : ''}${plain(change.title)}${why}\n`
}

/** What became of a finding that is not seen to be fixed. */
const FINDINGS: Readonly<Record<FindingAfterwards['state'], string>> = {
  fixed: 'fixed',
  'not-yet': 'not visible yet',
  'still-wrong': 'still broken',
  'not-seen': 'not seen again',
  lost: 'lost',
  declined: 'declined',
  skipped: 'left out',
  stale: 'changed since',
  failed: 'failed',
  'not-tried': 'not tried',
}

/** One sentence on a rule after the changes. */
function ruleAfterwards({ rule: arn, state, verdict, findings, remaining }: Afterwards): string {
  const rule = `The rule ${plain(arn)}`
  const share = `${findings.length - remaining.length} of ${findings.length}`
  switch (state) {
    case 'fixed':
      return verdict === 'broken'
        ? `What was planned is fixed; the rule ${plain(arn)} is still broken for another reason.`
        : `${rule} is ${verdict} now.`
    case 'not-yet':
      return `Not yet: AWS does not show every change yet. ${rule} is ${verdict}; look again in a minute.`
    case 'still-wrong':
      return `Still wrong: every change was made and is seen, and the rule ${plain(arn)} is ${verdict}.`
    case 'not-seen':
      return `Not seen: the changes were made, and not every check could be made again. ${rule} is ${verdict}.`
    case 'not-done':
      return `Not everything was changed: ${share} findings are fixed. ${rule} is ${verdict}.`
    case 'untouched':
      return `${rule} is ${verdict}: nothing of it was to be changed.`
    case 'undone':
      return `${rule} is ${verdict} after the undo.`
  }
}

/** How the rules are when nothing was tried, and what was not seen of them. */
const asTheyAre = (before: FixResult['before'], gaps: FixResult['gaps']): string[] => [
  ...before
    .filter(({ verdict }) => verdict !== 'healthy')
    .map(({ rule, verdict }) => `The rule ${plain(rule)} is ${verdict}.`),
  ...gaps.map(({ action, resource }) => `Could not look: ${plain(`${action} on ${resource}`)} was denied.`),
]

/** How it ended, where the journal is, and how the rules are now. */
export function renderEnd({ outcome, after, refused, mode, before, gaps }: FixResult): string {
  const lines = [
    ...(refused === null ? [] : [plain(refused)]),
    ...(outcome?.ended === 'interrupted' ? ['Interrupted: nothing else was begun.'] : []),
    ...(outcome === null ? asTheyAre(before, gaps) : []),
    ...after.flatMap((rule) => [
      ruleAfterwards(rule),
      ...rule.remaining.map(({ code, summary, state }) => `  ${FINDINGS[state]}: ${plain(`${code}: ${summary}`)}`),
    ]),
    ...(outcome?.ended === 'done' && after.length === 0
      ? ['How the rules are now could not be seen: run eb-doctor rule.']
      : []),
    ...(after.some(({ state }) => state === 'fixed')
      ? ['Changes of roles and policies may take EventBridge itself another minute.']
      : []),
    ...(outcome?.journal &&
    mode === 'apply' &&
    outcome.steps.some((step) => ['done', 'unseen', 'lost', 'failed'].includes(step.outcome))
      ? [`Journal: ${plain(outcome.journal)}`, `Undo with: eb-doctor fix --undo ${shellWord(outcome.journal)}`]
      : []),
  ]
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`
}

/** The whole result as JSON text: each change with its command lines, in the order of the report's JSON. */
export function renderFixJson(result: FixResult): string {
  const withCommands = (change: PlannedChange) => ({
    ...change,
    command: asAwsCommand(change.call),
    undoCommand: asAwsCommand(change.undo),
  })
  const { plan, outcome, undo } = result
  const whole = {
    ...result,
    plan: { ...plan, changes: plan.changes.map(withCommands), withheld: plan.withheld.map(withCommands) },
    ...(undo ? { undo: undo.map((step) => ({ ...step, command: asAwsCommand(step.call) })) } : {}),
    outcome: outcome && {
      ...outcome,
      steps: outcome.steps.map(({ change, outcome: became, detail }) => ({ id: change.id, outcome: became, detail })),
    },
  }
  return `${asciiJson(JSON.parse(JSON.stringify(whole)), 2)}\n`
}

/** The whole result as Markdown, for a ticket: what is not prose stands in code fences. */
export function renderFixMarkdown(result: FixResult): string {
  const steps = result.outcome?.steps.map((step) => renderStep(step, result.mode === 'undo')).join('') ?? ''
  const back = (result.undo ?? []).map(({ title, call }) => `Undo: ${plain(title)}\n  ${asAwsCommand(call)}\n`).join('')
  const plan = result.mode === 'undo' ? '' : renderPlan(result.plan)
  const text = [plan, back, steps, renderEnd(result)].filter((part) => part !== '').join('\n')
  const ticks = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)))
  return `## eb-doctor fix\n\n${ticks}text\n${text.trimEnd()}\n${ticks}\n`
}
