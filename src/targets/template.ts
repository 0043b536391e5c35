/** The JSON that a template makes, with `null` where a variable stands for a value. */
export type Skeleton = { valid: true; value: unknown } | { valid: false; error: string }

/** Names that EventBridge fills in itself. */
const RESERVED = 'aws.events.'

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g

/** The variables that a template uses, each once. `<aws.events.*>` are EventBridge's own and need no path. */
export function variablesOf(template: string): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? [])
  return [...new Set(names)].filter((name) => !name.startsWith(RESERVED))
}

/**
 * Reads a template as EventBridge does. Outside of quotes a variable stands for a whole JSON value, so that
 * `{"id": <id>}` is in order although it is not JSON; inside of quotes it is text. A template of quoted lines is text.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function skeletonOf(template: string): Skeleton {
  const json = withValues(template)
  const whole = parse(json)
  if (whole.valid) return whole
  const lines = json.split('\n').map((line) => line.trim())
  const isText = lines.every((line) => line === '' || isString(line))
  return isText && lines.some((line) => line !== '') ? { valid: true, value: lines.join('\n') } : whole
}

const isString = (line: string): boolean => {
  const parsed = parse(line)
  return parsed.valid && typeof parsed.value === 'string'
}

/** Puts `null` for each variable outside of quotes, and escapes line breaks inside of them. */
function withValues(template: string): string {
  // Strings first: what looks like a variable inside of one is left alone.
  const tokens = /"(?:[^"\\]|\\[\s\S])*"|<[A-Za-z0-9_.-]+>/g
  return template.replace(tokens, (token) =>
    token.startsWith('<') ? 'null' : token.replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t'),
  )
}

function parse(text: string): Skeleton {
  try {
    return { valid: true, value: JSON.parse(text) }
  } catch (thrown) {
    return { valid: false, error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
