import type { Json } from '../../text/json.js'

/** A JSON string, so that digits in it are not taken for numbers. */
const STRING = /"(?:[^"\\]|\\.)*"/g

const NUMBER = /-?\d[\d.eE+-]*/g

/**
 * JSON text as the value that it stands for, so that a template shows it laid out; the text itself where the value would
 * not say the same: a number may have more digits than JavaScript keeps, and AWS's guide says of event patterns that 300
 * and 300.0 differ.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function laidOut(text: string): Json {
  const numbers = text.replace(STRING, '""').match(NUMBER) ?? []
  if (!numbers.every((written) => String(Number(written)) === written)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
