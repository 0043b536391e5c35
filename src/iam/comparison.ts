import type { Scope } from './scope.js'

/**
 * What one policy value and one request value are to each other. Beside `match` and `differ`: `never` fits neither the
 * operator nor its negation (a malformed number), `unclear` may be either, `unresolvable` matches nothing, and of its
 * negation AWS does not say.
 */
export type Comparison = 'match' | 'differ' | 'never' | 'unclear' | 'unresolvable'

export type Compare = (policy: string, value: string, scope: Scope) => Comparison
