/** The parts of a rule's ARN that say where it is. */
export interface RuleParts {
  name: string
  bus: string
  account: string
  region: string
}

/**
 * Takes the ARN of a rule apart, to show it or to group by it. It refuses nothing: of an ARN that AWS would not give, as some
 * emulators do, the parts are still those that stand in it, and one such rule must not end the scan of all others.
 */
export function partsOfRule(arn: string): RuleParts {
  const [, , , region = '', account = '', ...rest] = arn.split(':')
  const path = rest.join(':').replace(/^rule\//, '')
  const at = path.lastIndexOf('/')
  return { name: path.slice(at + 1), bus: at < 0 ? 'default' : path.slice(0, at), account, region }
}
