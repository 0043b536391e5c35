import type { IamAction, Read } from '../aws/read.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { type Because, error, unread, type Verdict } from '../verdict/verdict.js'
import type { Needs, StateCode } from './target.js'

interface Words {
  /** With its name: `the job queue arn:...`. */
  what: string
  /** The call, and the answer by which it says that there is no such thing: `batch:DescribeJobQueues: no queue`. */
  absent: string
  /** Completes "grant ... ". */
  purpose?: string
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The verdict on something that a target names: what is found is judged, the other answers have the usual words. */
export function stateOf<T>(
  read: Read<T>,
  { what, absent, purpose = 'to see whether it exists and can take events' }: Words,
  judge: (value: T) => Verdict<StateCode>,
): Verdict<StateCode> {
  if (read.state === 'missing') {
    return error('target-not-found', `${capital(what)} does not exist.`, { because: [absent] })
  }
  return read.state === 'found' ? judge(read.value) : unread(read, what, purpose)
}

/** Something is there and cannot take events as it is. */
export const notReady = (summary: string, ...because: Because): Verdict<StateCode> =>
  error('target-not-ready', summary, { because })

/** A call on the target's own ARN. */
export const callOn = (target: { Arn: string }, action: IamAction, why: string): Need => ({
  action,
  resource: target.Arn,
  why,
  severity: 'error',
})

/** What most services need: one call on the target's own ARN. */
export const oneCall = (action: IamAction, why: string) =>
  looking([], async ({ target }: TargetSubject): Promise<Needs> => ({ needs: [callOn(target, action, why)] }))
