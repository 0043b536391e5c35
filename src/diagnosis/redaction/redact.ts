import type { ReadName } from '../../aws/account.js'
import type { Memory } from '../../aws/memory.js'
import type { RuleRef } from '../../verdict/rule-address.js'
import { makeRedactor, type Redactor } from './redactor.js'
import { vocabulary } from './vocabulary.js'

/** What a diagnosis saw, and of which rule. */
export interface Seen {
  ref: RuleRef
  memory: Memory
}

/**
 * The same account under pseudonyms: account ids, names, ARNs and every other word of it. A diagnosis of it finds the same,
 * and whatever is printed of that diagnosis names nothing of the account. The same key gives the same pseudonyms.
 */
export async function redact({ ref, memory }: Seen, key: string): Promise<Seen> {
  const { text, value } = makeRedactor(key, await vocabulary(), namesIn([ref], memory))
  return {
    ref: {
      ...ref,
      name: text(ref.name),
      bus: text(ref.bus),
      ...(ref.account === undefined ? {} : { account: text(ref.account) }),
    },
    memory: memory.map(({ read, args, answer }) => ({ read, args: args.map(value), answer: answered(answer, value) })),
  }
}

/** Gives anything that is shown of an account the pseudonyms that the account's own names have. */
export interface Hiding {
  /** A value, with the sentences and commands in it. */
  value<T>(value: T): T
  /** What was seen, for another look at it under pseudonyms. */
  memory(seen: Memory): Memory
}

/** What hides everything that is shown of an account: `seen` is all that was read of it, for the names in it. */
export async function hidingOf(refs: readonly RuleRef[], seen: Memory, key: string): Promise<Hiding> {
  const redactor = makeRedactor(key, await vocabulary(), namesIn(refs, seen))
  const value = <T>(item: T): T => deep(item, redactor) as T
  const memory: Hiding['memory'] = (entries) =>
    entries.map(({ read, args, answer }) => ({ read, args: args.map(value), answer: answered(answer, value) }))
  return { value, memory }
}

/** Members whose values are words of AWS and of eb-doctor, also where the account has a name that is the same word. */
const OF_PROGRAM: ReadonlySet<string> = new Set(
  'service operation region partition read kind mode ended outcome state verdict check code severity format'.split(' '),
)

/** A text is prose, but for JSON in it, such as a policy. The names of members are words of AWS, or words of the account. */
function deep(item: unknown, redactor: Redactor, ofProgram = OF_PROGRAM): unknown {
  if (typeof item === 'string') return inJson(item, redactor) ?? redactor.prose(item)
  if (Array.isArray(item)) return item.map((one) => deep(one, redactor, ofProgram))
  if (typeof item !== 'object' || item === null) return item
  return Object.fromEntries(
    Object.entries(item).map(([member, one]) => [
      redactor.text(member),
      ofProgram.has(member) && typeof one === 'string' ? one : deep(one, redactor, ofProgram),
    ]),
  )
}

const NONE: ReadonlySet<string> = new Set()

function inJson(text: string, redactor: Redactor): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.stringify(deep(JSON.parse(text), redactor, NONE))
  } catch {
    return undefined
  }
}

/** An answer with what it holds of the account replaced; the action and the kind of an error are none of it. */
function answered(answer: Memory[number]['answer'], hide: (value: unknown) => unknown): Memory[number]['answer'] {
  switch (answer.state) {
    case 'found':
      return { ...answer, value: hide(answer.value) }
    case 'missing':
      return answer
    case 'denied':
      return {
        ...answer,
        resource: String(hide(answer.resource)),
        ...(answer.account === undefined ? {} : { account: String(hide(answer.account)) }),
      }
    case 'failed':
      return {
        ...answer,
        resource: String(hide(answer.resource)),
        error: { ...answer.error, message: String(hide(answer.error.message)) },
      }
  }
}

/** Members whose values are names that somebody gave. */
const NAMED = new Set(['name', 'Name', 'Id', 'bus', 'containers'])
/** Of an API its stages and paths are what its ARN ends in. */
const OF_API = new Set([...NAMED, 'id', 'stages', 'path'])
/** Reads whose names are those of AWS: of API calls and of the dimensions of metrics. */
const OF_CALLS: ReadonlySet<ReadName> = new Set<ReadName>(['auditEvents', 'changeRecords', 'metricData'])
/** Reads that answer with a list of names. */
export const LISTS: ReadonlySet<ReadName> = new Set<ReadName>(['ruleNames', 'buses', 'ruleNamesByTarget'])
/** Names that AWS gave. */
const OF_AWS = /^(default$|aws\.|AWS)/

/** The whole names in what was seen: what stands at the end of an ARN, and what a member says is a name. */
function namesIn(refs: readonly RuleRef[], memory: Memory): Set<string> {
  const names = new Set<string>()
  const add = (name: string) => {
    if (name.length > 1 && !OF_AWS.test(name) && !/^\d+$/.test(name)) names.add(name)
  }
  const visit = (value: unknown, isName: boolean, named: ReadonlySet<string> = NAMED): void => {
    if (typeof value === 'string') {
      if (isName) add(value)
      for (const [, rest = ''] of value.matchAll(/arn:[\w-]*:[\w-]*:[\w-]*:\d*:([^\s"',;()<>[\]{}*?]+)/g)) {
        const segments = rest.split(/[:/]/)
        add(segments.at(-1) ?? '')
      }
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, isName, named)
    } else if (typeof value === 'object' && value !== null) {
      for (const [member, item] of Object.entries(value)) visit(item, named.has(member), named)
    }
  }
  for (const ref of refs) {
    add(ref.name)
    add(ref.bus)
  }
  for (const { read, args, answer } of memory) {
    visit(args, false, OF_CALLS.has(read) ? new Set() : NAMED)
    visit(
      answer.state === 'found' ? answer.value : answer,
      LISTS.has(read),
      read === 'webApi' ? OF_API : OF_CALLS.has(read) ? new Set() : NAMED,
    )
    if (read === 'bucketNotifications') visit(args, true)
  }
  return names
}
