import { type GenericSchema, safeParse } from 'valibot'
import { plain } from '../../text/sanitize.js'

/** How an error calls what a schema wants, by valibot's word for it. */
const WANTED: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  // What `object` and `map` of form.ts ask first.
  unknown: 'an object',
}

/** How an error calls a JSON value. The value itself is not quoted: it may be long, secret or hostile. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The longest name of a member that an error repeats; those of AWS are shorter. */
const LONGEST = 60

/**
 * What is wrong with a value, in one line without a period, with the path to the first flaw:
 * `0.document is a number, not a string`. Undefined when the value has the form.
 */
export function flawOf(form: GenericSchema, value: unknown): string | undefined {
  const [issue] = safeParse(form, value, { abortEarly: true, abortPipeEarly: true }).issues ?? []
  if (!issue) return undefined
  const path = issue.path?.map(({ key }) => plain(String(key).slice(0, LONGEST))).join('.') || 'the whole'
  if (issue.input === undefined) return `${path} is absent`
  // A condition of our own says itself what is wrong.
  if (!issue.expected) return `${path} ${issue.message}`
  const wanted = WANTED[issue.expected]
  if (wanted) return `${path} is ${kindOf(issue.input)}, not ${wanted}`
  const known = issue.expected.length > LONGEST ? 'what this version of eb-doctor knows' : issue.expected
  return `${path} is none of ${known}`
}
