import { isObject, type Json } from '../text/json.js'
import { policyContent } from '../text/policy-document.js'
import type { Statement } from '../verdict/fix.js'

/** A policy document with statements added, or why it cannot be added to. */
export type Extended = { text: string } | { problem: string }

/**
 * Adds statements to a policy document and leaves all else as it is. A statement with the same Sid is an earlier one of
 * eb-doctor and is replaced where it stands. Where there is no policy yet, a document is begun.
 */
export function extend(text: string | null, statements: readonly Statement[]): Extended {
  const document = documentOf(text)
  if (document === undefined) return { problem: 'The policy that is there is not a JSON object, so nothing was added.' }
  const { Statement: there = [] } = document
  const list = Array.isArray(there) ? (there as readonly Json[]) : [there as Json]
  if (!list.every(isObject)) return { problem: 'The policy that is there holds a statement that is not an object.' }
  const kept = list.map((old) => statements.find(({ Sid }) => Sid === old['Sid']) ?? old)
  const added = statements.filter(({ Sid }) => !list.some((old) => old['Sid'] === Sid))
  return { text: JSON.stringify({ ...document, Statement: [...kept, ...added] }) }
}

function documentOf(text: string | null): { readonly [member: string]: Json } | undefined {
  const content = policyContent(text)
  if (content.state === 'none') return { Version: '2012-10-17', Statement: [] }
  const value = content.state === 'value' ? (content.value as Json) : null
  return isObject(value) ? value : undefined
}
