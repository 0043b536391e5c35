import type { Account } from './account.js'
import { parseArn } from './arn.js'
import { mapRead, type Read } from './read.js'

/** The reads that tell the tags of a resource. */
export const tagReads = ['tags', 'role'] as const

type Reader = Pick<Account, (typeof tagReads)[number]>

/** The tags of a resource, as far as it can have any. Those of a role come with the role. */
export async function tagsOf(resource: string, account: Reader): Promise<Read<Readonly<Record<string, string>>>> {
  return parseArn(resource)?.service === 'iam'
    ? mapRead(await account.role(resource), ({ tags }) => tags)
    : account.tags(resource)
}

/**
 * The CloudFormation stack that made a resource; undefined when none did.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export const stackOf = async (resource: string, account: Reader): Promise<Read<string | undefined>> =>
  mapRead(await tagsOf(resource, account), (tags) => tags['aws:cloudformation:stack-name'])
