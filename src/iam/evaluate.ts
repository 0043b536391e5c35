import type { Decision, Policies, Request } from './types.js'

/** Decides whether a request would be allowed, and says why. */
export function evaluate(_request: Request, _policies: Policies): Decision {
  return {
    decision: 'CannotTell',
    possible: ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied'],
    because: ['Nothing is evaluated yet.'],
    statements: [],
    nearMisses: [],
  }
}
