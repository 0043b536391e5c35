import type { Account } from './account.js'
import { accountOf } from './memory.js'
import { mapRead, type Read, type ReadMethod } from './read.js'

/** Makes a mark for a value that must not be shown: the same value has the same mark, and the mark does not tell the value. */
export type Mark = (value: string) => string

type Value = unknown
type Masker = (value: Value, mark: Mark) => Value

/**
 * What is no secret in a payload: a reference to a resource, a JSON path, a word that switches something, also in capitals as
 * AWS writes the values of its enumerations (BATCH, FARGATE).
 */
const REFERENCE = /^(arn:aws[a-z-]*:|\$(\.|$)|(i|vol|snap)-[0-9a-f]+$|(true|false|null)$|[A-Z]{2,20}(_[A-Z]{1,20})*$)/

/** Variables of an input template: they are names, and what they stand for comes with the event. */
const VARIABLE = /<[^<>]*>/

/** One text, with what stands between variables masked. */
const text: Masker = (value, mark) =>
  typeof value === 'string'
    ? value
        .split(/(<[^<>]*>)/)
        .map((part) => (part.trim() === '' || VARIABLE.test(part) || REFERENCE.test(part) ? part : mark(part)))
        .join('')
    : value

/** String literals that are no names of members, and numbers that could be a PIN, in JSON or a template of JSON. */
const LITERAL = /("(?:[^"\\]|\\.)*")(\s*:)?|(?<![\w.<-])\d[\d.]{3,}(?![\w.>])/g

/**
 * JSON text, or a template of it: its structure, its names and its variables stay; so do the names of containers and of their
 * environment variables in the overrides of an ECS task, which say what is overridden.
 */
const json: Masker = (value, mark) => {
  if (typeof value !== 'string') return value
  const bare = value.replace(/<[^<>]*>/g, '0')
  if (!isJson(bare) && !isJson(bare.replace(/"[^"]*"/g, '""'))) return text(value, mark)
  const named = value.includes('"containerOverrides"') ? '"name"' : undefined
  let member: string | undefined
  return value.replace(LITERAL, (whole: string, literal: string | undefined, colon: string | undefined) => {
    if (colon !== undefined) {
      member = literal
      return whole
    }
    if (member !== undefined && member === named) return whole
    if (literal === undefined) return `"${mark(whole)}"`
    return `"${String(text(literal.slice(1, -1), mark))}"`
  })
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

/** The literals of a query in a language that writes them in such quotes. */
const quoted =
  (quote: '"' | "'"): Masker =>
  (value, mark) =>
    typeof value === 'string'
      ? value.replace(quote === '"' ? /"((?:[^"\\]|\\.)+)"/g : /'((?:[^']|'')+)'/g, (_, inner: string) => {
          return `${quote}${String(text(inner, mark))}${quote}`
        })
      : value

/** An address: the host is shown, what could hold a token is not. A `*` stands for a parameter of the path. */
const address: Masker = (value, mark) => {
  if (typeof value !== 'string') return value
  const [, scheme = '', user = '', host = '', path = '', query = ''] =
    /^(https?:\/\/)?([^/@?]*@)?([^/?]*)([^?]*)(\?.*)?$/s.exec(value) ?? []
  const parts = path.split('/').map((part) => (part === '' || part === '*' ? part : mark(part)))
  const pairs = query.slice(1).split('&')
  const masked = pairs.map((pair) => {
    const [name = '', ...rest] = pair.split('=')
    return rest.length > 0 ? `${name}=${mark(rest.join('='))}` : mark(name)
  })
  return [
    scheme,
    user === '' ? '' : `${mark(user.slice(0, -1))}@`,
    host,
    parts.join('/'),
    query === '' ? '' : `?${masked.join('&')}`,
  ].join('')
}

const each =
  (masker: Masker): Masker =>
  (value, mark) =>
    Array.isArray(value)
      ? value.map((item) => masker(item, mark))
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masker(item, mark)]))
        : value

/** The value of each pair of a list of names and values. */
const valuesOfPairs: Masker = (value, mark) =>
  Array.isArray(value) ? value.map((pair) => ({ ...pair, Value: text(pair?.Value, mark) })) : value

/** The members of a target, in the words of the API, that may hold a secret; and how each is masked. */
const MEMBERS: Readonly<Record<string, Masker>> = {
  Input: json,
  InputTemplate: json,
  HeaderParameters: each(text),
  QueryStringParameters: each(text),
  PathParameterValues: each(text),
  PipelineParameterList: valuesOfPairs,
  Sql: quoted("'"),
  Sqls: each(quoted("'")),
  GraphQLOperation: quoted('"'),
}

/** A value with everything masked that a member of a target may hold in secret, at whatever depth a target stands in it. */
export function maskTargets<T>(value: T, mark: Mark): T {
  if (Array.isArray(value)) return value.map((item) => maskTargets(item, mark)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const masker = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined
      return [key, masker ? masker(item, mark) : maskTargets(item, mark)]
    }),
  ) as T
}

/**
 * An account whose secrets are masked before anything sees them: what is reported, printed or written to a snapshot holds
 * none, and the same checks give the same answers. Not for what is written to AWS, which needs a target as it is.
 */
export function masked(account: Account, marks: () => Promise<Mark>): Account {
  return accountOf(async (read, args) => {
    const answer: Read<unknown> = await (account[read] as ReadMethod)(...args)
    if (read === 'targets') return maskedAnswer(answer, maskTargets, marks)
    if (read === 'apiDestination') return maskedAnswer(answer as Read<{ endpoint: string }>, maskEndpoint, marks)
    return answer
  })
}

/** An answer with its secrets masked. What makes the marks reads a file: it is asked for only where something is masked. */
async function maskedAnswer<T>(
  answer: Read<T>,
  mask: (value: T, mark: Mark) => unknown,
  marks: () => Promise<Mark>,
): Promise<Read<unknown>> {
  let secrets = 0
  mapRead(answer, (value) =>
    mask(value, (secret) => {
      secrets += 1
      return secret
    }),
  )
  if (secrets === 0) return answer
  const mark = await marks()
  return mapRead(answer, (value) => mask(value, mark))
}

const maskEndpoint = (value: { endpoint: string }, mark: Mark) => ({
  ...value,
  endpoint: address(value.endpoint, mark),
})
