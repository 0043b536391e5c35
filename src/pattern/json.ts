/** What stands next in a JSON text. A name is the key of an object's member. */
export type Token = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end'

/** Reads a JSON text token by token. `JSON.parse` would lose repeated keys and how a number was written. */
export interface Reader {
  /** The next token; `end` when the text is over. Throws `SyntaxError` with the words that EventBridge uses. */
  next(): Token
  /** The text of the last name, string (its escapes resolved), number (as written) or literal. */
  text(): string
}

interface Scope {
  kind: '{' | '['
  start: number
  /** Whether a member or an element was already read. */
  begun: boolean
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
}
const QUOTE = 34
const BACKSLASH = 92

const hexOf = (char: string): string => char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isLetter = (char: string): boolean => /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u.test(char)
const isPartOfWord = (char: string): boolean => /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]/u.test(char)

/** A reader at the beginning of the text. It never recurses: depth costs memory, not stack. */
export function readJson(source: string): Reader {
  const scopes: Scope[] = []
  let at = 0
  let kind: Token = 'end'
  let text = ''
  let stringStart = -1
  /** The value behind a name: looked at together with the name, so that what is wrong with it is said first. */
  let ahead: { token: Token; text: string; stringStart: number } | undefined

  const fail = (message: string): never => {
    throw new SyntaxError(message)
  }
  const describe = (index: number): string => {
    const code = source.charCodeAt(index)
    if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`
    const hex = code > 255 ? ` / 0x${code.toString(16)}` : ''
    return `'${source[index]}' (code ${code}${hex})`
  }
  const unexpected = (index: number, what: string): never => fail(`Unexpected character (${describe(index)})${what}`)
  const place = (index: number): string => {
    const before = source.slice(0, index).split(/\r\n|\r|\n/)
    // EventBridge's parser shows as much of the text.
    const more = source.length > 500 ? `[truncated ${source.length - 500} chars]` : ''
    const excerpt = source.slice(0, 500).replace(/\p{Cc}/gu, (char) => (char < ' ' ? `\\u${hexOf(char)}` : char))
    const column = (before.at(-1)?.length ?? 0) + 1
    return `[Source: (String)"${excerpt}"${more}; line: ${before.length}, column: ${column}]`
  }
  const nameOf = (scope: Scope): string => (scope.kind === '{' ? 'Object' : 'Array')

  function over(): never {
    const scope = scopes.at(-1)
    if (!scope) return fail('Unexpected end-of-input')
    return fail(
      `Unexpected end-of-input: expected close marker for ${nameOf(scope)} (start marker at ${place(scope.start)})`,
    )
  }

  /** Skips white space; false at the end of the text. */
  function skip(): boolean {
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at)
      if (code > 32) {
        if (code === 47) {
          unexpected(
            at,
            ": maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
          )
        }
        return true
      }
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) {
        fail(`Illegal character (${describe(at)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`)
      }
    }
    return false
  }

  /** Reads on from the opening quote; leaves `at` behind the closing one. */
  function string(start: number, within: 'name' | 'string value'): string {
    let from = start + 1
    let read = ''
    for (at = from; at < source.length; at++) {
      const code = source.charCodeAt(at)
      if (code === QUOTE) {
        const last = source.slice(from, at)
        at += 1
        return read === '' ? last : read + last
      }
      if (code < 32) {
        fail(
          `Illegal unquoted character (${describe(at)}): has to be escaped using backslash to be included in ${within}`,
        )
      }
      if (code === BACKSLASH) {
        read += source.slice(from, at) + escaped()
        from = at + 1
      }
    }
    return fail(
      within === 'name'
        ? 'Unexpected end-of-input in field name'
        : 'Unexpected end-of-input: was expecting closing quote for a string value',
    )
  }

  /** What the escape at `at` stands for; leaves `at` at its last character. */
  function escaped(): string {
    at += 1
    const char = source[at]
    if (char === undefined) return fail('Unexpected end-of-input in character escape sequence')
    if (char !== 'u') {
      return ESCAPES[char] ?? fail(`Unrecognized character escape ${describe(at)}`)
    }
    for (let i = 1; i <= 4; i++) {
      if (at + i >= source.length) fail('Unexpected end-of-input in character escape sequence')
      if (!/[0-9a-fA-F]/.test(source[at + i] ?? '')) {
        unexpected(at + i, ': expected a hex-digit for character escape sequence')
      }
    }
    at += 4
    return String.fromCharCode(Number.parseInt(source.slice(at - 3, at + 1), 16))
  }

  const digits = (): boolean => {
    const start = at
    while (isDigit(source.charCodeAt(at))) at += 1
    return at > start
  }

  function number(): Token {
    const start = at
    const misplaced = (what: string): never => unexpected(at, ` in numeric value: ${what}`)
    if (source[at] === '-') {
      at += 1
      if (at >= source.length) fail('Unexpected end-of-inputNo digit following sign')
      if (source[at] === '.') unexpected(at, `: expected a valid value ${VALUES}`)
      if (!isDigit(source.charCodeAt(at))) {
        misplaced('expected digit (0-9) to follow minus sign, for valid numeric value')
      }
    }
    if (source[at] === '0' && isDigit(source.charCodeAt(at + 1))) {
      fail('Invalid numeric value: Leading zeroes not allowed')
    }
    digits()
    if (source[at] === '.') {
      at += 1
      if (!digits()) {
        if (at >= source.length) over()
        misplaced('Decimal point not followed by a digit')
      }
    }
    if (source[at] === 'e' || source[at] === 'E') {
      at += 1
      if (source[at] === '+' || source[at] === '-') at += 1
      if (!digits()) {
        if (at >= source.length) over()
        misplaced('Exponent indicator not followed by a digit')
      }
    }
    text = source.slice(start, at)
    if (scopes.length === 0 && at < source.length && !/\s/.test(source[at] ?? '')) {
      unexpected(at, ': Expected space separating root-level values')
    }
    return 'number'
  }

  function unknownWord(start: number, end: number): never {
    let stop = end
    // As far as EventBridge's parser repeats it.
    while (stop < source.length && stop - start < 256 && isPartOfWord(source[stop] ?? '')) stop += 1
    return fail(`Unrecognized token '${source.slice(start, stop)}': was expecting ${VALUES}`)
  }

  function word(wanted: 'true' | 'false' | 'null'): Token {
    const start = at
    let length = 1
    while (length < wanted.length && source[start + length] === wanted[length]) length += 1
    if (length < wanted.length) unknownWord(start, start + length)
    at = start + length
    if (isPartOfWord(source[at] ?? '')) unknownWord(start, at)
    text = wanted
    return wanted
  }

  function value(): Token {
    const char = source[at] ?? ''
    switch (char) {
      case '"':
        // Read when it is asked for or passed over: what is wrong before it is said first.
        stringStart = at
        return 'string'
      case '{':
      case '[':
        scopes.push({ kind: char, start: at, begun: false })
        at += 1
        return char
      case 't':
        return word('true')
      case 'f':
        return word('false')
      case 'n':
        return word('null')
      case '+':
        return unexpected(
          at,
          ' in numeric value: JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow',
        )
      case '}':
        return unexpected(at, ': expected a value')
    }
    if (char === '-' || isDigit(source.charCodeAt(at))) return number()
    if (source.startsWith('NaN', at)) {
      fail("Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow")
    }
    if (isLetter(char)) unknownWord(at, at + 1)
    return unexpected(at, `: expected a valid value ${VALUES}`)
  }

  function close(char: '}' | ']'): Token {
    const scope = scopes.at(-1)
    if (!scope) return fail(`Unexpected close marker '${char}': no open ${char === '}' ? 'Object' : 'Array'} to close`)
    const wanted = scope.kind === '{' ? '}' : ']'
    if (char !== wanted) {
      fail(
        `Unexpected close marker '${char}': expected '${wanted}' (for ${nameOf(scope)} starting at ${place(scope.start)})`,
      )
    }
    scopes.pop()
    at += 1
    return char
  }

  function name(): Token {
    if (source.charCodeAt(at) !== QUOTE) unexpected(at, ': was expecting double-quote to start field name')
    text = string(at, 'name')
    if (!skip()) fail('Unexpected end-of-input within/between Object entries')
    if (source[at] !== ':') unexpected(at, ': was expecting a colon to separate field name and value')
    at += 1
    const own = text
    if (!skip()) fail('Unexpected end-of-input within/between Object entries')
    ahead = { token: value(), text, stringStart }
    text = own
    stringStart = -1
    return 'name'
  }

  function following(): Token {
    if (ahead) {
      const { token } = ahead
      text = ahead.text
      stringStart = ahead.stringStart
      ahead = undefined
      return token
    }
    const scope = scopes.at(-1)
    if (!skip()) return scope ? over() : 'end'
    const char = source[at]
    if (char === '}' || char === ']') return close(char)
    if (!scope) return value()
    if (scope.begun) {
      if (char !== ',') unexpected(at, `: was expecting comma to separate ${nameOf(scope)} entries`)
      at += 1
      if (!skip()) fail(`Unexpected end-of-input within/between ${nameOf(scope)} entries`)
    }
    scope.begun = true
    return scope.kind === '{' ? name() : value()
  }

  const finishString = (): void => {
    if (stringStart < 0) return
    const start = stringStart
    stringStart = -1
    text = string(start, 'string value')
  }

  return {
    next() {
      finishString()
      kind = following()
      return kind
    },
    text() {
      finishString()
      return text
    },
  }
}
