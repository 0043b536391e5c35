import { type Memory, recall, remember } from '../../aws/memory.js'
import { found } from '../../aws/read.js'
import { inOrder, makePlan, type Plan } from '../../fixing/plan.js'
import { renderEnd, renderFixJson, renderFixMarkdown, renderPlan } from '../../fixing/render.js'
import type { FixResult } from '../../fixing/result.js'
import { settle } from '../../fixing/settle.js'
import { stepsOf } from '../../fixing/undo.js'
import { gapsOf } from '../../report/gaps.js'
import { markdownFence } from '../../text/sanitize.js'
import type { RuleRef } from '../../verdict/rule-address.js'
import type { Clock } from '../clock.js'
import type { Renderers } from '../formats.js'
import { hiddenAccount } from '../mark.js'
import type { hidingFor } from '../redact.js'
import { badPlan, newJournal, openPlan, savePlan } from './files.js'
import { knownCodes, knownTargets } from './known.js'
import type { Person } from './person.js'
import { differentPlace, nobodyToAsk } from './refusal.js'
import type { FixRequest } from './request.js'
import { openSession, type Session } from './session.js'
import { undo } from './undo.js'

/** The whole of `eb-doctor fix`. Throws Stop for whatever prevents it; prints what it does as far as it is asked in text. */
export async function runFix(request: FixRequest, person: Person, clock: Clock): Promise<FixResult> {
  if (request.undo !== undefined) return undo(request, request.undo, person, clock)
  await knownCodes(request.only)
  const { session, refs, plan, before, gaps, made, stale, seen } =
    request.plan === undefined ? await fresh(request, clock) : await outOfFile(request, request.plan, clock)
  const looked = remember(await hiddenAccount(request, session.live))
  const { renderFormat } = await import('../../fixing/formats/index.js')
  // In other formats more is read than for the plan, and has names too.
  const printed = request.format === 'cli' ? '' : await renderFormat(person.hide(plan), request, looked)
  // A role that is to be made has a name already.
  const named: Memory = [{ read: 'targets', args: [], answer: found(plan.changes) }]
  const hiding = request.redact ? await hidingOf(refs, [...seen, ...looked.memory(), ...named]) : undefined
  if (hiding) person.redactWith(hiding)
  if (request.out !== undefined) await savePlan(request.out, plan)
  // What is sent and written to files is the plan; what is shown holds no secrets, and with --redact no names.
  const shown = person.hide(plan)
  const base = {
    schemaVersion: 1 as const,
    tool: plan.tool,
    mode: request.dryRun || request.format !== 'cli' ? ('dry-run' as const) : ('apply' as const),
    before,
    gaps,
    plan: shown,
    outcome: null,
    after: [],
    refused: null,
  }
  if (stale !== undefined) {
    const refused = `${stale} has changed since the plan was made, so nothing was changed.`
    return { ...base, refused }
  }
  if (request.format !== 'cli') {
    const text = hiding ? await renderFormat(shown, request, recall(hiding.memory(looked.memory()))) : printed
    if (hiding) person.note('Account ids, names and ARNs in this are pseudonyms: leave out --redact before you use it.')
    else if (JSON.stringify(shown) !== JSON.stringify(plan)) {
      person.note('Values that may be secrets are masked in this: add --include-payloads before you use it.')
    }
    return { ...base, printed: { format: request.format, text } }
  }
  if (made > 0) person.text(`${made} change${made === 1 ? ' of the plan is' : 's of the plan are'} made already.\n`)
  person.text(renderPlan(shown))
  if (request.dryRun || plan.changes.length === 0) return base
  const refused = nobodyToAsk(person, request)
  if (refused !== null) return { ...base, refused }

  const [{ journalFile }, { carryOut }] = await Promise.all([
    import('../../fixing/journal.js'),
    import('./carry-out.js'),
  ])
  const now = new Date()
  // The path is printed, so there are pseudonyms in it too.
  const file = journalFile(shown.rules, now, process.env)
  const journal = await newJournal(file, plan, now, process.env).catch((thrown: unknown) => String(thrown))
  if (typeof journal === 'string') {
    const why = `The journal ${file} cannot be written, so nothing was changed: ${journal}`
    return { ...base, refused: why }
  }
  person.note(`Journal: ${file}`)
  const outcome = await carryOut(stepsOf(plan.changes), session, person, journal, request, plan.rules.length)
  await journal.close()
  const isAnyMade = outcome.steps.some((step) => ['done', 'unseen', 'already'].includes(step.outcome))
  if (request.waitSeconds !== undefined) clock.endAllIn(request.waitSeconds * 1000)
  const after =
    isAnyMade && outcome.ended !== 'interrupted' && clock.left() > 0
      ? await settle(plan.changes, outcome.steps, {
          async diagnose(milliseconds) {
            clock.begin(Math.min(milliseconds, request.timeoutSeconds * 1000))
            return (await session.diagnose(refs)).map(({ report }) => report)
          },
          account: session.live,
          milliseconds: Math.min((request.waitSeconds ?? request.timeoutSeconds) * 1000, clock.left()),
          interrupted: person.interrupted,
          // What was made has to be told, also when the connection is gone.
        }).catch(() => [])
      : []
  const ended = person.interrupted() ? 'interrupted' : outcome.ended
  return { ...base, outcome: { ...outcome, ended, journal: file }, after }
}

