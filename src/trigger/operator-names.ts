import type { Matcher } from '../pattern/index.js'

/** The operators of event patterns, as they are written: the kinds of matchers that the engine has, beside plain values. */
const NAMES: Readonly<Record<Exclude<Matcher['kind'], 'equals' | 'address' | 'exactly'>, true>> = {
  prefix: true,
  suffix: true,
  wildcard: true,
  'equals-ignore-case': true,
  'anything-but': true,
  exists: true,
  numeric: true,
  cidr: true,
}

/** The names of the operators of event patterns. */
export const OPERATORS: readonly string[] = Object.keys(NAMES)
