import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../aws/account.js'
import type { Read } from '../aws/read.js'
import type { Json } from '../text/json.js'
import type { Call, Change } from '../verdict/fix.js'
import { isSame, lackingIn, meansSame, stateNow } from './state.js'

/** What is to be done in view of what is there now. */
export type Judgement =
  /** It is so already. */
  | { do: 'nothing' }
  /** `told`: what a person should know of it. */
  | { do: 'send'; call: Call; to: Json; told?: string }
  | { do: 'stop'; why: string }

/** A change that is to be made, or to be undone. */
export interface PlannedStep {
  change: Change
  judge(now: Json): Judgement
}

/** What became of one step. */
export interface StepResult {
  change: Change
  /**
   * unseen: it was made, and AWS does not show it yet; lost: it was made, and somebody else wrote at the same time, so that
   * a part of it or of theirs is not there.
   */
  outcome: 'done' | 'already' | 'unseen' | 'lost' | 'declined' | 'skipped' | 'stale' | 'failed' | 'not-tried'
  /** Why, in a sentence; empty when it was done. */
  detail: string
}

export interface Outcome {
  ended: 'done' | 'declined' | 'stale' | 'failed' | 'interrupted'
  steps: readonly StepResult[]
}

/** What steps are taken with: the account, the calls that write, who is asked and told, and when to stop. */
export interface StepCallbacks {
  /** An account that remembers nothing: each look is a new one. */
  account: Account
  send(call: Call): Promise<void>
  /** Asked before each step, with the call that will be sent. */
  agree(step: PlannedStep, call: Call, told?: string): Promise<'yes' | 'no' | 'interrupted'>
  /** Whether the user wants to stop; looked at between two steps. */
  interrupted(): boolean
  /** Whether the user wants a step to be left out. */
  skips?(step: PlannedStep): boolean
  /** Keeps every other run on this machine from the resource, until it is released. Throws when it cannot be had. */
  lock?(change: Change): Promise<{ release(): Promise<void> }>
  /**
   * Members to send beside the call, so that AWS refuses it when somebody wrote in between; asked for before the state is
   * read for the last time.
   */
  guard?(call: Call): Promise<Call['input']>
  /** Writes down what is about to be done. A throw stops everything before anything is sent. */
  before(step: PlannedStep): Promise<void>
  /** Writes down how it ended. */
  after(step: PlannedStep, result: { reached?: Json } | { error: string }): Promise<void>
  /** Told of each step when it is over. */
  tell(result: StepResult): void
  /**
   * The rules that a change is for. A change that is refused then stops the other changes of its rules alone, and those of
   * other rules go on. Without it whatever goes wrong stops everything.
   */
  rulesOf?(change: Change): readonly string[]
  /** How long to wait for what was made to be seen, in milliseconds; looked at anew at each step. */
  readonly patience?: number
  /** Whether the time is over: then nothing is begun and nothing is sent any more. */
  isTimeOver?(): boolean
}

/** IAM tells the rest of AWS of a new role within some seconds. */
export const PATIENCE = 15_000

/** How services say that they do not know a role. */
const ROLE_NOT_KNOWN = /role.{0,200}(cannot be assumed|does not exist|not found|not valid|invalid)|NoSuchEntity/i

/**
 * Takes the steps one after the other: look, ask, lock, look again, compare, write down, send, look whether it is there. What
 * is not as it was stops the rest of its rule (see `rulesOf`), as does a call that fails; a journal that cannot be written stops
 * everything. A step that was declined takes those along that cannot go
 * without it.
 */
