import { join } from 'node:path'
import { policyRevision } from '../../aws/live/lambda.js'
import { sender } from '../../fixing/apply.js'
import { stateFolder } from '../../fixing/files.js'
import type { Journal } from '../../fixing/journal.js'
import { lockNameOf, takeLock } from '../../fixing/locks.js'
import { renderStep } from '../../fixing/render.js'
import { type Outcome, type PlannedStep, takeSteps } from '../../fixing/steps.js'
import type { Call } from '../../verdict/fix.js'
import type { Person } from './person.js'
import type { FixRequest } from './request.js'
import type { Session } from './session.js'
import { thisProcess } from './this-process.js'

/** How long another run on this machine is waited for. */
const LOCK_PATIENCE = 20_000

/** Takes steps in the account, with the person's leave, each noted in the journal. `back`: the steps undo. */
export function carryOut(
  steps: readonly PlannedStep[],
  session: Session,
  person: Person,
  journal: Journal,
  request: FixRequest,
): Promise<Outcome> {
  const back = request.undo !== undefined
  const locks = join(stateFolder(process.env), 'locks')
  return takeSteps(steps, {
    account: session.live,
    send: sender(session.aws),
    agree: (step, call, told = '') => person.agree(step, call, told, back),
    interrupted: person.interrupted,
    skips: ({ change: { id } }) => request.skipSteps.includes(id),
    lock: (change) => takeLock(locks, lockNameOf(change), LOCK_PATIENCE, thisProcess),
    guard: (call) => guardOf(call, session),
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

/** Lambda takes the revision of the policy that was read; none of the other services that are written to has one. */
async function guardOf({ service, input, region }: Call, { aws }: Session): Promise<Call['input']> {
  const { FunctionName, Qualifier } = input
  if (service !== 'lambda' || typeof FunctionName !== 'string') return {}
  const of = { FunctionName, ...(typeof Qualifier === 'string' ? { Qualifier } : {}) }
  const RevisionId = await policyRevision(aws, region, of)
  return RevisionId === undefined ? {} : { RevisionId }
}
