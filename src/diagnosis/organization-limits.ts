import type { Memory } from '../aws/memory.js'
import { isUnread, type Read } from '../aws/read.js'
import type { OrganizationPath } from '../aws/reads/organizations.js'
import { unique } from '../text/unique.js'

const POLICIES = 'Service control policies and resource control policies'

/** What of the organizations was not read, out of all that was. Nothing, when all was. */
export function organizationLimits(memory: Memory): string[] {
  const paths = memory.filter(({ read }) => read === 'organizationPath')
  const known = paths.flatMap(({ answer }) => (answer.state === 'found' ? [answer.value as OrganizationPath] : []))
  if (paths.length === 0 || known.includes(null) || paths.every(({ answer }) => isNotRecorded(answer))) {
    return [
      `${POLICIES} were not read (--organization-profile): an organization can deny what is allowed here.${ofSimulator(memory)}`,
    ]
  }
  const accounts = paths.flatMap(({ args, answer }) => (answer.state === 'found' ? [] : [String(args[0])]))
  const parts = memory.filter(
    ({ read, answer }) => ['organizationPolicies', 'organizationPolicy'].includes(read) && answer.state !== 'found',
  )
  const unseen = parts.map(({ read, args }) => `${read === 'organizationPolicies' ? 'those of ' : ''}${args[0]}`)
  return [
    ...(accounts.length > 0
      ? [`${POLICIES} of account ${accounts.join(', ')} were not read: an organization can deny what is allowed here.`]
      : []),
    ...(unseen.length > 0 ? [`${POLICIES} were read in part; not ${unique(unseen).join(', ')}.`] : []),
  ]
}

const isNotRecorded = (answer: Read<unknown>): boolean =>
  answer.state === 'failed' && answer.error.kind === 'not-recorded'

/** What IAM's simulator said of it, and what it would have said. */
function ofSimulator(memory: Memory): string {
  const answers = memory.flatMap(({ read, answer }) => (read === 'simulated' ? [answer] : []))
  const denied = answers.find(({ state }) => state === 'denied')
  if (denied) {
    return " Whether service control policies deny the role's calls IAM's simulator would say: grant iam:SimulatePrincipalPolicy."
  }
  const [failed] = answers.filter(isUnread)
  if (failed?.state === 'failed' && !isNotRecorded(failed)) {
    return ` IAM's simulator did not say whether service control policies deny the role's calls: ${failed.error.message.replace(/\.$/, '')}.`
  }
  return answers.some(({ state }) => state === 'found')
    ? " IAM's simulator says whether service control policies deny the role's calls, and nothing of resource control policies."
    : ''
}
