import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../aws/account.js'
import type { Read } from '../aws/read.js'
import type { Json } from '../text/json.js'
import type { Call, Change } from '../verdict/fix.js'
import { isSame, meansSame, stateNow } from './state.js'

/** One call with what must be there for it to be made: a change, or the undoing of one. */
export interface PlannedStep {
  change: Change
  call: Call
  /** Any of these states is as it was planned for. */
  from: readonly Json[]
  to: Json
}

/** What became of one step. */
export interface StepResult {
  change: Change
  outcome: 'done' | 'already' | 'declined' | 'stale' | 'failed' | 'not-tried'
  /** Why, in a sentence; empty when it was done. */
  detail: string
}

export interface Outcome {
  ended: 'done' | 'declined' | 'stale' | 'failed' | 'interrupted'
  steps: readonly StepResult[]
}

export interface Hands {
  /** An account that remembers nothing: each look is a new one. */
  account: Account
  send(call: Call): Promise<void>
  /** Asked before each step. */
  agree(step: PlannedStep): Promise<'yes' | 'no' | 'interrupted'>
  /** Whether the user wants to stop; looked at between two steps. */
  interrupted(): boolean
  /** Writes down what is about to be done. A throw stops everything before anything is sent. */
  before(step: PlannedStep): Promise<void>
  /** Writes down how it ended. */
  after(step: PlannedStep, result: { reached?: Json } | { error: string }): Promise<void>
  /** Told of each step when it is over. */
  tell(result: StepResult): void
  /** How long to wait for what a step before has made to be seen, in milliseconds. */
  patience?: number
}

/** IAM tells the rest of AWS of a new role within some seconds. */
const PATIENCE = 15_000

/** How services say that they do not know a role. */
const ROLE_NOT_KNOWN = /role.{0,200}(cannot be assumed|does not exist|not found|not valid|invalid)|NoSuchEntity/i

/**
 * Takes the steps one after the other. Each looks first whether all is as it was when it was planned, and stops everything
 * when it is not; a failed call stops the rest. A step that was declined takes those along that cannot go without it.
 */
export async function takeSteps(steps: readonly PlannedStep[], hands: Hands): Promise<Outcome> {
  const results: StepResult[] = []
  const gone = new Set<string>()
  let ended: Outcome['ended'] = 'done'
  for (const step of steps) {
    const result =
      ended === 'done' || ended === 'declined' ? await takeStep(step) : notTried(step, 'Stopped before it.')
    results.push(result)
    hands.tell(result)
  }
  return { ended, steps: results }

  async function takeStep(step: PlannedStep): Promise<StepResult> {
    if (hands.interrupted()) return interrupt(step)
    const lacking = step.change.needs.find((id) => gone.has(id))
    if (lacking !== undefined) {
      gone.add(step.change.id)
      return notTried(step, 'It needs a change that was declined.')
    }
    const waits = step.change.needs.length > 0 ? (hands.patience ?? PATIENCE) : 0
    const guard = await look(step, waits)
    if (guard === 'already') return { change: step.change, outcome: 'already', detail: 'It is so already.' }
    if (guard !== 'go') return stop('stale', step, guard)
    const answer = await hands.agree(step)
    if (answer === 'interrupted' || hands.interrupted()) return interrupt(step)
    if (answer === 'no') {
      ended = 'declined'
      gone.add(step.change.id)
      return { change: step.change, outcome: 'declined', detail: 'Declined.' }
    }
    return send(step)
  }

  function stop(kind: 'stale' | 'failed', step: PlannedStep, detail: string): StepResult {
    ended = kind
    return { change: step.change, outcome: kind, detail }
  }

  function interrupt(step: PlannedStep): StepResult {
    ended = 'interrupted'
    return notTried(step, 'Interrupted before it.')
  }

  /** Whether the state is as planned. What a step before has just made may take a moment to be seen. */
  async function look({ change, from, to }: PlannedStep, waits: number): Promise<'go' | 'already' | string> {
    const until = Date.now() + waits
    for (;;) {
      const now = await stateNow(hands.account, change.source)
      if (now.state === 'found' && from.some((state) => isSame(now.value, state))) return 'go'
      if (now.state === 'found' && isSame(now.value, to)) return 'already'
      // AWS may have written the same policy down in its own way.
      if (now.state === 'found' && from.slice(1).some((state) => meansSame(now.value, state))) return 'go'
      if (Date.now() >= until || hands.interrupted()) return changed(change, now)
      await pause(1000)
    }
  }

  async function send(step: PlannedStep): Promise<StepResult> {
    try {
      await hands.before(step)
    } catch (thrown) {
      return stop('failed', step, `The journal cannot be written (${messageOf(thrown)}), so nothing was sent.`)
    }
    try {
      await sendOnceReady(step)
    } catch (thrown) {
      const error = messageOf(thrown)
      const noted = await note(step, { error })
      return stop('failed', step, `${step.call.service}:${step.call.operation}: ${error}${noted}`)
    }
    const now = await stateNow(hands.account, step.change.source)
    const reached = now.state === 'found' && !isSame(now.value, step.from[0] ?? null) ? { reached: now.value } : {}
    const noted = await note(step, reached)
    return noted === ''
      ? { change: step.change, outcome: 'done', detail: '' }
      : stop('failed', step, `It was made.${noted}`)
  }

  /** A service may not know yet of a role that the step before has made; it says so and is asked again. */
  async function sendOnceReady({ call, change }: PlannedStep): Promise<void> {
    const until = Date.now() + (change.needs.length > 0 ? (hands.patience ?? PATIENCE) : 0)
    for (;;) {
      try {
        return await hands.send(call)
      } catch (thrown) {
        if (Date.now() >= until || hands.interrupted() || !ROLE_NOT_KNOWN.test(messageOf(thrown))) throw thrown
      }
      await pause(1000)
    }
  }

  /** The outcome of a call that was made belongs on disk; if that fails, it is said and nothing else is begun. */
  async function note(step: PlannedStep, result: { reached?: Json } | { error: string }): Promise<string> {
    try {
      await hands.after(step, result)
      return ''
    } catch (thrown) {
      return ` The journal could not be written afterwards (${messageOf(thrown)}).`
    }
  }
}

const notTried = ({ change }: PlannedStep, detail: string): StepResult => ({ change, outcome: 'not-tried', detail })

function changed({ resource }: Change, now: Read<Json>): string {
  if (now.state === 'denied') return `${resource} could not be read again: grant ${now.action}.`
  if (now.state === 'failed') return `${resource} could not be read again: ${now.error.message}`
  return `${resource} is not as it was when this was planned, so nothing was sent.`
}

/** What was thrown in one line. */
export const messageOf = (thrown: unknown): string => {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) }
  const line = message.split('\n')[0] ?? ''
  return name && name !== 'Error' ? `${name}: ${line}` : line
}
