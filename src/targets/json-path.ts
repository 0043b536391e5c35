/** What is wrong with a JSON path; `runtime`: EventBridge takes it and evaluates it only when an event comes. */
export interface PathFlaw {
  kind: 'malformed' | 'runtime'
  text: string
}

/**
 * Checks a JSON path as EventBridge uses them for InputPath, InputPathsMap and partition keys: dot notation, array
 * indices and wildcards. A path that finds nothing in an event is no flaw: the variable is then left out.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function pathFlaw(path: string): PathFlaw | undefined {
  if (!path.startsWith('$')) return { kind: 'malformed', text: 'a JSON path begins with "$"' }
  const rest = path.slice(1)
  if (rest === '') return undefined
  if (!/^[.[]/.test(rest)) return { kind: 'malformed', text: 'after "$" comes "." or "["' }
  if (rest.endsWith('.')) return { kind: 'malformed', text: 'it ends in "."' }
  // Brackets are counted outside of quotes only.
  const bare = rest.replace(/'[^']*'|"[^"]*"/g, '')
  if (count(bare, '[') !== count(bare, ']')) return { kind: 'malformed', text: 'its brackets do not pair' }
  if (/\[\s*\]/.test(rest)) return { kind: 'malformed', text: 'it has empty brackets' }
  if (bare.includes('..')) return { kind: 'runtime', text: '".." is not among the syntax that EventBridge lists' }
  if (/\[\s*['"]/.test(rest))
    return { kind: 'runtime', text: "names in brackets are not supported: write .name for ['name']" }
  if (/\[\s*\?/.test(rest)) return { kind: 'runtime', text: 'filters are not among the syntax that EventBridge lists' }
  return undefined
}

const count = (text: string, character: string): number => text.split(character).length - 1
