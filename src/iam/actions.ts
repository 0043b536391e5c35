import { glob, matches } from './pattern.js'
import type { Scope } from './scope.js'
import type { Truth } from './truth.js'

/**
 * One entry of Action or NotAction against the action: compared without regard to case, wildcards in the name alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchAction(entry: string, action: string, scope: Scope): Truth {
  if (entry === '*') return 'yes'
  const colon = entry.indexOf(':')
  const prefix = entry.slice(0, Math.max(colon, 0)).toLowerCase()
  if (prefix === '' || prefix.includes('*') || prefix.includes('?')) {
    scope.warn('odd-action', `"${entry}" is not written as service:Action; IAM would have refused it.`)
    return 'no'
  }
  const wanted = action.toLowerCase()
  if (!wanted.startsWith(`${prefix}:`)) return 'no'
  return matches(glob(entry.slice(colon + 1).toLowerCase()), wanted.slice(prefix.length + 1))
}
