import type { SimulatedKey } from '../aws/reads/iam.js'
import { unique } from '../text/unique.js'
import type { Need } from '../verdict/need.js'
import { callOfRole } from './role-decisions.js'

/** The one question that IAM's simulator is asked about all that a target needs. */
export interface SimulatorQuestion {
  actions: readonly string[]
  resources: readonly string[]
  keys: readonly SimulatedKey[]
}

/** The simulator knows the time itself. */
const OWN_KEYS = ['aws:CurrentTime', 'aws:EpochTime']

/**
 * What to ask the simulator so that conditions of service control policies find the keys that EventBridge sends: a key that
 * it is not told of counts as absent, and a Deny "unless the Region is ..." then holds. A key with which two calls differ is
 * left out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatorQuestion(
  role: Parameters<typeof callOfRole>[0],
  needs: readonly Need[],
  now: Date,
  region: string,
): SimulatorQuestion {
  const contexts = needs.map((need) => callOfRole(role, need, now, region).context)
  const keys = unique(contexts.flatMap(Object.keys)).filter((key) => !OWN_KEYS.includes(key))
  return {
    actions: unique(needs.map(({ action }) => action)).sort(),
    resources: unique(needs.map(({ resource }) => resource)).sort(),
    keys: keys.sort().flatMap((key) => {
      const [value, ...others] = unique(
        contexts.flatMap((context) => (key in context ? [context[key]] : [])).map((each) => JSON.stringify(each)),
      )
      const values = value === undefined || others.length > 0 ? null : (JSON.parse(value) as string | string[] | null)
      return values === null ? [] : [{ key, values: [values].flat() }]
    }),
  }
}
