import { glob, type Pattern, PatternBuilder } from './pattern.js'
import type { Scope } from './scope.js'

/** One `${key}` or `${key, 'default'}` of a policy text, and where it ends. */
interface Variable {
  readonly key: string
  readonly fallback: string | undefined
  readonly end: number
}

/**
 * Turns a policy text into a pattern, with the request's values in place of its variables. What comes from a variable is
 * literal. Version 2008-10-17 has no variables.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compile(text: string, scope: Scope, { wildcards = true, fold = false } = {}): Pattern {
  if (wildcards && !fold && !text.includes('${')) return glob(text)
  const builder = new PatternBuilder()
  const push = (piece: string, special: boolean) => {
    const folded = fold ? piece.toLowerCase() : piece
    if (special) builder.glob(folded)
    else builder.literal(folded)
  }
  let variables: Pattern['variables'] = 'none'
  let from = 0
  while (from < text.length) {
    const start = scope.version === '2012-10-17' ? text.indexOf('${', from) : -1
    const variable = start === -1 ? undefined : readVariable(text, start, scope)
    if (!variable) {
      push(text.slice(from), wildcards)
      break
    }
    push(text.slice(from, start), wildcards)
    from = variable.end
    const value = textOf(variable, scope)
    if (value === undefined || (value === null && scope.doubtful)) {
      builder.anyRun()
      if (variables === 'none') variables = 'unknown'
    } else if (value === null) variables = 'unresolved'
    else push(value, false)
  }
  return builder.build(variables)
}

/** Does the text hold something that a document of version 2012-10-17 reads as a variable? */
export function hasVariable(text: string): boolean {
  return text.includes('${') && text.includes('}', text.indexOf('${'))
}

function readVariable(text: string, start: number, scope: Scope): Variable | undefined {
  const close = text.indexOf('}', start)
  if (close === -1) return
  const comma = text.indexOf(',', start)
  if (comma === -1 || comma > close) return { key: text.slice(start + 2, close), fallback: undefined, end: close + 1 }
  const quoted = text.startsWith(", '", comma) ? text.indexOf("'}", comma + 3) : -1
  if (quoted !== -1) {
    const fallback = text.slice(comma + 3, quoted)
    if (fallback === '') scope.warn('odd-variable', `${text.slice(start, quoted + 2)} has an empty default value.`)
    return { key: text.slice(start + 2, comma), fallback, end: quoted + 2 }
  }
  const written = text.slice(start, close + 1)
  scope.warn('odd-variable', `The default value of ${written} is not written as in \${key, 'value'}.`)
  const fallback = text.slice(comma + 1, close).trim()
  const bare = fallback.length > 1 && fallback.startsWith("'") && fallback.endsWith("'")
  return { key: text.slice(start + 2, comma), fallback: bare ? fallback.slice(1, -1) : fallback, end: close + 1 }
}

/** The text to put in place, `null` when there is none, `undefined` when nobody knows. */
function textOf({ key, fallback }: Variable, scope: Scope): string | null | undefined {
  if (key === '*' || key === '?' || key === '$') return key
  const name = key.trim()
  const value = scope.context(name)
  if (typeof value === 'string') {
    if (value === '') scope.warn('empty-variable', `${name} is sent with an empty value.`)
    return value
  }
  if (value === undefined) return undefined
  if (value !== null) {
    scope.warn('multivalued-variable', `${name} has several values and cannot be used as a variable.`)
    return undefined
  }
  if (fallback !== undefined) return fallback
  scope.warn('variable-unresolved', `${name} is not sent, so nothing matches a text with \${${name}}.`)
  return null
}
