import { type ArnParts, splitArn, splitAtColons } from './arn.js'
import { glob, isOnlyStars, matches } from './pattern.js'
import type { NearMissCode } from './types.js'

const wrongPart: Partial<Record<number, NearMissCode>> = {
  1: 'arn-wrong-partition',
  2: 'arn-wrong-service',
  3: 'arn-wrong-region',
  4: 'arn-wrong-account',
}

/** By how little an ARN pattern of a policy misses the ARN that was needed, if by little. */
export function nearArn(found: string, wanted: string): NearMissCode | undefined {
  const parts = splitArn(wanted)
  if (!parts || !found.startsWith('arn:')) return
  const pieces = splitAtColons(found)
  if (lacksAccount(pieces, parts)) return 'arn-no-account'
  if (pieces.length < 6) return
  const different = pieces.flatMap((piece, i) => (fits(piece, parts[i] ?? '') ? [] : [i]))
  const [first, second] = different
  if (first === undefined) return
  if (folded(found, wanted)) return 'case-only'
  if (second !== undefined) return
  return first === 5 ? nearResource(pieces[5] ?? '', parts) : wrongPart[first]
}

/** Empty, or left out together with its colon. */
function lacksAccount(pieces: readonly string[], wanted: ArnParts): boolean {
  if (wanted[4] === '') return false
  if (pieces.length === 6 && pieces[4] === '') return wanted.every((part, i) => i === 4 || fits(pieces[i] ?? '', part))
  const inserted = [...pieces.slice(0, 4), wanted[4], pieces.slice(4).join(':')]
  return pieces.length >= 5 && wanted.every((part, i) => fits(inserted[i] ?? '', part))
}

function nearResource(found: string, parts: ArnParts): NearMissCode | undefined {
  const [, , service, , , wanted] = parts
  if (service === 'events' && nearRule(found, wanted)) return 'rule-arn-bus'
  if (service === 'logs' && wanted.startsWith(`${found}:`)) return 'arn-log-group-suffix'
  const alike = (text: string) => text.replaceAll('/', ':')
  if (fits(alike(found), alike(wanted))) return 'arn-separator'
  if (differsByQualifier(found, wanted)) return 'arn-qualifier'
  return
}

/** `rule/<bus>/<name>` and `rule/<name>`, the bus's whole ARN in place of its name, or the bus in place of the rule. */
function nearRule(found: string, wanted: string): boolean {
  if (wanted.startsWith('event-bus/')) return isRuleOf(found, wanted)
  if (!wanted.startsWith('rule/')) return false
  if (found.startsWith('event-bus/')) return isRuleOf(wanted, found)
  const [name = '', wantedName = ''] = [found, wanted].map((text) => text.split('/').at(-1))
  return found.startsWith('rule/') && !isOnlyStars(name) && fits(name, wantedName)
}

function isRuleOf(rule: string, bus: string): boolean {
  const [type, name, rest] = rule.split('/')
  return type === 'rule' && bus === `event-bus/${rest === undefined ? 'default' : name}`
}

/** One has a `:qualifier` that the other lacks, or they have different ones. */
function differsByQualifier(found: string, wanted: string): boolean {
  const [base, wantedBase] = [found, wanted].map(withoutQualifier)
  return (
    fits(found, wantedBase ?? wanted) || (base !== undefined && (fits(base, wanted) || fits(base, wantedBase ?? '')))
  )
}

/** `function:name:alias` or `task-definition/name:3`; the name itself is no qualifier. */
function withoutQualifier(text: string): string | undefined {
  const colon = text.lastIndexOf(':')
  const base = text.slice(0, Math.max(colon, 0))
  return text.slice(colon + 1).includes('/') || !(base.includes('/') || base.includes(':')) ? undefined : base
}

export function folded(found: string, wanted: string): boolean {
  return found !== wanted && fits(found.toLowerCase(), wanted.toLowerCase())
}

function fits(pattern: string, text: string): boolean {
  return matches(glob(pattern), text) === 'yes'
}
