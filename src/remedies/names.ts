import { createHash } from 'node:crypto'
import type { RuleAddress } from '../verdict/rule-address.js'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** Within one region and account a rule is told by its bus and its name. */
const here = (rule: RuleAddress): string => `${rule.bus}/${rule.name}`

/**
 * Id of a statement in a policy that only rules of one account and region meet (a queue's, a topic's, a function's): the
 * same for the same rule, so that an earlier statement of eb-doctor that names a wrong region is found and put right.
 * Letters and digits only, as IAM wants it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export const sidOf = (rule: RuleAddress, purpose = ''): string => sid(rule, `${here(rule)} ${purpose}`)

/** The same where rules of every region and account meet: a role's trust, a bus's policy. */
export const worldwideSidOf = (rule: RuleAddress, purpose = ''): string => sid(rule, `${rule.arn} ${purpose}`)

const sid = (rule: RuleAddress, unique: string): string =>
  `EbDoctor${rule.name.replace(/[^A-Za-z0-9]/g, '').slice(0, 40)}${digest(unique)}`

/** Id of a statement of a function's policy: at most 100 of `[A-Za-z0-9-_]` (lambda:AddPermission). */
export const statementIdOf = (rule: RuleAddress): string =>
  `eb-doctor-${rule.name.replace(/[^A-Za-z0-9_-]/g, '-')}-${digest(here(rule))}`

/** Name of the inline policy that holds what a role may do for a rule: at most 128 (iam:PutRolePolicy). */
export const inlinePolicyOf = (rule: RuleAddress): string => `eb-doctor-${rule.name}`

/** Name of the role that is made for a rule: at most 64, and roles of all regions share one namespace (iam:CreateRole). */
export const newRoleOf = (rule: RuleAddress): { name: string; arn: string } => {
  const name = `eb-doctor-${rule.name.slice(0, 45)}-${digest(rule.arn)}`
  return { name, arn: `arn:${rule.partition}:iam::${rule.account}:role/${name}` }
}

/** Name of the one account policy of CloudWatch Logs that eb-doctor keeps its statements in: ten a region is the limit. */
export const LOGS_POLICY = 'eb-doctor'
