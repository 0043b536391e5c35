import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { stateFolder } from '../../fixing/files.js'
import type { Plan } from '../../fixing/plan.js'
import type { FixResult } from '../../fixing/result.js'
import { stepsBack } from '../../fixing/undo.js'
import { plain, shellWord } from '../../text/sanitize.js'
import { Stop } from '../base.js'
import { openJournal } from './files.js'
import type { Person } from './person.js'
import { differentPlace, nobodyToAsk } from './refusal.js'
import type { FixRequest } from './request.js'
import { openSession } from './session.js'
import { thisProcess } from './this-process.js'

/** Takes back what a journal says was made. Throws Stop for whatever prevents it. */
export async function undo(request: FixRequest, file: string, person: Person, signal: AbortSignal): Promise<FixResult> {
  const { read, key } = await openJournal(file, process.env)
  const ids = read.changes.map(({ change }) => change.id)
  const unknown = request.skipSteps.find((id) => !ids.includes(id))
  if (unknown !== undefined) {
    const known = ids.length > 0 ? `Its steps are ${ids.map(shellWord).join(', ')}.` : ''
    throw new Stop('wrong-usage', `The journal has no step "${unknown}" left to undo.`, known, 2)
  }
  differentPlace(request.region, read.context, undefined)
  const session = await openSession({ ...request, region: read.context.region }, signal)
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
    plan,
    outcome: null,
    after: [],
    mode: 'undo' as const,
    refused: null,
  }
  if (read.changes.length === 0) {
    person.text('Everything in this journal is undone already.\n')
    return base
  }
  if (request.dryRun) {
    for (const { change } of [...read.changes].reverse()) {
      person.text(person.describe(change, change.undo, true))
      person.text(`  step: ${plain(shellWord(change.id))}\n`)
    }
    return base
  }
  const refused = nobodyToAsk(person, request)
  if (refused !== null) return { ...base, refused }
  const [{ goOnWith }, { takeLock }, { carryOut }] = await Promise.all([
    import('../../fixing/journal.js'),
    import('../../fixing/locks.js'),
    import('./carry-out.js'),
  ])
  const locks = join(stateFolder(process.env), 'locks')
  try {
    // Two runs that go on with one journal would break the chain of its seals.
    const name = createHash('sha256')
      .update(`journal ${await realpath(file)}`)
      .digest('hex')
    const lock = await takeLock(locks, name, 0, thisProcess)
    try {
      const journal = await goOnWith(file, key)
      const outcome = await carryOut(stepsBack(read), session, person, journal, request)
      await journal.close()
      return { ...base, outcome: { ...outcome, journal: file } }
    } finally {
      await lock.release()
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return { ...base, refused: `The journal ${file} cannot be written, so nothing was undone: ${why}` }
  }
}
