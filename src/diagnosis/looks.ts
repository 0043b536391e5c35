import type { Account, ReadName } from '../aws/account.js'
import { accountOf } from '../aws/memory.js'
import type { ReadMethod } from '../aws/read.js'
import { type IamAction, isRefused, isUnread, type Read, type ReadError, type Unread } from '../aws/read.js'
import type { Gap } from '../report/report.js'
import { cannotTell, skipped, type Verdict } from '../verdict/verdict.js'

/** Resolves when the time is over: one listener for all who wait for it. */
export const endOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Ends a look with the time: what hands out the credentials does not always listen to the signal. */
export function deadline(signal: AbortSignal) {
  const over = endOf(signal)
  return <T>(action: IamAction, read: Promise<Read<T>>): Promise<Read<T>> =>
    Promise.race([
      read,
      over.then((): Read<T> => {
        const error: ReadError = { kind: 'timeout', message: 'no answer in time' }
        return { state: 'failed', action, resource: '*', error }
      }),
    ])
}

/**
 * The first promise, held for every check: one that could not see something says neither that all is fine nor that the
 * question does not arise, and with a problem it says what it did not see.
 */
export function honest(verdict: Verdict, looks: readonly Unread[]): Verdict {
  const [first] = looks
  if (!first || verdict.status === 'unknown') return verdict
  if (verdict.status === 'skipped' && verdict.unseen) return verdict
  const because = cannotTell(first, first.resource === '*' ? 'what it asks for' : first.resource, 'to be sure')
  if (verdict.status === 'problem') return { unseen: because, ...verdict }
  return { status: 'unknown', because }
}

/**
 * The same promise for a check of what happened. The diagnosis stands without it, so what may not be looked at is told as
 * skipped, never as fine; what was asked and not answered is unknown as everywhere.
 */
export function excused(verdict: Verdict, looks: readonly Unread[]): Verdict {
  const failed = looks.filter((look) => !isRefused(look))
  const [first] = looks.filter(isRefused)
  if (failed.length > 0 || !first) return honest(verdict, failed)
  if (verdict.status === 'problem') {
    const { unseen, ...rest } = verdict
    return unseen?.kind === 'undecidable' || unseen?.kind === 'timeout' ? verdict : rest
  }
  if (verdict.status === 'unknown') {
    const { kind, text } = verdict.because
    return kind === 'denied' || kind === 'failed' ? skipped(text) : verdict
  }
  return skipped(cannotTell(first, first.resource === '*' ? 'what it asks for' : first.resource, 'to be sure').text)
}

/** An account that notes which looks were refused or failed, in the order in which they were asked. */
export class Tracker {
  private readonly looks: { read: ReadName; answer?: Read<unknown> }[] = []
  readonly account: Account
  constructor(account: Account) {
    this.account = accountOf(async (read: ReadName, args) => {
      const look: (typeof this.looks)[number] = { read }
      this.looks.push(look)
      const answer = await (account[read] as ReadMethod)(...args)
      look.answer = answer
      return answer
    })
  }
  /** The looks without an answer of the reads that `which` chooses. */
  unread(which: (read: ReadName) => boolean): Unread[] {
    return this.looks.flatMap(({ read, answer }) => (answer && isUnread(answer) && which(read) ? [answer] : []))
  }
}

/** The looks that were refused, each once, with the checks that needed it. */
export class Gaps {
  private readonly known = new Map<string, { look: Extract<Unread, { state: 'denied' }>; neededBy: Set<string> }>()
  add(check: string, look: Unread): void {
    if (look.state !== 'denied') return
    const key = `${look.action} ${look.resource}`
    const gap = this.known.get(key) ?? { look, neededBy: new Set() }
    gap.neededBy.add(check)
    this.known.set(key, gap)
  }
  list(): Gap[] {
    return [...this.known.values()].map(({ look, neededBy }) => ({
      action: look.action,
      resource: look.resource,
      neededBy: [...neededBy],
      ...(look.account ? { account: look.account } : {}),
      statement: {
        Effect: 'Allow',
        Action: look.action,
        Resource: look.resource.startsWith('arn:') ? look.resource : '*',
      },
    }))
  }
}
