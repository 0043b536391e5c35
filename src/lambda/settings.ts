import * as v from 'valibot'
import type { ListedAccount } from '../scan/accounts.js'
import { parseDuration } from '../text/duration.js'

/** What a function was deployed with. Where results go is said here and never in an invocation. */
export interface Settings {
  bucket: string
  /** Below which results are kept, without a slash at its end. */
  prefix: string
  /** ARN of the topic that is told what is newly broken; without it nobody is told. */
  topic?: string
  accounts: 'organization' | readonly ListedAccount[]
  regions: readonly string[]
  /** Name of the role in each account, with its path. */
  role?: string
  externalId?: string
  sinceMinutes: number
}

/** The function was deployed with settings that cannot be used. */
export class BadSettings extends Error {
  override name = 'BadSettings'
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/

export const RoleName = v.pipe(v.string(), v.regex(/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/))
export const RegionName = v.pipe(v.string(), v.regex(REGION))
export const AccountId = v.pipe(v.string(), v.regex(/^\d{12}$/))

/** A list with commas in an environment variable. */
const listOf = <const Item extends v.GenericSchema<string>>(item: Item) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => (text === '' ? [] : text.split(',').map((word) => word.trim()))),
    v.array(item),
    v.check((items) => new Set(items).size === items.length, 'names one twice'),
  )

const Environment = v.object({
  EB_DOCTOR_BUCKET: v.pipe(v.string(), v.minLength(3)),
  EB_DOCTOR_PREFIX: v.optional(v.pipe(v.string(), v.regex(/^[\w/-]*\w$/)), 'scans'),
  EB_DOCTOR_TOPIC: v.optional(v.pipe(v.string(), v.startsWith('arn:'))),
  EB_DOCTOR_ACCOUNTS: v.union([v.literal('organization'), listOf(AccountId)]),
  EB_DOCTOR_REGIONS: listOf(RegionName),
  EB_DOCTOR_ROLE: v.optional(RoleName),
  EB_DOCTOR_EXTERNAL_ID: v.optional(v.pipe(v.string(), v.minLength(2))),
  EB_DOCTOR_SINCE: v.pipe(
    v.optional(v.string(), '24h'),
    v.transform(parseDuration),
    v.number('is not a duration such as 24h'),
  ),
})

/** Reads the settings out of the environment of the function. Throws BadSettings, which names the first variable that is wrong. */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  // An empty variable is one that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const { success, output, issues } = v.safeParse(
    Environment,
    { EB_DOCTOR_ACCOUNTS: undefined, ...given },
    { abortEarly: true },
  )
  if (!success) {
    const [issue] = issues
    throw new BadSettings(`The environment variable ${String(issue?.path?.[0]?.key)} cannot be used.`)
  }
  const accounts = output.EB_DOCTOR_ACCOUNTS
  return {
    bucket: output.EB_DOCTOR_BUCKET,
    prefix: output.EB_DOCTOR_PREFIX,
    ...(output.EB_DOCTOR_TOPIC === undefined ? {} : { topic: output.EB_DOCTOR_TOPIC }),
    accounts: accounts === 'organization' ? accounts : accounts.map((id) => ({ id })),
    regions: output.EB_DOCTOR_REGIONS,
    ...(output.EB_DOCTOR_ROLE === undefined ? {} : { role: output.EB_DOCTOR_ROLE }),
    ...(output.EB_DOCTOR_EXTERNAL_ID === undefined ? {} : { externalId: output.EB_DOCTOR_EXTERNAL_ID }),
    sinceMinutes: Math.ceil(output.EB_DOCTOR_SINCE / 60),
  }
}
