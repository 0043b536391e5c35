import { type Alternative, allows, literalsAt } from './alternative.js'
import { S3_DETAIL_TYPES } from './known-events.js'

/** The buckets by name whose own events the alternative wants; none when it names none or wants other events. */
export function bucketsOf(alternative: Alternative): readonly string[] {
  const types = literalsAt(alternative, 'detail-type')
  const isS3 = types?.every((type) => S3_DETAIL_TYPES.some((known) => known === type))
  if (!isS3 || !allows(alternative, 'source', 'aws.s3')) return []
  const named = literalsAt(alternative, 'detail.bucket.name') ?? []
  const byArn = (literalsAt(alternative, 'resources') ?? []).flatMap(
    (arn) => /^arn:[^:]*:s3:::([^/*]+)$/.exec(arn)?.[1] ?? [],
  )
  return [...new Set([...named, ...byArn])].filter((name) => /^[a-z0-9][a-z0-9._-]{1,62}$/.test(name))
}
