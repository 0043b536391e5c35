import type { Account } from '../../aws/account.js'
import { stackOf } from '../../aws/tags.js'
import type { Stacks } from '../../evidence/changes.js'

/** The stacks of what CloudFormation changed, as the tags of these resources tell them. */
export async function stacksOf(resources: readonly string[], account: Account): Promise<Stacks> {
  const entries = await Promise.all(
    resources.map(async (arn) => {
      const stack = await stackOf(arn, account)
      return stack.state === 'found' && stack.value !== undefined ? [[arn, stack.value] as const] : []
    }),
  )
  return Object.fromEntries(entries.flat())
}
