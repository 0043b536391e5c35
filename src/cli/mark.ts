import { createHmac, randomBytes } from 'node:crypto'
import type { Account } from '../aws/account.js'
import { type Mark, masked, maskTargets } from '../aws/payloads.js'

/** The key of marks and pseudonyms: this user's on this machine, so that two runs can be compared; else one for this run. */
export async function hidingKey(env: NodeJS.ProcessEnv): Promise<string> {
  const [{ stateFolder }, { sealingKey }] = await Promise.all([
    import('../fixing/files.js'),
    import('../fixing/seal.js'),
  ])
  // The journals' own key is not used itself: what is derived from it tells nothing of it.
  const key = await sealingKey(stateFolder(env)).catch(() => randomBytes(32).toString('hex'))
  return createHmac('sha256', key).update('what is hidden').digest('hex')
}

/** A mark, or a value that is one already: out of a snapshot. */
const MARK = /^masked-[0-9a-f]{6}$/

/**
 * Marks for values: six digits that only this key makes of the value. A mark has no character that means something where it
 * stands: an asterisk in the address of an API destination would be a wildcard.
 */
const marksOf =
  (key: string): Mark =>
  (value) =>
    MARK.test(value) ? value : `masked-${createHmac('sha256', key).update(value).digest('hex').slice(0, 6)}`

/** An account that is looked through with secrets masked, unless they are wanted. */
export async function hiddenAccount(
  { includePayloads }: { includePayloads?: boolean },
  account: Account,
): Promise<Account> {
  if (includePayloads) return account
  // Read when something is masked for the first time, and only then.
  let marks: Promise<Mark> | undefined
  return masked(account, () => {
    marks ??= hidingKey(process.env).then(marksOf)
    return marks
  })
}

/** Masks secrets in what is shown of a plan or a journal. */
export interface Hider {
  /** A plan, a change or a call with its secrets masked. */
  hide<T>(value: T): T
  /** A message of AWS, which may quote what it was sent, with the values masked that `hide` has masked before. */
  hideIn(message: string): string
}

/** A shorter value is not looked for in a message: it would be found in the middle of words that are no secrets. */
const SHORTEST_QUOTED = 4

/** What masks secrets; with --include-payloads it shows all. */
export async function hiderOf({ includePayloads }: { includePayloads?: boolean }): Promise<Hider> {
  if (includePayloads) return { hide: (value) => value, hideIn: (message) => message }
  const markOf = marksOf(await hidingKey(process.env))
  const marks = new Map<string, string>()
  const mark: Mark = (value) => {
    if (value.length >= SHORTEST_QUOTED) marks.set(value, markOf(value))
    return markOf(value)
  }
  return {
    hide: (value) => maskTargets(value, mark),
    hideIn: (message) =>
      // The longest first: one value may stand in another.
      [...marks]
        .sort(([a], [b]) => b.length - a.length)
        .reduce((text, [value, marked]) => text.split(value).join(marked), message),
  }
}
