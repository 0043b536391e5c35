import type { ContextValue, Request } from './types.js'

/** What is known of a context key: its value or values, `null` when it is not sent, `undefined` when nobody knows. */
export type Known = ContextValue | undefined

export type Context = (key: string) => Known

/**
 * Looks keys up without regard to case. The exact name counts first, then the longest name that ends in `*`; at the same
 * length "unknown" wins over a value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition.html
 */
export function contextOf({ context = {}, unknownKeys = [], unlisted = 'unknown' }: Request): Context {
  const exact = new Map<string, Known>()
  const prefixes: [prefix: string, value: Known][] = []
  const put = (name: string, value: Known) => {
    const key = name.toLowerCase()
    if (key.endsWith('*')) prefixes.unshift([key.slice(0, -1), value])
    else exact.set(key, value)
  }
  for (const [name, value] of Object.entries(context)) if (value !== undefined) put(name, value)
  for (const name of unknownKeys) put(name, undefined)
  prefixes.sort(([a], [b]) => b.length - a.length)

  return (name) => {
    const key = name.toLowerCase()
    if (exact.has(key)) return exact.get(key)
    const prefix = prefixes.find(([start]) => key.startsWith(start))
    return prefix ? prefix[1] : unlisted === 'absent' ? null : undefined
  }
}
