import { createHash } from 'node:crypto'
import { parseArn } from '../aws/arn.js'
import { isRule } from '../verdict/rule-address.js'
import type { Sender } from '../verdict/sender.js'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** What tells a sender from the others of one Region and account: of a rule its event bus and its name. */
const here = (sender: Sender): string =>
  isRule(sender) ? `${sender.bus}/${sender.name}` : (parseArn(sender.arn)?.resource ?? sender.arn)

/**
 * Id of a statement in a policy that only rules of one account and region meet (a queue's, a topic's, a function's): the
 * same for the same rule, so that an earlier statement of eb-doctor that names a wrong region is found and put right.
 * Letters and digits only, as IAM wants it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export const sidOf = (sender: Sender, purpose = ''): string => sid(sender, `${here(sender)} ${purpose}`)

/** The same where rules of every region and account meet: a role's trust, a bus's policy. */
export const worldwideSidOf = (sender: Sender, purpose = ''): string => sid(sender, `${sender.arn} ${purpose}`)

const sid = (sender: Sender, unique: string): string =>
  `EbDoctor${sender.name.replace(/[^A-Za-z0-9]/g, '').slice(0, 40)}${digest(unique)}`

/** Id of a statement of a function's policy: at most 100 of `[A-Za-z0-9-_]` (lambda:AddPermission). */
export const statementIdOf = (sender: Sender): string =>
  `eb-doctor-${sender.name.replace(/[^A-Za-z0-9_-]/g, '-')}-${digest(here(sender))}`

/** Name of the inline policy that holds what a role may do for a rule: at most 128 (iam:PutRolePolicy). */
export const inlinePolicyOf = (sender: Sender): string => `eb-doctor-${sender.name}`

/** Name of the role that is made for a rule: at most 64, and roles of all regions share one namespace (iam:CreateRole). */
export const newRoleOf = (sender: Sender): { name: string; arn: string } => {
  const name = `eb-doctor-${sender.name.slice(0, 45)}-${digest(sender.arn)}`
  return { name, arn: `arn:${sender.partition}:iam::${sender.account}:role/${name}` }
}

/** Name of the one account policy of CloudWatch Logs that eb-doctor keeps its statements in: ten a region is the limit. */
export const LOGS_POLICY = 'eb-doctor'
