import type { Account } from '../aws/account.js'
import type { Read, ReadMethod } from '../aws/read.js'
import { found, isUnread, missing } from '../aws/read.js'
import type { Json } from '../text/json.js'
import { isObject } from '../text/json.js'
import type { Source, Step } from '../verdict/fix.js'

/** Reads again what a change is about. What is not there is null; `denied` and `failed` stay what they are. */
export async function stateNow(account: Account, { read, args, path }: Source): Promise<Read<Json>> {
  const answer = await (account[read] as ReadMethod)(...args)
  if (isUnread(answer)) return answer
  return found(answer === missing || answer.state === 'missing' ? null : select(answer.value as Json, path))
}

function select(value: Json, path: readonly Step[]): Json {
  return path.reduce((at, step) => take(at, step), value)
}

/** One step into a value; null where it leads nowhere. */
function take(value: Json, step: Step): Json {
  if (typeof step !== 'string' && 'parse' in step) return typeof value === 'string' ? parsed(value) : null
  if (typeof step === 'string') return isObject(value) && Object.hasOwn(value, step) ? (value[step] ?? null) : null
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value]
  return list.find((item) => isObject(item) && item[step.where] === step.is) ?? null
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** Whether two states are the same to the letter, the order of members aside. */
export const isSame = (a: Json, b: Json): boolean => canonical(a) === canonical(b)

/** Whether two states mean the same: a policy that AWS wrote down with other spaces, or one value instead of a list. */
export const meansSame = (a: Json, b: Json): boolean => canonical(loosened(a)) === canonical(loosened(b))

function loosened(value: Json): Json {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) return loosened(parsed(value))
  if (Array.isArray(value)) return value.length === 1 ? loosened(value[0]) : value.map(loosened)
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toLowerCase(), loosened(item)]))
    : value
}

const canonical = (value: Json): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
