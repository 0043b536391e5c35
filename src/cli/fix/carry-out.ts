import { join } from 'node:path'
import { policyRevision } from '../../aws/live/lambda.js'
import { sender } from '../../fixing/apply.js'
import { stateFolder } from '../../fixing/files.js'
import type { Journal } from '../../fixing/journal.js'
import { lockNameOf, takeLock } from '../../fixing/locks.js'
import type { PlannedChange } from '../../fixing/plan.js'
import { renderStep } from '../../fixing/render.js'
import { type Outcome, PATIENCE, type PlannedStep, takeSteps } from '../../fixing/steps.js'
import type { Call, Change } from '../../verdict/fix.js'
import { within } from '../clock.js'
import type { Person } from './person.js'
import type { FixRequest } from './request.js'
import type { Session } from './session.js'
import { thisProcess } from './this-process.js'
import { goOnAfterAnswer, limitWriting } from './times.js'

/** How long another run on this machine is waited for. */
const LOCK_PATIENCE = 20_000

/** Takes steps in the account, for so many rules, with the person's leave, each noted in the journal. */
export async function carryOut(
  steps: readonly PlannedStep[],
  session: Session,
  person: Person,
  journal: Journal,
  request: FixRequest,
  rules: number,
): Promise<Outcome> {
  const { clock } = session
  const send = sender(session.aws)
  const most = request.timeoutSeconds * 1000
  const back = request.undo !== undefined
  const locks = join(stateFolder(process.env), 'locks')
  // What is masked of the changes is masked in what AWS says of them.
  person.hide(steps.map(({ change }) => change))
  person.beginWriting()
  limitWriting(clock, request.timeoutSeconds, rules)
  // No step has more than the whole time for itself, and the same again after the person was asked.
  clock.begin()
  const outcome = await takeSteps(steps, {
    account: session.live,
    get patience() {
      return Math.min(PATIENCE, most, clock.left())
    },
    isTimeOver: () => clock.left() <= 0,
    send: (call) => person.whileWriting(() => within(clock.signal(), send(call)).catch(quoteless(person))),
    async agree(step, call, told = '') {
      const asked = Date.now()
      const answer = await person.agree(step, call, told, back)
      goOnAfterAnswer(clock, Date.now() - asked)
      clock.begin()
      return answer
    },
    interrupted: person.interrupted,
    // An undo goes back step by step, so it stops at whatever cannot be undone.
    ...(back ? {} : { rulesOf }),
    skips: ({ change: { id } }) => request.skipSteps.includes(id),
    lock: (change) => takeLock(locks, lockNameOf(change), Math.min(LOCK_PATIENCE, most, clock.left()), thisProcess),
    guard: (call) => within(clock.signal(), guardOf(call, session)),
    before: ({ change }) => (back ? Promise.resolve() : journal.note({ event: 'about-to', id: change.id, change })),
    after: ({ change: { id } }, result) =>
      journal.note(
        'error' in result
          ? { event: 'failed', id, error: result.error }
          : back
            ? { event: 'undone', id }
            : { event: 'done', id, ...result },
      ),
    tell(result) {
      person.text(renderStep(person.hide(result), back))
      clock.begin()
    },
  })
  // What could not be read again because the user had enough was not stale.
  return person.interrupted() ? { ...outcome, ended: 'interrupted' } : outcome
}

/** Throws the error of a call without the secrets that its message may quote. Its name and whether AWS has answered stay. */
const quoteless =
  ({ hideIn }: Person) =>
  (thrown: unknown): never => {
    if (!(thrown instanceof Error)) throw thrown
    const { $metadata } = thrown as { $metadata?: unknown }
    throw Object.assign(new Error(hideIn(thrown.message)), { name: thrown.name, $metadata })
  }

/** The rules that a planned change is for. */
const rulesOf = (change: Change & Partial<Pick<PlannedChange, 'because'>>): readonly string[] =>
  change.because?.map(({ rule }) => rule) ?? [change.resource]

/** Lambda takes the revision of the policy that was read; none of the other services that are written to has one. */
async function guardOf({ service, input, region }: Call, { aws }: Session): Promise<Call['input']> {
  const { FunctionName, Qualifier } = input
  if (service !== 'lambda' || typeof FunctionName !== 'string') return {}
  const of = { FunctionName, ...(typeof Qualifier === 'string' ? { Qualifier } : {}) }
  const RevisionId = await policyRevision(aws, region, of)
  return RevisionId === undefined ? {} : { RevisionId }
}
