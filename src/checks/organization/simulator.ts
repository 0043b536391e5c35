import { simulatorQuestion } from '../../access/simulation.js'
import type { Account } from '../../aws/account.js'
import { lastSegment, parseArn } from '../../aws/arn.js'
import { askOrganization } from '../../remedies/organization.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { all, error, ok, skipped, type Verdict } from '../../verdict/verdict.js'
import type { Way } from './way.js'

/** Without a profile of the organization only IAM's simulator knows of it, and only what service control policies say. */
export async function bySimulator(
  { sender, target, now }: TargetSubject,
  { role, needs, unseen }: Way,
  account: Account,
): Promise<Verdict<'organization-denies'>> {
  if (!role) return skipped(`${NO_PROFILE}, and IAM's simulator tells of roles alone.`)
  if (parseArn(role.arn)?.resource.startsWith('role/aws-service-role/')) {
    return skipped(`Service control policies do not restrict the service-linked role ${role.name}.`)
  }
  if (needs.length === 0) return skipped(`${NO_PROFILE}, and no call of the role ${role.name} is known to ask about.`)
  const { actions, resources, keys } = simulatorQuestion(role, needs, now, sender.region)
  const read = await account.simulated(target.RoleArn ?? role.arn, actions, resources, keys)
  if (read.state !== 'found') return skipped(`${NO_PROFILE}, and IAM's simulator did not answer.`)
  const refused = read.value.filter(({ allowed }) => allowed === false)
  const silent = read.value.some(({ allowed }) => allowed === null)
  const [first] = refused
  if (first) {
    return all<'organization-denies'>(refused.map(({ action }) => simulatedDenial(role.name, action)))
  }
  if (silent) return skipped(`IAM's simulator knows of no organization that restricts the role ${role.name}.`)
  return all<'organization-denies'>([
    ok(
      `IAM's simulator says that service control policies let the role ${lastSegment(role.arn)} call ${actions.join(', ')}; resource control policies it does not know.`,
    ),
    ...(unseen ? [{ status: 'unknown', because: unseen } as const] : []),
  ])
}

const NO_PROFILE = "No profile was named that may read the organization's policies (--organization-profile)"

const simulatedDenial = (role: string, action: string): Verdict<'organization-denies'> =>
  error('organization-denies', `A policy of the organization denies the role ${role} ${action}.`, {
    because: [
      `iam:SimulatePrincipalPolicy: AllowedByOrganizations = false for ${action}`,
      'The simulator does not say which service control policy it is: name a profile of the management account or of a delegated administrator with --organization-profile.',
    ],
    fix: askOrganization(
      `the role ${role}`,
      action,
      `Find the service control policy that denies ${action}, and change it.`,
    ),
  })
