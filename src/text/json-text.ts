/**
 * JSON as it is written: numbers keep their text (a double would round them), and of equal keys the last one counts, as in
 * AWS's own readers. `line` is where a value begins, counted from 1.
 */
export type JsonNode = { readonly start: number; readonly end: number; readonly line: number } & (
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
)

/** Where JSON text stops being JSON. */
export interface JsonFault {
  line: number
  reason: string
}

export type JsonRead<T> = { ok: true; value: T } | { ok: false; fault: JsonFault }

/** Objects and lists within each other. No service of AWS sends more; a file may. */
const DEEPEST = 1000

/** Reads text that holds one JSON value and nothing else. */
export function readJson(text: string): JsonRead<JsonNode> {
  const read = readJsonValues(text)
  if (!read.ok) return read
  const [first, second] = read.value
  if (!first) return { ok: false, fault: { line: 1, reason: 'there is no JSON value' } }
  return second
    ? { ok: false, fault: { line: second.line, reason: 'something follows the JSON value' } }
    : { ok: true, value: first }
}

/** Reads text that holds JSON values one after the other: one, JSON lines, or none at all. Never throws. */
export function readJsonValues(text: string): JsonRead<readonly JsonNode[]> {
  const reader = new Reader(text)
  try {
    return { ok: true, value: reader.all() }
  } catch (thrown) {
    if (thrown instanceof Stop) return { ok: false, fault: { line: reader.line, reason: thrown.message } }
    throw thrown
  }
}

class Stop extends Error {}

const BLANK = /[ \t\r\n]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// What a text may hold between its quotes; a control character must be escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y

/** One pass over the text, by recursion as deep as DEEPEST. */
class Reader {
  line = 1
  private at = 0

  constructor(private readonly text: string) {}

  all(): JsonNode[] {
    const values: JsonNode[] = []
    for (this.blanks(); this.at < this.text.length; this.blanks()) values.push(this.value(0))
    return values
  }

  private value(depth: number): JsonNode {
    const place = { start: this.at, line: this.line }
    const rest = this.afterStart(depth)
    return { ...place, ...rest, end: this.at }
  }

  private afterStart(depth: number) {
    if (depth > DEEPEST) throw new Stop(`more than ${DEEPEST} objects and lists are within each other`)
    switch (this.text[this.at]) {
      case '{':
        return { kind: 'object' as const, members: this.members(depth + 1) }
      case '[':
        return { kind: 'list' as const, items: this.items(depth + 1) }
      case '"':
        return { kind: 'text' as const, value: this.string() }
      case 't':
        return this.word('true', { kind: 'boolean' as const, value: true })
      case 'f':
        return this.word('false', { kind: 'boolean' as const, value: false })
      case 'n':
        return this.word('null', { kind: 'null' as const })
      default:
        return { kind: 'number' as const, text: this.match(NUMBER) ?? this.unexpected('a JSON value') }
    }
  }

  private members(depth: number): Map<string, JsonNode> {
    const members = new Map<string, JsonNode>()
    this.separated('}', () => {
      if (this.text[this.at] !== '"') this.unexpected('a key in quotes')
      const key = this.string()
      this.blanks()
      this.expect(':')
      this.blanks()
      members.set(key, this.value(depth))
    })
    return members
  }

  private items(depth: number): JsonNode[] {
    const items: JsonNode[] = []
    this.separated(']', () => items.push(this.value(depth)))
    return items
  }

  private separated(close: string, one: () => void): void {
    this.at++
    this.blanks()
    if (this.text[this.at] === close) {
      this.at++
      return
    }
    for (;;) {
      one()
      this.blanks()
      if (this.text[this.at] === close) break
      this.expect(',', `"," or "${close}"`)
      this.blanks()
    }
    this.at++
  }

  private string(): string {
    const quoted = this.match(TEXT) ?? this.unexpected('a text that ends in quotes on its line')
    return JSON.parse(quoted)
  }

  private word<T>(word: string, node: T): T {
    if (!this.text.startsWith(word, this.at)) this.unexpected('a JSON value')
    this.at += word.length
    return node
  }

  private expect(character: string, wanted = `"${character}"`): void {
    if (this.text[this.at] !== character) this.unexpected(wanted)
    this.at++
  }

  private blanks(): void {
    const blank = this.match(BLANK) ?? ''
    for (const character of blank) if (character === '\n') this.line++
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  private unexpected(wanted: string): never {
    const found = this.at < this.text.length ? JSON.stringify(this.text.slice(this.at, this.at + 12)) : 'the end'
    throw new Stop(`${wanted} was expected, and ${found} came`)
  }
}

/** A value as JSON text without blanks; numbers as they were written. */
export function compact(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${[...node.members].map(([key, value]) => `${JSON.stringify(key)}:${compact(value)}`).join(',')}}`
    case 'list':
      return `[${node.items.map(compact).join(',')}]`
    case 'text':
      return JSON.stringify(node.value)
    case 'number':
      return node.text
    case 'boolean':
      return String(node.value)
    case 'null':
      return 'null'
  }
}

/** The member of an object; undefined when it is not there or when the value is no object. */
export const member = (node: JsonNode | undefined, key: string): JsonNode | undefined =>
  node?.kind === 'object' ? node.members.get(key) : undefined

/** The text that a value is; undefined when it is no text. */
export const textOf = (node: JsonNode | undefined): string | undefined =>
  node?.kind === 'text' ? node.value : undefined
