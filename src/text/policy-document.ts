/** What a policy document, as a service or a file hands it over, turns out to be. */
export type PolicyDocumentContent =
  /** There is no policy. */
  | { readonly state: 'none' }
  /** A value, which need not be a policy. */
  | { readonly state: 'value'; readonly value: unknown }
  /** Text that is not JSON. */
  | { readonly state: 'not-json' }

/**
 * Decodes a policy document: an object, or JSON text, URL-encoded or not (IAM returns it so), with or without a byte order
 * mark. Never throws.
 *
 * The one place that says what "no policy" is: `null`, `undefined`, and text that is empty or holds nothing but white space. A
 * service that holds no policy leaves it out or answers with empty text, and SQS and SNS take empty text as "remove the policy".
 * Everything else is a document that is there. So is `{}`: no service accepts it, since the grammar asks for a Statement, and
 * what was meant by it is not known. (Kinesis Data Streams alone says "none" by it, which its reader knows.)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyContent(document: unknown): PolicyDocumentContent {
  if (document === undefined || document === null) return { state: 'none' }
  if (typeof document !== 'string') return { state: 'value', value: document }
  try {
    const text = document.trim()
    // `trim` takes a byte order mark for white space; one that was URL-encoded shows only now.
    const decoded = text.startsWith('%') ? decodeURIComponent(text).trim() : text
    return decoded === '' ? { state: 'none' } : { state: 'value', value: JSON.parse(decoded) }
  } catch {
    return { state: 'not-json' }
  }
}

/** Whether a policy document stands for "no policy is attached". */
export const isNoPolicy = (document: unknown): boolean => policyContent(document).state === 'none'

/** The text of a policy as a service returned it; `null` when no policy is attached. */
export const policyText = (text: string | null | undefined): string | null =>
  text === null || text === undefined || isNoPolicy(text) ? null : text