export async function takeSteps(steps: readonly PlannedStep[], callbacks: StepCallbacks): Promise<Outcome> {
  const patience = (): number => callbacks.patience ?? PATIENCE
  const results: StepResult[] = []
  /** Changes that were not made, and why: what needs one of them is not tried. */
  const gone = new Map<string, 'declined' | 'not made'>()
  const stopped = new Set<string>()
  let ended: Outcome['ended'] = 'done'
  let allStopped = false
  for (const step of steps) {
    const isStopped = allStopped || callbacks.rulesOf?.(step.change).some((rule) => stopped.has(rule))
    const result = isStopped ? notTried(step, 'Stopped before it.') : await takeStep(step)
    results.push(result)
    callbacks.tell(result)
  }
  return { ended, steps: results }

  async function takeStep(step: PlannedStep): Promise<StepResult> {
    const { change } = step
    if (callbacks.interrupted()) return interrupt(step)
    if (callbacks.isTimeOver?.()) return tooLate(step)
    if (callbacks.skips?.(step)) return { change, outcome: 'skipped', detail: 'Left out, as asked.' }
    const lacking = change.needs.map((id) => gone.get(id)).find((why) => why !== undefined)
    if (lacking !== undefined) {
      gone.set(change.id, lacking)
      return notTried(step, `It needs a change that was ${lacking}.`)
    }
    const planned = await look(step)
    if (planned.do !== 'send') return notSent(step, planned)
    const answer = await callbacks.agree(step, planned.call, planned.told)
    if (answer === 'interrupted' || callbacks.interrupted()) return interrupt(step)
    if (answer === 'no') {
      if (ended === 'done') ended = 'declined'
      gone.set(change.id, 'declined')
      return { change, outcome: 'declined', detail: 'Declined.' }
    }
    return locked(step, () => write(step, planned.call))
  }

  async function locked(step: PlannedStep, then: () => Promise<StepResult>): Promise<StepResult> {
    const lock = await callbacks.lock?.(step.change).catch((thrown: unknown) => messageOf(thrown))
    if (typeof lock === 'string') {
      return stop('failed', step, `${step.change.resource} cannot be locked, so nothing was sent: ${lock}.`)
    }
    try {
      return await then()
    } finally {
      await lock?.release()
    }
  }

  function stop(kind: 'stale' | 'failed', step: PlannedStep, detail: string): StepResult {
    endWith(kind, step)
    return { change: step.change, outcome: kind, detail }
  }

  /** A failure is told rather than a refusal, whichever came first. */
  function endWith(kind: 'stale' | 'failed', { change }: PlannedStep): void {
    if (ended !== 'failed') ended = kind
    gone.set(change.id, 'not made')
    if (!callbacks.rulesOf) allStopped = true
    for (const rule of callbacks.rulesOf?.(change) ?? []) stopped.add(rule)
  }

  /** Without a journal nothing could be undone, so nothing else is begun. */
  function stopAll(step: PlannedStep, detail: string): StepResult {
    allStopped = true
    return stop('failed', step, detail)
  }

  function interrupt(step: PlannedStep): StepResult {
    ended = 'interrupted'
    allStopped = true
    return notTried(step, 'Interrupted before it.')
  }

  function tooLate(step: PlannedStep): StepResult {
    endWith('failed', step)
    allStopped = true
    return notTried(step, 'The time was over before it; allow more with --timeout.')
  }

  function notSent(step: PlannedStep, judged: Exclude<Judgement, { do: 'send' }>): StepResult {
    return judged.do === 'nothing'
      ? { change: step.change, outcome: 'already', detail: 'It is so already.' }
      : stop('stale', step, judged.why)
  }

  /** Whether the state is as planned. What a step before has just made may take a moment to be seen. */
  async function look(step: PlannedStep): Promise<Judgement> {
    const until = Date.now() + (step.change.needs.length > 0 ? patience() : 0)
    for (;;) {
      const now = await stateNow(callbacks.account, step.change.source)
      const judged: Judgement =
        now.state === 'found' ? step.judge(now.value) : { do: 'stop', why: notReadAgain(step.change, now) }
      if (judged.do !== 'stop' || Date.now() >= until || callbacks.interrupted()) return judged
      await pause(atMost(1000, until))
    }
  }

  /** Reads for the last time, and writes if all is still what the person has said yes to. */
  async function write(step: PlannedStep, agreed: Call): Promise<StepResult> {
    const { change } = step
    const guard = await (callbacks.guard?.(agreed) ?? Promise.resolve({})).catch((thrown: unknown) => messageOf(thrown))
    if (typeof guard === 'string') return stop('stale', step, `${change.resource} could not be read again: ${guard}.`)
    const from = await stateNow(callbacks.account, change.source)
    if (from.state !== 'found') return stop('stale', step, notReadAgain(change, from))
    const judged = step.judge(from.value)
    if (judged.do !== 'send') return notSent(step, judged)
    if (!isSame(asJson(judged.call), asJson(agreed))) {
      return stop('stale', step, `${change.resource} has changed since you were asked, so nothing was sent.`)
    }
    if (callbacks.isTimeOver?.()) return tooLate(step)
    try {
      await callbacks.before(step)
    } catch (thrown) {
      return stopAll(step, `The journal cannot be written (${messageOf(thrown)}), so nothing was sent.`)
    }
    try {
      await sendGuarded(step, judged.call, guard)
    } catch (thrown) {
      const { service, operation } = judged.call
      const late = hasAnswered(thrown) ? '' : ' No clear answer came from AWS, so it may still be made: look again.'
      return failed(step, `${service}:${operation}: ${messageOf(thrown)}`, late, from.value, judged.to)
    }
    return made(step, from.value, judged.to, judged.told)
  }

  /** A call that failed may have been made all the same: its answer was lost on the way. */
  async function failed(step: PlannedStep, error: string, late: string, from: Json, to: Json): Promise<StepResult> {
    const now = await stateNow(callbacks.account, step.change.source)
    if (now.state === 'found' && lackingIn(now.value, from, to).length === 0) {
      const noted = await note(step, { reached: now.value })
      const detail = `It is there, although the call ended with an error (${error}).`
      return noted === '' ? { change: step.change, outcome: 'done', detail } : stopAll(step, `It was made.${noted}`)
    }
    const noted = await note(step, { error })
    const unseen = now.state === 'found' ? '' : ' Whether it was made all the same could not be seen.'
    const detail = `${error}${unseen}${late}${noted}`
    return noted === '' ? stop('failed', step, detail) : stopAll(step, detail)
  }

  /** Looks until the change is seen: with all of ours in it, and all that was there of others. */
  async function made(step: PlannedStep, from: Json, to: Json, told = ''): Promise<StepResult> {
    const { change } = step
    const until = Date.now() + patience()
    for (;;) {
      const now = await stateNow(callbacks.account, change.source)
      const lacking = now.state === 'found' ? lackingIn(now.value, from, to) : ['']
      const isOver = Date.now() >= until || callbacks.interrupted()
      if (lacking.length > 0 && !isOver) {
        await pause(atMost(500, until))
        continue
      }
      const isOld = now.state === 'found' && meansSame(now.value, from)
      const noted = await note(step, now.state === 'found' && !isOld ? { reached: now.value } : {})
      if (noted !== '') return stopAll(step, `It was made.${noted}`)
      if (now.state !== 'found')
        return { change, outcome: 'unseen', detail: `It was made. ${notReadAgain(change, now)}` }
      if (lacking.length === 0) {
        const others = meansSame(now.value, to)
          ? ''
          : 'Somebody else has changed it at the same time; both changes are there.'
        return { change, outcome: 'done', detail: [told, others].filter((text) => text !== '').join(' ') }
      }
      if (isOld) return { change, outcome: 'unseen', detail: 'It was made, and AWS does not show it yet.' }
      endWith('failed', step)
      return {
        change,
        outcome: 'lost',
        detail: `Somebody else wrote to ${change.resource} at the same time, and this is not as it was written: ${lacking.join(', ')}.`,
      }
    }
  }

  /**
   * The call with its guard. A service that refuses it for the guard's sake saw a write to the same policy: where what this
   * call is about is still as it was, that was a write to something else, and the call goes without the guard.
   */
  async function sendGuarded(step: PlannedStep, call: Call, guard: Call['input']): Promise<void> {
    try {
      await sendOnceReady({ ...call, input: { ...call.input, ...guard } }, step.change)
    } catch (thrown) {
      if (Object.keys(guard).length === 0 || !/^PreconditionFailed/.test(messageOf(thrown))) throw thrown
      const now = await stateNow(callbacks.account, step.change.source)
      const judged = now.state === 'found' ? step.judge(now.value) : undefined
      if (judged?.do !== 'send' || !isSame(asJson(judged.call), asJson(call))) throw thrown
      await sendOnceReady(call, step.change)
    }
  }

  /** A service may not know yet of a role that the step before has made; it says so and is asked again. */
  async function sendOnceReady(call: Call, change: Change): Promise<void> {
    const until = Date.now() + (change.needs.length > 0 ? patience() : 0)
    for (;;) {
      try {
        return await callbacks.send(call)
      } catch (thrown) {
        if (Date.now() >= until || callbacks.interrupted() || !ROLE_NOT_KNOWN.test(messageOf(thrown))) throw thrown
      }
      await pause(atMost(1000, until))
    }
  }

  /** The outcome of a call that was made belongs on disk; if that fails, it is said and nothing else is begun. */
  async function note(step: PlannedStep, result: { reached?: Json } | { error: string }): Promise<string> {
    try {
      await callbacks.after(step, result)
      return ''
    } catch (thrown) {
      return ` The journal could not be written afterwards (${messageOf(thrown)}).`
    }
  }
}

/** Whether an error is AWS's own answer to a call; else the call may be under way still. */
const hasAnswered = (thrown: unknown): boolean =>
  (thrown as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode !== undefined

/** A pause that does not go beyond a moment. */
const atMost = (milliseconds: number, until: number): number => Math.max(1, Math.min(milliseconds, until - Date.now()))

const notTried = ({ change }: PlannedStep, detail: string): StepResult => ({ change, outcome: 'not-tried', detail })

function notReadAgain({ resource }: Change, now: Read<Json>): string {
  if (now.state === 'denied') return `${resource} could not be read again: grant ${now.action}.`
  return `${resource} could not be read again${now.state === 'failed' ? `: ${now.error.message}` : '.'}`
}

const asJson = (call: Call): Json => call as unknown as Json

/** What was thrown in one line. */
export const messageOf = (thrown: unknown): string => {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) }
  const line = message.split('\n')[0] ?? ''
  return name && name !== 'Error' ? `${name}: ${line}` : line
}
