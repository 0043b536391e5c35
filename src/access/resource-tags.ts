import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { found, mapRead, missing, type Read } from '../aws/read.js'
import { type tagReads, tagsOf } from '../aws/tags.js'
import type { NamedDocument } from '../iam/index.js'
import { isOwnedByAws } from '../targets/ssm-document.js'

/** Condition keys of the tags of one resource; null: the resource has no such tag. */
export type TagKeys = Readonly<Record<string, string | null>>

/** All the tags of a resource of one service as condition keys: a tag that is not among them is absent. */
export const tagKeysOf = (service: string, tags: Readonly<Record<string, string>>): TagKeys =>
  Object.fromEntries(
    ['aws', service].flatMap((prefix) => [
      [`${prefix}:ResourceTag/*`, null],
      ...Object.entries(tags).map(([key, value]) => [`${prefix}:ResourceTag/${key}`, value]),
    ]),
  )

/** Whether a policy compares a tag of the resource: only then are the tags worth a call. */
export const asksForTags = (documents: readonly Pick<NamedDocument, 'document'>[]): boolean =>
  documents.some(({ document }) =>
    /resourcetag\//i.test(typeof document === 'string' ? document : JSON.stringify(document ?? '')),
  )

/**
 * The tags of a resource as condition keys: `aws:ResourceTag/KEY`, and `SERVICE:ResourceTag/KEY` as some services call it.
 * `missing`: nothing is known of them, because the ARN stands for several resources or its service lists no tags.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
export async function resourceTags(
  resource: string,
  account: Pick<Account, (typeof tagReads)[number]>,
): Promise<Read<TagKeys>> {
  const arn = parseArn(resource)
  if (!arn) return missing
  const keysOf = (tags: Readonly<Record<string, string>>) => tagKeysOf(arn.service, tags)
  // Nobody but AWS can tag what AWS owns, and it does not.
  if (arn.service === 'ssm' && arn.account === '' && isOwnedByAws(arn.resource.split(/[/:]/)[1] ?? '')) {
    return found(keysOf({}))
  }
  if (/[*?]/.test(resource)) return missing
  return mapRead(await tagsOf(resource, account), keysOf)
}
