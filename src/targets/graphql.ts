/** What a GraphQL document asks for first: the kind of its operation, and the fields at its top. */
export interface Operation {
  kind: string
  fields: readonly string[]
}

const TOKEN = /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|\.\.\.|[A-Za-z_][A-Za-z0-9_]*|[^\s,]/g

/**
 * Reads a GraphQL document so far as to know its first operation and the fields that it selects at the top, which is what
 * IAM authorizes (`types/Mutation/fields/NAME`). Undefined when it cannot be read, or selects through a fragment.
 * https://spec.graphql.org/October2021/#sec-Language.Operations
 */
export function operationOf(document: string): Operation | undefined {
  const tokens = (document.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'))
  const [first] = tokens
  if (first === undefined) return undefined
  const kind = first === '{' ? 'query' : first
  const start = selectionStart(tokens)
  const fields = start === undefined ? undefined : fieldsFrom(tokens, start)
  return fields && fields.length > 0 ? { kind, fields } : undefined
}

/** The brace that opens the selection: the first one outside of the variables' parentheses. */
function selectionStart(tokens: readonly string[]): number | undefined {
  let depth = 0
  for (const [index, token] of tokens.entries()) {
    if (token === '(') depth++
    else if (token === ')') depth--
    else if (token === '{' && depth === 0) return index
  }
  return undefined
}

const OPEN = ['{', '(', '[']
const CLOSE = ['}', ')', ']']

function fieldsFrom(tokens: readonly string[], start: number): string[] | undefined {
  const fields: string[] = []
  let depth = 0
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index] ?? ''
    if (OPEN.includes(token)) depth++
    else if (CLOSE.includes(token)) {
      depth--
      if (depth === 0) return fields
    } else if (depth === 1) {
      if (token === '...') return undefined
      const isDirective = tokens[index - 1] === '@'
      // `alias: field` counts as the field.
      const isAlias = tokens[index + 1] === ':'
      if (/^[A-Za-z_]/.test(token) && !isAlias && !isDirective) fields.push(token)
    }
  }
  return undefined
}
