import hcl from 'hcl2-parser'

/**
 * Blocks of HCL by type and labels, as HashiCorp's parser reads them: arguments of `jsonencode` are read as values.
 * Throws what the parser complains of.
 */
export function blocksOf(text: string): Record<string, unknown> {
  return decoded(parsed(text)) as Record<string, unknown>
}

/** The attribute `value` of the block `locals`. */
export const localValue = (text: string): unknown => (parsed(text)['locals'] as { value: unknown }[])[0]?.value

function parsed(text: string): Record<string, unknown> {
  const [value, error] = hcl.parseToObject(text)
  if (error) throw new SyntaxError(String(error))
  return value as Record<string, unknown>
}

/** The parser gives expressions back as text between `${` and `}`. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decoded(item)]))
  }
  const argument = typeof value === 'string' ? /^\$\{jsonencode\((.*)\)\}$/s.exec(value)?.[1] : undefined
  return argument === undefined ? value : localValue(`locals {\n value = ${argument}\n}\n`)
}
