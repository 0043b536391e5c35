import type { KnownCaller } from './caller.js'
import { isServiceName } from './caller.js'
import { parseOperator } from './conditions.js'
import { folded, nearArn } from './near-arn.js'
import type { PrincipalEntry } from './parse.js'
import { glob, matches } from './pattern.js'
import type { Evaluated, Part } from './statement.js'
import type { NearMissCode, Request } from './types.js'

/** A near miss that does not yet know its place. */
export interface Hit {
  readonly code: NearMissCode
  readonly wanted: string
  readonly found: string
  /** Set when it is not known whether the key is sent at all. */
  readonly unsure?: true
}

/** By how little one element of a statement misses the request. */
export function nearElement(part: Part, caller: KnownCaller, request: Request, { version, trace }: Evaluated): Hit[] {
  switch (part.kind) {
    case 'principals':
      return part.element.entries.flatMap((entry) => nearPrincipal(entry, caller, request))
    case 'actions':
      return part.element.entries.flatMap((entry) => nearAction(entry, request.action))
    case 'resources':
      return part.element.entries.flatMap((entry) => [
        ...nearVariable(entry, version, trace.warnings),
        ...hit(nearArn(entry, request.resource), request.resource, entry),
      ])
    case 'condition':
      return nearCondition(part, caller, version, trace.warnings)
  }
}

function hit(code: NearMissCode | undefined, wanted: string, found: string): Hit[] {
  return code ? [{ code, wanted, found }] : []
}

function nearPrincipal({ type, value }: PrincipalEntry, caller: KnownCaller, { principal, action }: Request): Hit[] {
  if (caller.kind === 'service') {
    if (type === 'Service' && folded(value, principal)) return hit('case-only', principal, value)
    if (type === 'Service' && isMixedUp(value, principal, action))
      return hit('wrong-service-principal', principal, value)
    return type === 'AWS' && value === principal ? hit('aws-instead-of-service', principal, value) : []
  }
  if (type !== 'AWS') return []
  const deleted = caller.kind === 'user' ? 'AIDA' : 'AROA'
  if (value.startsWith(deleted) && !value.includes(':')) return hit('deleted-principal', principal, value)
  return hit(nearArn(value, principal), principal, value)
}

/** Services whose names are taken for each other around EventBridge, and names that no service has. */
const mixedUp = ['scheduler', 'pipes', 'lambda', 'states', 'cloudwatch', 'event', 'eventbridge', 'cloudwatchevents']

/** A trust policy is written for the one service that uses the role, so there any other service is a mistake. */
function isMixedUp(found: string, wanted: string, action: string): boolean {
  if (found === wanted || !isServiceName(found)) return false
  const [name = '', wantedName = ''] = [found, wanted].map((text) => text.split('.')[0]?.toLowerCase())
  return action.toLowerCase().startsWith('sts:') || name === wantedName || mixedUp.includes(name)
}

export function nearAction(entry: string, action: string): Hit[] {
  const [found, wanted] = [entry.toLowerCase(), action.toLowerCase()]
  if (wanted === 'sts:assumerole' && found.startsWith('sts:assumerolewith')) return hit('trust-action', action, entry)
  return isOneEditAway(found, wanted) ? hit('action-typo', action, entry) : []
}

/** One character more, fewer or other, or two neighbours exchanged. */
function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1 || a.includes('*') || a.includes('?')) return false
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  const rest = (text: string, from: number) => text.slice(from)
  if (a.length !== b.length) return a.length > b.length ? rest(a, i + 1) === rest(b, i) : rest(a, i) === rest(b, i + 1)
  if (rest(a, i + 1) === rest(b, i + 1)) return true
  return a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, i + 2) === rest(b, i + 2)
}

type Warnings = Evaluated['trace']['warnings']

function nearVariable(entry: string, version: Evaluated['version'], warnings: Warnings): Hit[] {
  if (!entry.includes('${')) return []
  if (version === '2008-10-17') return hit('variable-in-2008', 'Version "2012-10-17"', entry)
  const unresolved = warnings.some(({ code, text }) => code === 'variable-unresolved' && namesVariable(entry, text))
  return unresolved ? hit('variable-unresolved', 'a variable that this request carries', entry) : []
}

function namesVariable(entry: string, text: string): boolean {
  return entry.includes(`\${${text.slice(0, text.indexOf(' '))}`)
}

/** What to use in place of a key that is not sent, by who calls. */
const insteadForServices: Record<string, string> = {
  'aws:principalorgid': 'aws:SourceOrgID',
  'aws:principalorgpaths': 'aws:SourceOrgPaths',
  'aws:principalaccount': 'aws:SourceAccount',
  'aws:principalarn': 'aws:SourceArn',
  'aws:sourceowner': 'aws:SourceAccount',
  'sts:externalid': 'aws:SourceArn and aws:SourceAccount',
}

const insteadForRoles: Record<string, string> = {
  'aws:sourcearn': 'aws:PrincipalArn',
  'aws:sourceaccount': 'aws:PrincipalAccount',
  'aws:username': 'aws:PrincipalArn',
}

function nearCondition(
  { element: { operator, key, values }, known }: Extract<Part, { kind: 'condition' }>,
  caller: KnownCaller,
  version: Evaluated['version'],
  warnings: Warnings,
): Hit[] {
  const name = key.toLowerCase()
  if (known === null || known === undefined) {
    const instead = caller.kind === 'service' || caller.kind === 'account' ? insteadForServices : insteadForRoles
    const wanted = instead[name] ?? (known === null ? 'no condition on this key' : 'a key that is known to be sent')
    return [{ code: 'key-not-sent', wanted, found: key, ...(known === undefined && { unsure: true as const }) }]
  }
  return (typeof known === 'string' ? [known] : known).flatMap((value) =>
    values.flatMap((entry) => [
      ...nearVariable(entry, version, warnings),
      ...hit(nearValue(entry, value, name, operator), value, entry),
    ]),
  )
}

function nearValue(entry: string, value: string, key: string, operator: string): NearMissCode | undefined {
  const { base } = parseOperator(operator)
  const literal = /^String(Not)?Equals/i.test(base)
  if (entry === value) return
  if (key === 'aws:sourceaccount' && entry.startsWith('arn:')) return 'source-account-is-arn'
  if (key === 'aws:sourcearn' && /^\d{12}$/.test(entry)) return 'source-arn-is-account'
  if (literal && /[*?]/.test(entry) && matches(glob(entry), value) === 'yes') return 'wildcard-in-equals'
  const near = nearArn(entry, value)
  if (near) return near
  return /^(String|Arn)/i.test(base) && folded(entry, value) ? 'case-only' : undefined
}
