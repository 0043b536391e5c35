import type { Account } from '../../aws/account.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { Call, Change } from '../../verdict/fix.js'
import type { Entry } from '../journal.js'
import type { Plan } from '../plan.js'
import { messageOf } from '../steps.js'
import { listenerOf, tagsOf } from './plan.js'

/** What a listener is made and removed with. */
export interface ResourceCalls {
  /** An account that remembers nothing: each look is a new one. */
  account: Pick<Account, 'tags'>
  send(call: Call): Promise<unknown>
  /** Writes down what is about to be done, and how it ended. */
  note(entry: Entry): Promise<void>
  pause(milliseconds: number): Promise<void>
}

/** What could not be removed, and why, in a sentence. */
export interface LeftBehind {
  resource: string
  because: string
}

/** How many times a removal is tried: the connection may come back. */
const TRIES = 3

/** Why nothing may be made: something of these names is there, or could not be looked for; undefined when all is clear. */
export async function whyNotToCreate(
  changes: readonly Change[],
  account: Pick<Account, 'tags'>,
): Promise<string | undefined> {
  for (const resource of new Set(changes.map((change) => change.resource))) {
    const read = await account.tags(resource)
    if (read.state === 'found') return `${resource} is there already, so nothing was made.`
    if (isUnread(read)) return `Nothing was made, since it could not be removed safely: ${whyUnread(read)}`
  }
  return undefined
}

/** Makes what a listener is made of, each part in the journal before it is sent. Gives why it stopped; undefined when it did not. */
export async function createAll(
  changes: readonly Change[],
  calls: ResourceCalls,
  interrupted: () => boolean,
): Promise<string | undefined> {
  for (const change of changes) {
    if (interrupted()) return undefined
    try {
      await calls.note({ event: 'about-to', id: change.id, change })
    } catch (thrown) {
      return `The journal cannot be written: ${messageOf(thrown)}`
    }
    try {
      await calls.send(change.call)
    } catch (thrown) {
      const error = messageOf(thrown)
      await noted(calls, { event: 'failed', id: change.id, error })
      return `${change.call.service}:${change.call.operation}: ${error}`
    }
    await noted(calls, { event: 'done', id: change.id })
  }
  return undefined
}

/**
 * Removes what a listener was made of, last first. Only what has the name, the place and the tags of a listener is removed;
 * what is gone already is no fault. Gives what is left behind.
 */
export async function removeAll(
  changes: readonly Change[],
  context: Plan['context'],
  calls: ResourceCalls,
): Promise<LeftBehind[]> {
  const left: LeftBehind[] = []
  for (const change of [...changes].reverse()) {
    const because = await removed(change, context, calls)
    if (because === undefined) await noted(calls, { event: 'undone', id: change.id })
    else left.push({ resource: change.resource, because })
  }
  return left
}

/** Removes one part. Gives why it is left; undefined when it is gone. */
async function removed(change: Change, context: Plan['context'], calls: ResourceCalls): Promise<string | undefined> {
  const name = listenerOf(change, context)
  if (name === undefined) return 'It is not what eb-doctor listen makes.'
  const faults: string[] = []
  while (faults.length < TRIES) {
    if (faults.length > 0) await calls.pause(1000 * faults.length)
    const read = await calls.account.tags(change.resource)
    if (read.state === 'missing') return undefined
    if (isUnread(read)) {
      faults.push(`Its tags could not be read, so it was not removed: ${whyUnread(read)}`)
      continue
    }
    const { value } = read
    if (!Object.entries(tagsOf(name)).every(([key, wanted]) => Object.hasOwn(value, key) && value[key] === wanted)) {
      return 'It does not have the tags that eb-doctor listen gives, so it was not removed.'
    }
    try {
      await calls.send(change.undo)
      return undefined
    } catch (thrown) {
      const error = messageOf(thrown)
      if (/ResourceNotFound|QueueDoesNotExist|NonExistentQueue/.test(error)) return undefined
      faults.push(`${change.undo.service}:${change.undo.operation}: ${error}`)
    }
  }
  return faults.at(-1)
}

/** The journal may say less than was done, never more: a look at AWS says the rest. */
const noted = (calls: ResourceCalls, entry: Entry): Promise<void> => calls.note(entry).catch(() => {})

const whyUnread = (unread: Unread): string =>
  unread.state === 'denied' ? `grant ${unread.action}.` : unread.error.message
