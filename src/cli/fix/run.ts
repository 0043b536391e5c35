import { makePlan, type Plan } from '../../fixing/plan.js'
import { renderEnd, renderFixJson, renderFixMarkdown, renderPlan, renderStep } from '../../fixing/render.js'
import type { FixResult } from '../../fixing/result.js'
import { settle } from '../../fixing/settle.js'
import { type Outcome, type PlannedStep, takeSteps } from '../../fixing/steps.js'
import { stepsBack, stepsOf } from '../../fixing/undo.js'
import type { RuleRef } from '../../verdict/rule-address.js'
import { openJournal, openPlan, savePlan } from './files.js'
import type { Person } from './person.js'
import type { FixRequest } from './request.js'
import { openSession, type Session } from './session.js'

/** The whole of `eb-doctor fix`. Throws Stop for whatever prevents it; prints what it does as far as it is asked in text. */
export async function runFix(request: FixRequest, person: Person, signal: AbortSignal): Promise<FixResult> {
  if (request.undo !== undefined) return undo(request, request.undo, person, signal)
  const opened = request.plan === undefined ? undefined : await openPlan(request.plan)
  const session = await openSession(opened ? { ...request, region: opened.context.region } : request, signal)
  const refs = opened ? refsOf(opened) : await session.refs()
  const { plan, before } = opened ? { plan: opened, before: [] } : await planned(request, session, refs)
  if (request.out !== undefined) await savePlan(request.out, plan)
  const base = { schemaVersion: 1 as const, tool: plan.tool, before, plan, outcome: null, after: [], refused: null }
  if (request.format !== 'cli') {
    const { renderFormat } = await import('../../fixing/formats/index.js')
    person.show(await renderFormat(plan, request, session.live))
    return { ...base, mode: 'dry-run' }
  }
  person.text(renderPlan(plan))
  if (request.dryRun || plan.changes.length === 0) return { ...base, mode: 'dry-run' }
  const refused = refusal(plan.context.account, session, person, request)
  if (refused !== null) return { ...base, mode: 'apply', refused }

  const { Journal, journalFile } = await import('../../fixing/journal.js')
  const now = new Date()
  const file = journalFile(plan.rules, now, process.env)
  const journal = await Journal.begin(file, plan, now).catch((thrown: unknown) => String(thrown))
  if (typeof journal === 'string') {
    const why = `The journal ${file} cannot be written, so nothing was changed: ${journal}`
    return { ...base, mode: 'apply', refused: why }
  }
  person.note(`Journal: ${file}`)
  const outcome = await carryOut(stepsOf(plan.changes), session, person, journal, request)
  await journal.close()
  const made = plan.changes.filter((change) =>
    outcome.steps.some(
      (step) => step.change.id === change.id && (step.outcome === 'done' || step.outcome === 'already'),
    ),
  )
  const after =
    made.length > 0 && outcome.ended !== 'interrupted'
      ? await settle(made, {
          diagnose: async () => (await session.diagnose(refs)).map(({ report }) => report),
          account: session.live,
          milliseconds: request.waitSeconds * 1000,
          interrupted: person.interrupted,
        })
      : []
  return { ...base, mode: 'apply', outcome: { ...outcome, journal: file }, after }
}

/** The rules of a plan, to look at them again. */
const refsOf = (plan: Plan): RuleRef[] => plan.rules.map(({ name, bus }) => ({ name, bus }))

async function planned(request: FixRequest, session: Session, refs: readonly RuleRef[]) {
  const { offerRoles } = await import('../../fixing/offer-role.js')
  const { withSurroundings } = await import('../../fixing/surroundings.js')
  const { withinLimits } = await import('../../fixing/limits.js')
  const diagnosed = await session.diagnose(refs)
  const reports = await Promise.all(
    diagnosed.map(({ report, address, account }) => offerRoles(report, address, account, request)),
  )
  const options = {
    only: request.only,
    targets: request.targets,
    includeKeyPolicies: request.includeKeyPolicies,
    account: session.account,
  }
  const [first] = diagnosed
  const before = reports.map(({ rule, verdict }) => ({ rule: rule.arn, verdict }))
  if (!first) return { before, plan: emptyPlan(request, session) }
  const plan = await withinLimits(makePlan(reports, options), reports, first.account)
  return { before, plan: await withSurroundings(plan, first.account) }
}

const emptyPlan = (request: FixRequest, session: Session): Plan => ({
  schemaVersion: 1,
  kind: 'eb-doctor-plan',
  tool: { name: 'eb-doctor', version: request.version },
  context: { account: session.account, partition: 'aws', region: session.region },
  rules: [],
  changes: [],
  withheld: [],
  left: [],
})

/** Why nothing may be sent at all. */
function refusal(account: string, session: Session, person: Person, { yes }: FixRequest): string | null {
  if (account !== session.account) {
    return `This is for account ${account}, and these are credentials of account ${session.account}: nothing was changed.`
  }
  if (!yes && !person.canBeAsked)
    return 'Nobody can be asked here, so nothing was changed: add --yes to make the changes.'
  return null
}

interface Notes {
  note(entry: import('../../fixing/journal.js').Entry): Promise<void>
}

async function carryOut(
  steps: readonly PlannedStep[],
  session: Session,
  person: Person,
  journal: Notes,
  request: FixRequest,
): Promise<Outcome> {
  const { sender } = await import('../../fixing/apply.js')
  const back = request.undo !== undefined
  return takeSteps(steps, {
    account: session.live,
    send: sender(session.aws),
    agree: (step) => person.agree(step, back),
    interrupted: person.interrupted,
    before: ({ change }) => (back ? Promise.resolve() : journal.note({ event: 'about-to', id: change.id, change })),
    after: ({ change: { id } }, result) =>
      journal.note(
        'error' in result
          ? { event: 'failed', id, error: result.error }
          : back
            ? { event: 'undone', id }
            : { event: 'done', id, ...result },
      ),
    tell: (result) => person.text(renderStep(result, back)),
  })
}

async function undo(request: FixRequest, file: string, person: Person, signal: AbortSignal): Promise<FixResult> {
  const read = await openJournal(file)
  const session = await openSession({ ...request, region: read.context.region }, signal)
  const { Journal } = await import('../../fixing/journal.js')
  const plan: Plan = { ...emptyPlan(request, session), context: read.context, rules: read.rules }
  const base = {
    schemaVersion: 1 as const,
    tool: plan.tool,
    before: [],
    plan,
    outcome: null,
    after: [],
    mode: 'undo' as const,
  }
  if (read.changes.length === 0) {
    person.text('Everything in this journal is undone already.\n')
    return { ...base, refused: null }
  }
  if (request.dryRun) {
    for (const { change } of stepsBack(read)) person.text(person.describe(change, true))
    return { ...base, refused: null }
  }
  const refused = refusal(read.context.account, session, person, request)
  if (refused !== null) return { ...base, refused }
  const journal = await Journal.goOn(file).catch((thrown: unknown) => String(thrown))
  if (typeof journal === 'string') {
    return { ...base, refused: `The journal ${file} cannot be written, so nothing was undone: ${journal}` }
  }
  const outcome = await carryOut(stepsBack(read), session, person, journal, request)
  await journal.close()
  return { ...base, outcome: { ...outcome, journal: file }, refused: null }
}

/** What is printed at the end, in the format that was asked for. */
export function rendered(result: FixResult, { output, format }: FixRequest): string {
  if (format !== 'cli') return ''
  if (output === 'json') return renderFixJson(result)
  return output === 'markdown' ? renderFixMarkdown(result) : renderEnd(result)
}
