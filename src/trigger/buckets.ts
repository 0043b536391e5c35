import { S3_DETAIL_TYPES } from './known-events.js'
import { accepts } from './matcher.js'
import { type Alternative, fieldsAt, literalsAt } from './pattern.js'

/** The buckets by name whose own events the alternative wants; none when it names none or wants other events. */
export function bucketsOf(alternative: Alternative): readonly string[] {
  const types = literalsAt(alternative, 'detail-type')
  const isS3 = types?.every((type) => S3_DETAIL_TYPES.some((known) => known === type))
  const fromS3 = fieldsAt(alternative, 'source').every((field) => field.matchers.some((one) => accepts(one, 'aws.s3')))
  if (!isS3 || !fromS3) return []
  const named = literalsAt(alternative, 'detail.bucket.name') ?? []
  const byArn = (literalsAt(alternative, 'resources') ?? []).flatMap(
    (arn) => /^arn:[^:]*:s3:::([^/*]+)$/.exec(arn)?.[1] ?? [],
  )
  return [...new Set([...named, ...byArn])].filter((name) => /^[a-z0-9][a-z0-9._-]{1,62}$/.test(name))
}
