import type { Account } from '../aws/account.js'
import type { Read, ReadMethod } from '../aws/read.js'
import { found, isUnread, missing } from '../aws/read.js'
import { contentOf, isSame, meansSame, statementsIn } from '../remedies/meaning.js'
import type { Json } from '../text/json.js'
import { isObject } from '../text/json.js'
import type { StateSource, Step } from '../verdict/fix.js'

/** Reads again what a change is about. What is not there is null; `denied` and `failed` stay what they are. */
export async function stateNow(account: Account, { read, args, path }: StateSource): Promise<Read<Json>> {
  const answer = await (account[read] as ReadMethod)(...args)
  if (isUnread(answer)) return answer
  return found(answer === missing || answer.state === 'missing' ? null : select(answer.value as Json, path))
}

function select(value: Json, path: readonly Step[]): Json {
  return path.reduce((at, step) => take(at, step), value)
}

/** One step into a value; null where it leads nowhere. */
function take(value: Json, step: Step): Json {
  if (typeof step !== 'string' && 'parse' in step) return typeof value === 'string' ? contentOf(value) : null
  if (typeof step === 'string') return isObject(value) && Object.hasOwn(value, step) ? (value[step] ?? null) : null
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value]
  return list.find((item) => isObject(item) && item[step.where] === step.is) ?? null
}

/**
 * What a write has not brought about: parts of `to` that are not in the state now, and parts of `from` that should be gone
 * and are not. Empty when all is there, whatever else somebody has added. Statements of a policy are told apart; any other
 * state is one part.
 */
export function lackingIn(now: Json, from: Json, to: Json): string[] {
  if (meansSame(now, to)) return []
  const there = partsOf(now)
  const [old, wanted] = [partsOf(from), partsOf(to)]
  if (!there || !old || !wanted) return ['the whole']
  const has = (parts: readonly Json[], one: Json): boolean => parts.some((other) => meansSame(other, one))
  return [
    ...wanted.filter((one) => !has(there, one)).map((one) => `the statement ${nameOf(one)} is not there`),
    ...old
      .filter((one) => !has(wanted, one) && has(there, one))
      .map((one) => `the statement ${nameOf(one)} is still there`),
  ]
}

/** The statements of a policy; of no policy there are none. */
const partsOf = (state: Json): readonly Json[] | undefined =>
  state === null ? [] : typeof state === 'string' ? statementsIn(state) : undefined

const nameOf = (statement: Json): string => {
  const sid = isObject(statement) ? statement['Sid'] : undefined
  return typeof sid === 'string' ? sid : 'without a Sid'
}

export { isSame, meansSame }
