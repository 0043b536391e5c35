import { createHmac } from 'node:crypto'
import { KINDS, OF_AWS } from './kinds.js'

/** Words of AWS and of eb-doctor that say nothing about an account. */
export type Vocabulary = ReadonlySet<string>

/** Gives account ids, names and all other words of an account pseudonyms that keep their shape. */
export interface Redactor {
  /** Any string of the account. */
  text(value: string): string
  /** Any value: its strings, the names of its members, and JSON text inside it. */
  value(value: unknown): unknown
  /** A sentence or a command about the account: names are replaced wherever they stand in it. */
  prose(value: string): string
}

/** What eb-doctor has to recognise inside of names. */
const INSIDE = /^(default|fifo|LATEST|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY)$/

/** An ARN: its head, and the resource up to where the text goes on. */
const ARN = /(arn:[\w*?-]*:[\w*?-]*:[\w*?-]*:)([\w*?-]*)(:[^\s"',;()<>[\]{}]*)?/
/** An id of an account: it stands alone, since longer numbers are none. */
const ACCOUNT = /(?<![A-Za-z0-9])\d{12}(?![A-Za-z0-9])/
/** The path of a queue's URL: the name in it is one, whatever words of AWS it is made of. */
const QUEUE_PATH = /(?<=\/)\d{12}\/[A-Za-z0-9_.-]+/
/** The host of an AWS endpoint, which is also how a service is named as a principal. */
const HOST = /(?<![\w.-])(?:[a-z0-9-]+\.)+amazonaws\.com(?:\.cn)?(?![\w-])/
/** An action, a condition key or the like: words of AWS behind a service. */
const QUALIFIED = /(?<![\w:/.-])[a-z][a-z0-9-]*:[A-Z][A-Za-z]*(?![\w])/
/** A moment, as ISO 8601 has it. */
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/
const WORD = /[A-Za-z0-9]+/
const PARTS = new RegExp(
  [ARN, MOMENT, QUEUE_PATH, HOST, QUALIFIED, ACCOUNT, WORD].map(({ source }) => `(?:${source})`).join('|'),
  'g',
)
const SCHEDULE = /^(rate\(\d+ (minutes?|hours?|days?)\)|cron\([\dA-Z*?,/#\- ]+\)|at\([\d:T-]+\))$/

/**
 * Makes a redactor. The same word has the same pseudonym with the same key, and words with a common beginning have
 * pseudonyms with a common beginning: what a wildcard at the end of a policy matched, it still matches. `names` are whole
 * names of the account, which have pseudonyms also where they are words of AWS.
 */
export function makeRedactor(key: string, vocabulary: Vocabulary, names: ReadonlySet<string>): Redactor {
  const digest = remembered((text: string) => createHmac('sha256', key).update(text).digest())
  const account = (id: string): string => {
    const number = digest(`account ${id}`).readUIntBE(0, 6) % 900_000_000_000
    return String(number + 100_000_000_000)
  }
  const word = remembered((text: string): string => {
    const isHex = /^[0-9a-f]{8,}$/.test(text)
    return [...text]
      .map((character, i) => {
        const shift = digest(`word ${text.slice(0, i).toLowerCase()}`).readUInt32BE(0)
        if (/\d/.test(character)) return String((Number(character) + shift) % 10)
        const base = character < 'a' ? 65 : 97
        return String.fromCharCode(base + ((character.charCodeAt(0) - base + shift) % (isHex ? 6 : 26)))
      })
      .join('')
  })
  const isNumber = (text: string): boolean => /^\d+$/.test(text)
  const known = (text: string): string => (isNumber(text) || vocabulary.has(text) ? text : word(text))
  /** A name: each of its words, wherever it could also be a word of AWS. */
  const name = (text: string): string =>
    text.replace(new RegExp(`${ACCOUNT.source}|${WORD.source}`, 'g'), (part) =>
      /^\d{12}$/.test(part) ? account(part) : isNumber(part) || INSIDE.test(part) ? part : word(part),
    )
  const resource = (text: string): string => {
    if (OF_AWS.has(text)) return text
    const [, kind = '', rest = text] = /^([A-Za-z0-9-]+)([:/].*)$/s.exec(text) ?? []
    const body = kind === '' ? text : rest
    const head = KINDS.has(kind) ? kind : name(kind)
    const segments = body.split(/([:/])/)
    const last = segments.length - 1
    // The bus of a partner is named by AWS; a rule on it is not.
    const isPartners = body.startsWith('/aws.partner/')
    const isBelowAws = isPartners || /^[:/]?\/?(aws\/|service-role\/|aws-service-role\/)/.test(body)
    const ofAws = !isBelowAws ? -1 : !isPartners ? 4 : kind === 'rule' ? last - 1 : last
    const shown = segments.map((segment, i) => {
      if (i <= ofAws || /^AWS-/.test(segment)) return segment.replace(new RegExp(WORD, 'g'), known)
      return i < last && KINDS.has(segment) ? segment : name(segment)
    })
    return head + shown.join('')
  }
  const arn = (text: string): string => {
    const [, head = '', owner = '', rest = ''] = new RegExp(`^${ARN.source}$`).exec(text) ?? []
    const isOfAws = owner === 'aws'
    const places = head.split(':').map((part) => part.replace(new RegExp(WORD, 'g'), known))
    const id = /^\d{12}$/.test(owner) ? account(owner) : owner.replace(new RegExp(WORD, 'g'), known)
    return (
      places.join(':') +
      id +
      (isOfAws ? rest.replace(new RegExp(WORD, 'g'), known) : rest === '' ? '' : `:${resource(rest.slice(1))}`)
    )
  }
  const part = (text: string): string => {
    if (text.startsWith('arn:')) return arn(text)
    if (MOMENT.test(text)) return text
    if (/^\d{12}$/.test(text)) return account(text)
    const [, owner = '', queue] = /^(\d{12})\/(.+)$/.exec(text) ?? []
    if (queue !== undefined) return `${account(owner)}/${name(queue)}`
    return text.replace(new RegExp(WORD, 'g'), known)
  }
  const text = (value: string): string => {
    if (SCHEDULE.test(value)) return value
    if (names.has(value)) return name(value)
    return value.replace(PARTS, part)
  }
  const of = (value: unknown): unknown => {
    if (typeof value === 'string') return json(value) ?? text(value)
    if (Array.isArray(value)) return value.map(of)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([member, item]) => [member.replace(PARTS, part), of(item)]))
  }
  /** JSON inside of a text, such as a policy; undefined for any other text. */
  const json = (value: string): string | undefined => {
    if (!/^\s*[[{"]/.test(value)) return undefined
    try {
      return JSON.stringify(of(JSON.parse(value)))
    } catch {
      return undefined
    }
  }
  return { text, value: of, prose: proseWith(text, vocabulary, names) }
}

/** Replaces whole ARNs, and names outside of them: the longest first, since one may stand in another. */
function proseWith(text: Redactor['text'], vocabulary: Vocabulary, names: ReadonlySet<string>): Redactor['prose'] {
  const sorted = [...names].filter((name) => name.length > 1).sort((a, b) => b.length - a.length)
  const literal = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // A name that is a word of AWS is not looked for in words with hyphens: in --queue-url the queue is none of the account.
  const alternatives = sorted.map((name) =>
    vocabulary.has(name) ? `(?<![\\w-])${literal(name)}(?![\\w-])` : `(?<![A-Za-z0-9])${literal(name)}(?![A-Za-z0-9])`,
  )
  const whole = new RegExp([ARN.source, ...alternatives].join('|'), 'g')
  return (value) => {
    const found = [...value.matchAll(whole)]
    const ends = found.map(({ index, 0: { length } }) => index + length)
    const between = found.map(({ index }, i) => value.slice(ends[i - 1] ?? 0, index))
    return [...found.map(([one], i) => text(between[i] ?? '') + text(one)), text(value.slice(ends.at(-1) ?? 0))].join(
      '',
    )
  }
}

function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const there = known.get(text)
    if (there !== undefined) return there
    const made = make(text)
    known.set(text, made)
    return made
  }
}
