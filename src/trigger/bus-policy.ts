import { isObject } from '../text/json.js'
import { policyContent } from '../text/policy-document.js'

type Fields = { readonly [key: string]: unknown }
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/**
 * Whether the policy of a bus lets anyone but the bus's own account put events. What cannot be read counts as yes: it
 * must not become the ground of "nobody else can".
 */
export function admitsOthers(policy: string | null, account: string): boolean {
  const content = policyContent(policy)
  if (content.state === 'none') return false
  if (content.state === 'not-json' || !isObject(content.value)) return true
  return list(content.value['Statement']).some((statement) => !isObject(statement) || admits(statement, account))
}

function admits(statement: Fields, account: string): boolean {
  if (statement['Effect'] !== 'Allow') return false
  const actions = list(statement['Action']).map((action) => `${action}`.toLowerCase())
  const puts =
    statement['NotAction'] !== undefined ||
    actions.some((action) => action === 'events:putevents' || action.includes('*'))
  return puts && list(statement['Principal'] ?? '*').some((principal) => !isOwn(principal, account))
}

function isOwn(principal: unknown, account: string): boolean {
  if (!isObject(principal)) return false
  return Object.entries(principal).every(
    ([kind, names]) =>
      kind === 'AWS' && list(names).every((name) => name === account || `${name}`.split(':')[4] === account),
  )
}
