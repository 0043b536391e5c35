import type { Account } from '../../aws/account.js'
import { isAccountId, lastSegment, parseArn } from '../../aws/arn.js'
import { found, missing, type Read } from '../../aws/read.js'
import type { NamedPolicy, Role, RoleWithPolicies } from '../../aws/reads/iam.js'

/** Rules from which on all roles of the account are read at once as soon as one is needed. */
const MANY_RULES = 50
/** With fewer rules so many roles are read one by one before all are read at once. */
const FEW = 6
/** What a role costs by itself, at the least: GetRole, ListRolePolicies and ListAttachedRolePolicies. */
const CALLS_A_ROLE = 3
/** Pages that are read at most, of up to 1,000 roles and policies. */
const MOST_PAGES = 10
/** How much of the pages is kept, in characters of documents. */
const MOST_CHARACTERS = 16_000_000

/** What is known of the rules that share an account. */
export interface Sharing {
  /** Id of the account that the credentials belong to. */
  homeAccount: string
  /** How many rules there are, as far as they are listed yet. */
  rules: () => number
}

/** The reads that the pages can answer. */
export type RoleReads = Pick<Account, 'role' | 'inlinePolicies' | 'attachedPolicies' | 'managedPolicy'>

/** What the pages told. */
interface Bulk {
  roles: ReadonlyMap<string, RoleWithPolicies>
  policies: ReadonlyMap<string, NamedPolicy>
  /** Whether these are all of the account. */
  whole: boolean
}

/**
 * Roles, of which many rules need many. One by one a role costs three calls and more; iam:GetAccountAuthorizationDetails
 * tells up to 1,000 roles and policies a page, but of the whole account. The rule: with fifty rules or more the first role
 * begins the pages, with fewer the seventh. They go on for as long as they have cost less calls than the roles that were
 * asked for would have, ten pages at the most. Whatever the pages do not tell, because the call is denied, fails, is given up or does not
 * know the role, is read one by one: nothing is unknown, and nothing missing, for want of the pages alone.
 */
export function rolesInBulk(
  account: Pick<Account, 'rolePage'>,
  single: RoleReads,
  { homeAccount, rules }: Sharing,
): RoleReads {
  const asked = new Set<string>()
  let bulk: Promise<Bulk> | undefined
  /** The pages, for a role of the account that was not among the first ones. */
  const pagesFor = async (arn: string): Promise<Bulk | undefined> => {
    const parsed = parseArn(arn)
    if (parsed?.service !== 'iam' || parsed.account !== homeAccount || !parsed.resource.startsWith('role/')) return
    const known = asked.has(arn)
    asked.add(arn)
    if (!known && asked.size > (rules() < MANY_RULES ? FEW : 0))
      bulk ??= readPages(account, () => asked.size * CALLS_A_ROLE)
    return bulk
  }
  const of = async (arn: string): Promise<RoleWithPolicies | undefined> => (await pagesFor(arn))?.roles.get(nameIn(arn))
  /** A role that all pages lack is most likely missing: whether it is, one call says, and its policies are not asked for. */
  const isMissing = async (arn: string): Promise<boolean> =>
    (await pagesFor(arn))?.whole === true && (await single.role(arn)).state === 'missing'
  const policy = async (arn: string): Promise<Read<NamedPolicy>> => {
    const isOwn = isAccountId(parseArn(arn)?.account ?? '')
    const known = isOwn ? (await bulk)?.policies.get(arn) : undefined
    return known ? found(known) : single.managedPolicy(arn)
  }
  return {
    async role(arn) {
      const known = await of(arn)
      return known ? found<Role>(known.role) : single.role(arn)
    },
    async inlinePolicies(arn) {
      const known = await of(arn)
      if (known) return found(known.inline)
      return (await isMissing(arn)) ? missing : single.inlinePolicies(arn)
    },
    async attachedPolicies(arn) {
      const known = await of(arn)
      if (known) return together(await Promise.all(known.attached.map(policy)))
      return (await isMissing(arn)) ? missing : single.attachedPolicies(arn)
    },
    managedPolicy: policy,
  }
}

/** Names of roles are unique in an account, whatever their paths, and IAM takes the name alone. */
const nameIn = (arn: string): string => lastSegment(parseArn(arn)?.resource ?? arn)

/** Reads page after page while `worth` says that they may cost as many calls. Never throws. */
async function readPages(account: Pick<Account, 'rolePage'>, worth: () => number): Promise<Bulk> {
  const roles = new Map<string, RoleWithPolicies>()
  const policies = new Map<string, NamedPolicy>()
  let room = MOST_CHARACTERS
  let marker: string | null = ''
  for (let pages = 0; marker !== null && room > 0 && pages < Math.min(worth(), MOST_PAGES); pages++) {
    const page: Awaited<ReturnType<Account['rolePage']>> = await account.rolePage(marker)
    if (page.state !== 'found') break
    for (const one of page.value.roles) {
      room -= one.role.trustPolicy.length + charactersIn(one.inline)
      roles.set(one.role.name, one)
    }
    for (const one of page.value.policies) {
      room -= one.document.length
      if (one.arn) policies.set(one.arn, one)
    }
    marker = page.value.next
  }
  return { roles, policies, whole: marker === null }
}

const charactersIn = (policies: readonly NamedPolicy[]): number =>
  policies.reduce((sum, { document }) => sum + document.length, 0)

/** Several documents as one answer; one that is gone since it was listed is left out, as when they are read one by one. */
function together(reads: readonly Read<NamedPolicy>[]): Read<readonly NamedPolicy[]> {
  const documents: NamedPolicy[] = []
  for (const read of reads) {
    if (read.state === 'found') documents.push(read.value)
    else if (read.state !== 'missing') return read
  }
  return found(documents)
}
