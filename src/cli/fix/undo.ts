import { found } from '../../aws/read.js'
import { listenerOf } from '../../fixing/listen/plan.js'
import type { Plan } from '../../fixing/plan.js'
import type { Afterwards, FixResult } from '../../fixing/result.js'
import { messageOf, type Outcome } from '../../fixing/steps.js'
import { stepsBack } from '../../fixing/undo.js'
import { gapsOf } from '../../report/gaps.js'
import { plain, shellWord } from '../../text/sanitize.js'
import { Stop } from '../base.js'
import type { Clock } from '../clock.js'
import { lockJournal, openJournal } from './files.js'
import type { Person } from './person.js'
import { differentPlace, nobodyToAsk } from './refusal.js'
import type { FixRequest } from './request.js'
import { openSession } from './session.js'

/** Takes back what a journal says was made. Throws Stop for whatever prevents it. */
export async function undo(request: FixRequest, file: string, person: Person, clock: Clock): Promise<FixResult> {
  const { read, key } = await openJournal(file, process.env)
  if (read.changes.some(({ change }) => listenerOf(change, read.context) !== undefined)) {
    const instead = 'Use eb-doctor listen --clean-up with it: that looks at names and tags first.'
    throw new Stop('bad-journal', `${file} is a journal of listen.`, instead)
  }
  const ids = read.changes.map(({ change }) => change.id)
  const unknown = request.skipSteps.find((id) => !ids.includes(id))
  if (unknown !== undefined) {
    const known = ids.length > 0 ? `Its steps are ${ids.map(shellWord).join(', ')}.` : ''
    throw new Stop('wrong-usage', `The journal has no step "${unknown}" left to undo.`, known)
  }
  if (request.redact) {
    // All that is shown of an undo stands in its journal.
    const { hidingFor } = await import('../redact.js')
    const refs = read.rules.map(({ name, bus }) => ({ name, bus }))
    person.redactWith(await hidingFor(refs, [{ read: 'targets', args: [], answer: found(read.changes) }]))
  }
  differentPlace(request.region, read.context, undefined)
  const session = await openSession({ ...request, region: read.context.region }, clock)
  differentPlace(undefined, read.context, session)
  const plan: Plan = {
    schemaVersion: 1,
    kind: 'eb-doctor-plan',
    tool: { name: 'eb-doctor', version: request.version },
    context: read.context,
    rules: read.rules,
    changes: [],
    withheld: [],
    left: [],
  }
  const base = {
    schemaVersion: 1 as const,
    tool: plan.tool,
    before: [],
    gaps: [],
    plan: person.hide(plan),
    outcome: null,
    after: [],
    mode: 'undo' as const,
    refused: null,
  }
  const refs = read.rules.map(({ name, bus }) => ({ name, bus }))
  const now = async () => (await session.diagnose(refs)).map(({ report }) => report)
  const asItIs = async () => {
    const reports = await now()
    return { before: reports.map(({ rule, verdict }) => ({ rule: rule.arn, verdict })), gaps: gapsOf(reports) }
  }
  if (read.changes.length === 0) {
    person.text('Everything in this journal is undone already.\n')
    return { ...base, ...(await asItIs()) }
  }
  if (request.dryRun) {
    const changes = [...read.changes].reverse().map(({ change }) => change)
    for (const change of changes) {
      person.text(person.describe(change, change.undo, true))
      person.text(`  step: ${plain(shellWord(person.hide(change.id)))}\n`)
    }
    return {
      ...base,
      ...(await asItIs()),
      undo: person.hide(changes.map(({ id, title, undo: call }) => ({ id, title, call }))),
    }
  }
  const refused = nobodyToAsk(person, request)
  if (refused !== null) return { ...base, refused }
  const [{ goOnWith }, { carryOut }] = await Promise.all([import('../../fixing/journal.js'), import('./carry-out.js')])
  const lock = await lockJournal(file, process.env).catch(messageOf)
  if (typeof lock === 'string') return notUndone(lock)
  try {
    const journal = await goOnWith(file, key).catch(messageOf)
    if (typeof journal === 'string') return notUndone(journal)
    const outcome = await carryOut(stepsBack(read), session, person, journal, request, read.rules.length)
    await journal.close()
    return { ...base, outcome: { ...outcome, journal: file }, after: await afterUndo(outcome.ended) }
  } finally {
    await lock.release()
  }

  function notUndone(why: string): FixResult {
    return { ...base, refused: `The journal ${file} cannot be written, so nothing was undone: ${why}` }
  }

  /** How the rules are once all was undone. None when it was not, or when they cannot be looked at any more. */
  async function afterUndo(ended: Outcome['ended']): Promise<Afterwards[]> {
    if (ended !== 'done' || clock.left() <= 0) return []
    clock.begin()
    const reports = await now().catch(() => [])
    return reports.map(({ rule, verdict }) => ({
      rule: rule.arn,
      verdict,
      state: 'undone',
      findings: [],
      remaining: [],
    }))
  }
}
