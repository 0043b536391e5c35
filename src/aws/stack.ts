import type { Account } from './account.js'
import { parseArn } from './arn.js'
import { mapRead, type Read } from './read.js'

/**
 * The CloudFormation stack that made a resource, as far as the resource can be tagged; undefined when none did. A role's tags
 * come with the role.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export async function stackOf(
  resource: string,
  account: Pick<Account, 'role' | 'tags'>,
): Promise<Read<string | undefined>> {
  const tags =
    parseArn(resource)?.service === 'iam'
      ? mapRead(await account.role(resource), (role) => role.tags)
      : await account.tags(resource)
  return mapRead(tags, (all) => all['aws:cloudformation:stack-name'])
}
