import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { mapRead } from '../../aws/read.js'
import type { Stacks } from '../../evidence/changes.js'

/** The reads that the stack of what was changed is found with: only its name is lacking without them. */
export const stackReads = ['tags', 'role'] as const

/** The stacks of what CloudFormation changed, as the tags of these resources tell them. */
export async function stacksOf(resources: readonly string[], account: Account): Promise<Stacks> {
  const entries = await Promise.all(
    resources.map(async (arn) => {
      const tags =
        parseArn(arn)?.service === 'iam'
          ? mapRead(await account.role(arn), (role) => role.tags)
          : await account.tags(arn)
      const stack = tags.state === 'found' ? tags.value['aws:cloudformation:stack-name'] : undefined
      return stack === undefined ? [] : [[arn, stack] as const]
    }),
  )
  return Object.fromEntries(entries.flat())
}
