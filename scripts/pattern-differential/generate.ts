/** A generator of random numbers: the same seed, the same pairs (mulberry32). */
export function randomOf(seed: number): () => number {
  const state = { at: seed >>> 0 }
  return () => {
    state.at = (state.at + 0x6d2b79f5) >>> 0
    const mixed = Math.imul(state.at ^ (state.at >>> 15), 1 | state.at)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 4_294_967_296
  }
}

const TEXTS = [
  ...[
    '',
    'a',
    'A',
    'ab',
    'aB',
    'abc',
    'ABC',
    'b',
    'running',
    'Running',
    ' running',
    'a*b',
    'a\\b',
    'aXb',
    'a\nb',
    '"',
    'a"',
    '"a',
  ],
  ...[
    '1',
    '1.0',
    '100',
    'true',
    'null',
    'straße',
    'STRASSE',
    'strasse',
    '\u212a',
    'k',
    'İx',
    'é',
    'e\u0301',
    'ⱥ',
    'Ⱥ',
    'ǰ',
    'ﬁ',
    '大雨',
  ],
  ...[
    '10.0.0.1',
    '10.0.0.9',
    '010.0.0.1',
    '10.0.1.0',
    '255.255.255.255',
    '32.1.13.184',
    '256.0.0.1',
    '1.2.3',
    '0.0.0.0',
  ],
  ...[
    '2001:db8::1',
    '2001:0DB8:0:0:0:0:0:1',
    '::',
    '::1',
    '::ffff:a00:1',
    '::ffff:10.0.0.1',
    '1::2::3',
    'a:b',
    ':',
    '1:2:3:4:5:6:7::',
  ],
  ...['dir/sub/file.png', 'file.PNG', 'photos/', '/a/b/c', 'aaaaab', 'abababab', 'x'.repeat(40)],
]
// Not 1e23 or 2e23: Java writes them with more digits than needed up to version 18, and so cannot compare them.
const NUMBERS = [
  ...[
    '0',
    '-0',
    '0.0',
    '1',
    '1.0',
    '1e0',
    '10E-1',
    '-1',
    '5',
    '5.5',
    '100',
    '1e2',
    '300',
    '300.0',
    '3.018e2',
    '0.1',
    '1e-7',
    '0.0000001',
  ],
  ...[
    '5000000000',
    '-5000000000',
    '5000000001',
    '9007199254740992',
    '9007199254740993',
    '12345678901234567890',
    '1e16',
    '1e21',
    '1e22',
  ],
  ...[
    '123456789012',
    '0.12345678',
    '0.1234567890123456789',
    '1e-400',
    '1e400',
    '5e-324',
    '4.9e-324',
    '1.7976931348623157e308',
  ],
]
const KEYS = ['a', 'b', 'c', 'a.b', 'b.c', 'a-b', 'detail', 'x.y', '', 'prefix', 'numeric', 'é']

/** Few keys and values: then it is lists of objects that make the difference. */
const NARROW = { keys: ['a', 'b', 'c', 'a.b'], texts: ['x', 'y', 'xy'], numbers: ['1', '2', '1.0'] }
const WIDE = { keys: KEYS, texts: TEXTS, numbers: NUMBERS }

export interface Generator {
  /** Makes what follows of few or of many keys and values. */
  widen(wide: boolean): void
  pattern(): string
  /** The pattern with a few characters changed: mostly not valid. */
  broken(pattern: string): string
  event(): string
}

