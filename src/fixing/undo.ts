import { without } from '../remedies/document.js'
import { writeOf } from '../remedies/places.js'
import type { Json } from '../text/json.js'
import { isObject } from '../text/json.js'
import type { Call, Change } from '../verdict/fix.js'
import type { ReadJournal } from './journal.js'
import { isSame, meansSame } from './state.js'
import type { Judgement, PlannedStep } from './steps.js'

/** The steps that a plan's changes are. Each wants to find what it was planned for. */
export const stepsOf = (changes: readonly Change[]): PlannedStep[] =>
  changes.map((change) => ({
    change,
    judge(now) {
      if (meansSame(now, change.before)) return { do: 'send', call: change.call, to: change.after }
      if (meansSame(now, change.after)) return { do: 'nothing' }
      return { do: 'stop', why: `${change.resource} is not as it was when this was planned, so nothing was sent.` }
    },
  }))

/**
 * The steps back, last change first. What somebody has changed since is not undone: where only our part can be taken
 * away, that is done and told; otherwise the step is refused.
 */
export const stepsBack = ({ changes }: Pick<ReadJournal, 'changes'>): PlannedStep[] =>
  [...changes].reverse().map(({ change }) => ({
    change: { ...change, needs: [] },
    judge: (now) => judgeBack(change, now),
  }))

function judgeBack(change: Change, now: Json): Judgement {
  if (meansSame(now, change.before)) return { do: 'nothing' }
  if (meansSame(now, change.after)) return { do: 'send', call: change.undo, to: change.before }
  const part = ourPart(change, now)
  if (part) {
    const told = `Somebody else has changed ${change.resource} since: only what eb-doctor added is taken away.`
    return { do: 'send', ...part, told }
  }
  const why = `${change.resource} is not as eb-doctor left it, and what it added cannot be told apart, so nothing was sent.`
  return { do: 'stop', why: `${why} Go on without it: --skip-step "${change.id}".` }
}

/** How only our part of a state is taken away; undefined when it is not there as we made it. */
function ourPart(change: Change, now: Json): { call: Call; to: Json } | undefined {
  const { edit, before, after, undo } = change
  if (edit && typeof now === 'string') {
    const text = without(now, edit.statements, typeof before === 'string' ? before : null)
    return text === undefined ? undefined : writeOf(edit.place, text, undo.region)
  }
  if (change.call.operation === 'PutTargets' && isObject(now) && isObject(before) && isObject(after)) {
    // A member that this version does not know would be lost.
    if (now['unknownMembers'] !== undefined || !isSame(now['RoleArn'] ?? null, after['RoleArn'] ?? null))
      return undefined
    const { RoleArn: _, ...rest } = now as { readonly [member: string]: Json }
    const to = before['RoleArn'] === undefined ? rest : { ...rest, RoleArn: before['RoleArn'] }
    return { call: { ...undo, input: { ...undo.input, Targets: [to] } }, to }
  }
  return undefined
}
