import { array, exactOptional, nonEmpty, pipe, regex, safeParse, strictObject, string, union } from 'valibot'
import { isAccountId } from '../aws/arn.js'

/** An account that is to be looked through. */
export interface ListedAccount {
  id: string
  name?: string
  /** Regions of this account alone, in place of those that are looked at in every account. */
  regions?: readonly string[]
}

/** The list of accounts cannot be used. The message completes "FILE cannot be used: ...". */
export class BadAccounts extends Error {}

const Id = pipe(string(), regex(/^\d{12}$/))
const Region = pipe(string(), regex(/^[a-z]{2}(-[a-z]+)+-\d+$/))
const List = array(
  union([
    Id,
    strictObject({ id: Id, name: exactOptional(string()), regions: exactOptional(pipe(array(Region), nonEmpty())) }),
  ]),
)

/**
 * Reads a list of accounts: one id a line, with comments behind `#`, or a list in JSON or YAML of ids and of
 * `{ id, name?, regions? }`. Throws BadAccounts when any of it is something else, or when an account is listed twice.
 * The accounts come sorted by their ids, so that a scan does not depend on the order of the list.
 */
export async function readAccounts(text: string): Promise<ListedAccount[]> {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim())
  const isPlain = lines.every((line) => line === '' || /^\d+$/.test(line))
  const listed = isPlain ? plainList(lines) : wellFormed(await parsed(text))
  if (listed.length === 0) throw new BadAccounts('it lists no account')
  const accounts = listed.map((one) => (typeof one === 'string' ? { id: one } : one))
  const seen = new Set<string>()
  for (const { id } of accounts) {
    if (seen.has(id)) throw new BadAccounts(`it lists account ${id} twice`)
    seen.add(id)
  }
  return accounts.sort((a, b) => (a.id < b.id ? -1 : 1))
}

function plainList(lines: readonly string[]): string[] {
  return lines.flatMap((line, i) => {
    if (line === '') return []
    if (!isAccountId(line)) throw new BadAccounts(`line ${i + 1} is not an account id of 12 digits`)
    return [line]
  })
}

function wellFormed(value: unknown) {
  const { success, output, issues } = safeParse(List, value, { abortEarly: true })
  if (success) return output
  const at = issues[0]?.path?.[0]?.key
  throw new BadAccounts(
    typeof at === 'number'
      ? `entry ${at + 1} is neither an account id of 12 digits nor an id with a name and Regions`
      : 'it is no list of account ids, as text, JSON or YAML',
  )
}

/** JSON, else YAML. Every scalar of YAML stays text: read as a number an account id would lose its first zeros. */
async function parsed(text: string): Promise<unknown> {
  try {
    return JSON.parse(text)
  } catch {
    const { parse } = await import('yaml')
    try {
      return parse(text, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'error' })
    } catch {
      return undefined
    }
  }
}