/** Patterns and events over few keys and values, so that they often meet. All are JSON texts: some facts are about spelling. */
export function generatorOf(random: () => number): Generator {
  const from = { pool: WIDE }
  const below = (count: number): number => Math.floor(random() * count)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const chance = (part: number): boolean => random() < part
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  const json = (text: string): string => JSON.stringify(text)
  const text = (): string => pick(from.pool.texts)
  const piece = (): string => {
    const whole = text()
    const [start, end] = [below(whole.length + 1), below(whole.length + 1)]
    return chance(0.4) ? whole : whole.slice(Math.min(start, end), Math.max(start, end))
  }
  const wildcard = (): string =>
    text()
      .replace(/[\\*]/g, '\\$&')
      .replace(/[^\\*]/gu, (char) => (chance(0.2) ? '*' : char))
      .replace(/(?<!\\)\*(?:\*)+/g, '*')
  const scalar = (): string =>
    chance(0.5) ? json(text()) : chance(0.7) ? pick(from.pool.numbers) : pick(['true', 'false', 'null'])
  const list = (make: () => string): string => `[${times(1 + below(3), make).join(',')}]`
  const oneOrList = (make: () => string): string => (chance(0.5) ? make() : list(make))

  const range = (): string => {
    const number = (): string => pick(from.pool.numbers)
    return chance(0.6)
      ? `[${json(pick(['=', '<', '<=', '>', '>=']))},${number()}]`
      : `[${json(pick(['>', '>=']))},${number()},${json(pick(['<', '<=']))},${number()}]`
  }
  const operators: readonly (() => string)[] = [
    () => `{"prefix":${json(piece())}}`,
    () => `{"suffix":${json(piece())}}`,
    () => `{"prefix":{"equals-ignore-case":${json(piece())}}}`,
    () => `{"suffix":{"equals-ignore-case":${json(piece())}}}`,
    () => `{"equals-ignore-case":${json(text())}}`,
    () => `{"wildcard":${json(wildcard())}}`,
    () => `{"exactly":${json(text())}}`,
    () => `{"exists":${pick(['true', 'false'])}}`,
    () => `{"exists":${pick(['true', 'false'])}}`,
    () => `{"numeric":${range()}}`,
    () => `{"cidr":${json(`${text()}/${below(140)}`)}}`,
    () => `{"cidr":${json(`${pick(['10.0.0.0', '0.0.0.0', '32.0.0.0'])}/${below(32)}`)}}`,
    () => `{"cidr":${json(`${pick(['2001:db8::', '::', '::1'])}/${below(128)}`)}}`,
    () => `{"anything-but":${oneOrList(() => json(text()))}}`,
    () => `{"anything-but":${oneOrList(() => pick(from.pool.numbers))}}`,
    () => `{"anything-but":{"prefix":${oneOrList(() => json(piece()))}}}`,
    () => `{"anything-but":{"suffix":${oneOrList(() => json(piece()))}}}`,
    () => `{"anything-but":{"equals-ignore-case":${oneOrList(() => json(text()))}}}`,
    () => `{"anything-but":{"wildcard":${oneOrList(() => json(wildcard()))}}}`,
  ]
  const matcher = (): string => (chance(0.45) ? scalar() : pick(operators)())
  const patternObject = (depth: number): string =>
    `{${times(1 + below(3), () => {
      if (chance(0.08)) return `"$or":[${times(2 + below(2), () => patternObject(depth - 1)).join(',')}]`
      return `${json(pick(from.pool.keys))}:${depth > 0 && chance(0.4) ? patternObject(depth - 1) : list(matcher)}`
    }).join(',')}}`
  const value = (depth: number): string => {
    if (depth <= 0 || chance(0.45)) return scalar()
    if (chance(0.5)) return eventObject(depth - 1)
    return `[${times(below(4), () => (chance(0.6) ? eventObject(depth - 1) : value(depth - 1))).join(',')}]`
  }
  const eventObject = (depth: number): string =>
    `{${times(below(4), () => `${json(pick(from.pool.keys))}:${value(depth)}`).join(',')}}`

  return {
    widen: (wide) => {
      from.pool = wide ? WIDE : NARROW
    },
    pattern: () => patternObject(2),
    event: () => eventObject(4),
    broken: (pattern) => {
      const at = below(pattern.length)
      const other = chance(0.5) ? '' : pick([...'{}[]:,"\\ae0.-+*/ \t'])
      return pattern.slice(0, at) + other + pattern.slice(at + (chance(0.5) ? 1 : 0))
    },
  }
}
