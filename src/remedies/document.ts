import { isObject, type Json } from '../text/json.js'
import { isNoPolicy, policyContent } from '../text/policy-document.js'
import type { Statement } from '../verdict/fix.js'
import { meansSame } from './meaning.js'

type Members = { readonly [member: string]: Json }

/** A policy document with statements in it, under the ids that they have there, or why it cannot be added to. */
export type Extended = { text: string; statements: readonly Statement[] } | { problem: string }

/**
 * Adds statements to a policy document and leaves all else as it is. A statement with the same Sid is replaced only when
 * it is exactly what eb-doctor writes for the rule, but for the region; one that somebody edited is theirs, and ours gets
 * another Sid. `null` and empty text: there is no document yet.
 */
export function extend(text: string | null, statements: readonly Statement[]): Extended {
  const document = documentOf(text)
  if (document === undefined) return { problem: 'The existing policy is not a JSON object, so nothing was added.' }
  if (text !== null && !isNoPolicy(text) && !isCarriedWhole(text, document)) {
    return {
      problem:
        'The existing policy has a number or a repeated member that the change would lose, so nothing was added.',
    }
  }
  const { Statement: there = [] } = document
  const list = Array.isArray(there) ? (there as readonly Json[]) : [there as Json]
  if (!list.every(isObject)) return { problem: 'The existing policy has a statement that is not a JSON object.' }
  const placed = statements.map((wanted) => placeFor(wanted, list as readonly Members[]))
  const kept = list.map((old) => placed.find(({ replaces }) => replaces === old)?.statement ?? old)
  const added = placed.filter(({ replaces }) => replaces === undefined).map(({ statement }) => statement)
  return {
    text: JSON.stringify({ ...document, Statement: [...kept, ...added] }),
    statements: placed.map(({ statement }) => statement),
  }
}

/**
 * The document without some of its statements; undefined when none is there. Others stay as they are.
 * `earlier`: the document before ours were added, whose statements under the same Sids come back.
 */
export function without(text: string, ours: readonly Statement[], earlier: string | null): string | undefined {
  const document = documentOf(text)
  if (document === undefined || !isCarriedWhole(text, document)) return undefined
  const list = listIn(document)
  const isOurs = (item: Json): boolean => ours.some((one) => meansSame(one, item))
  if (!list.some(isOurs)) return undefined
  const before = earlier === null ? [] : listIn(documentOf(earlier) ?? {})
  const kept = list.flatMap((item): Json[] => {
    if (!isOurs(item)) return [item]
    const old = before.find((one) => isObject(one) && isObject(item) && one['Sid'] === item['Sid'])
    return old === undefined ? [] : [old]
  })
  return JSON.stringify({ ...document, Statement: kept })
}

/** Whether `old` is what eb-doctor writes where `wanted` belongs, made while the rule was taken to be in another region. */
export function isOurEarlier(old: Json, wanted: Statement): boolean {
  const here = ruleIn(wanted)
  const there = ruleIn(old)
  if (!here || !there) return false
  const [, prefix = '', region = ''] = here
  const moved = JSON.stringify(wanted).replaceAll(`${prefix}${region}:`, `${prefix}${there[2] ?? ''}:`)
  return meansSame(JSON.parse(moved) as Json, old)
}

/** The first ARN of EventBridge in the condition of a statement: before the region, and the region. */
const ruleIn = (statement: Json): RegExpExecArray | null =>
  isObject(statement)
    ? /(arn:[a-z-]+:events:)([a-z0-9-]+):\d{12}:/.exec(JSON.stringify(statement['Condition'] ?? null))
    : null

/** Where a wanted statement goes: in place of its own earlier self, or beside the others under a Sid that is free. */
function placeFor(wanted: Statement, list: readonly Members[]): { statement: Statement; replaces?: Members } {
  for (const Sid of sidsOf(wanted.Sid)) {
    const statement: Statement = { ...wanted, Sid }
    const sameSid = list.filter((old) => old['Sid'] === Sid)
    const own = sameSid.find((old) => meansSame(old, statement)) ?? sameSid.find((old) => isOurEarlier(old, statement))
    if (own) return { statement, replaces: own }
    if (sameSid.length === 0) return { statement }
  }
  // The generator above has no end.
  return { statement: wanted }
}

/** The Sid of a statement, and the next ones when somebody else has it. */
export function* sidsOf(sid: string, joint = ''): Generator<string> {
  yield sid
  for (let i = 2; ; i++) yield `${sid}${joint}${i}`
}

const listIn = ({ Statement: there = [] }: Members): readonly Json[] =>
  Array.isArray(there) ? (there as readonly Json[]) : [there as Json]

/**
 * Whether the value says all that the text does. JavaScript keeps the last of two members with one name, and rounds
 * numbers beyond 2^53: what is written back would not be what was there.
 */
function isCarriedWhole(written: string, value: Json): boolean {
  const text = written.trim().startsWith('%') ? decodeURIComponent(written) : written
  const members = (text.match(/"(?:[^"\\]|\\.)*"\s*:?/g) ?? []).filter((token) => token.endsWith(':')).length
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? []
  return members === membersIn(value) && numbers.every((number) => String(Number(number)) === number)
}

const membersIn = (value: Json): number =>
  Array.isArray(value)
    ? (value as readonly Json[]).reduce<number>((sum, item) => sum + membersIn(item), 0)
    : isObject(value)
      ? Object.values(value as Members).reduce<number>((sum, item) => sum + 1 + membersIn(item), 0)
      : 0

/** The document that a text holds; a new one where there is none; undefined when the text is no JSON object. */
function documentOf(text: string | null): Members | undefined {
  const content = policyContent(text)
  if (content.state === 'none') return { Version: '2012-10-17', Statement: [] }
  const value = content.state === 'value' ? (content.value as Json) : null
  return isObject(value) ? value : undefined
}
