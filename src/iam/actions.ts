import { glob, matches, type Pattern } from './pattern.js'
import { remember } from './remember.js'
import type { Scope } from './scope.js'
import type { Truth } from './truth.js'

/** `service:Name` in lower case: the service with its colon, and the name with its wildcards. */
interface ActionPattern {
  /** Empty when the entry is not written as service:Action. */
  readonly service: string
  readonly name: Pattern
}

const patternOf = remember((entry: string): ActionPattern => {
  const text = entry.toLowerCase()
  const colon = text.indexOf(':')
  const service = text.slice(0, colon + 1)
  const odd = colon < 1 || service.includes('*') || service.includes('?')
  return { service: odd ? '' : service, name: glob(text.slice(colon + 1)) }
})

/**
 * One entry of Action or NotAction against the action: compared without regard to case, wildcards in the name alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchAction(entry: string, scope: Scope): Truth {
  if (entry === '*') return 'yes'
  const { service, name } = patternOf(entry)
  if (service === '') {
    scope.warn('odd-action', `"${entry}" is not written as service:Action; IAM would have refused it.`)
    return 'no'
  }
  return scope.action.startsWith(service) ? matches(name, scope.action.slice(service.length)) : 'no'
}