/** A plan that may be carried out, with what it was made through. */
interface Ready {
  session: Session
  refs: readonly RuleRef[]
  plan: Plan
  before: FixResult['before']
  gaps: FixResult['gaps']
  /** Changes of a plan out of a file that are made already. */
  made: number
  /** All that was read for the plan. */
  seen: Memory
  /** What is not as it was when a plan out of a file was made. */
  stale?: string
}

/** The plan of a new diagnosis. */
async function fresh(request: FixRequest, clock: Clock): Promise<Ready> {
  const session = await openSession(request, clock)
  const refs = await session.refs()
  return { session, refs, made: 0, ...(await planned(request, request, session, refs)) }
}

/** A plan out of a file: the rules are diagnosed again, and what is carried out is what the diagnosis says now. */
async function outOfFile(request: FixRequest, file: string, clock: Clock): Promise<Ready> {
  const opened = await openPlan(file)
  differentPlace(request.region, opened.context, undefined)
  const session = await openSession({ ...request, region: opened.context.region }, clock)
  differentPlace(undefined, opened.context, session)
  const refs = opened.rules.map(({ name, bus }) => ({ name, bus }))
  const asked = opened.asked ?? { only: [], targets: [], includeKeyPolicies: false, extendSharedRoles: false }
  const { plan: now, before, gaps, seen } = await planned(request, asked, session, refs)
  const [{ comparePlan }, { BadPlan }] = await Promise.all([
    import('../../fixing/compare-plan.js'),
    import('../../fixing/read-plan.js'),
  ])
  try {
    const { plan, ...more } = await comparePlan(opened, now, session.live)
    return {
      session,
      refs,
      before,
      gaps,
      seen,
      plan: request.includeKeyPolicies ? withKeyPolicies(plan) : plan,
      ...more,
    }
  } catch (thrown) {
    throw thrown instanceof BadPlan ? badPlan(file, thrown) : thrown
  }
}

/** The plan with what waited for --include-key-policies, in its place in the order. */
const withKeyPolicies = (plan: Plan): Plan => ({
  ...plan,
  changes: inOrder([...plan.changes, ...plan.withheld]),
  withheld: [],
})

type Asked = NonNullable<Plan['asked']>

async function planned(
  request: FixRequest,
  { only, targets, includeKeyPolicies, extendSharedRoles }: Asked,
  session: Session,
  refs: readonly RuleRef[],
): Promise<Pick<Ready, 'plan' | 'before' | 'gaps' | 'seen'>> {
  const { offerRoles } = await import('../../fixing/offer-role.js')
  const { withSurroundings } = await import('../../fixing/surroundings.js')
  const { withinLimits } = await import('../../fixing/limits.js')
  const diagnosed = await session.diagnose(refs, 'plan')
  const reports = await Promise.all(
    diagnosed.map(({ report, address, account }) => offerRoles(report, address, account, { extendSharedRoles })),
  )
  knownTargets(targets, reports, !request.redact)
  const [first] = diagnosed
  const gaps = gapsOf(reports)
  const before = reports.map(({ rule, verdict }) => ({ rule: rule.arn, verdict }))
  if (!first) return { before, gaps, plan: emptyPlan(request, session), seen: [] }
  const options = { only, targets, includeKeyPolicies, extendSharedRoles, account: session.account }
  const limited = await withinLimits(makePlan(reports, options), reports, first.account)
  const plan = await withSurroundings(limited, first.account)
  return { before, gaps, plan, seen: diagnosed.flatMap(({ account }) => account.memory()) }
}

const hidingOf: typeof hidingFor = async (...of) => (await import('../redact.js')).hidingFor(...of)

const emptyPlan = (request: FixRequest, { account, partition, region }: Session): Plan => ({
  schemaVersion: 1,
  kind: 'eb-doctor-plan',
  tool: { name: 'eb-doctor', version: request.version },
  context: { account, partition, region },
  rules: [],
  changes: [],
  withheld: [],
  left: [],
})

/** A result as it is shown: without secrets, and with --redact without names. The plan is hidden where it is made. */
export const shownResult = (result: FixResult, person: Person): FixResult => {
  const { before, gaps, outcome, after, refused } = result
  const { steps, ...shown } = person.hide({ before, gaps, after, refused, steps: outcome?.steps ?? [] })
  return { ...result, ...shown, outcome: outcome && { ...outcome, steps } }
}

/** What is printed at the end, in the format that was asked for: the changes in another form stand as they are. */
export function rendered(result: FixResult, { output, format }: FixRequest): string | Promise<string> {
  const renderers: Renderers<FixResult> =
    format === 'cli'
      ? { text: renderEnd, json: renderFixJson, markdown: renderFixMarkdown }
      : {
          text: ({ printed }) => printed?.text ?? '',
          json: renderFixJson,
          markdown: ({ printed }) =>
            `${markdownFence(format, (printed?.text ?? '').trimEnd().split('\n')).join('\n')}\n`,
        }
  return renderers[output](result)
}
