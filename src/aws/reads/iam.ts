import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A role, as iam:GetRole tells it. Documents are decoded JSON text. */
export interface Role {
  arn: string
  name: string
  trustPolicy: string
  boundaryArn?: string
  description?: string
  /** The longest session in seconds: 3600 unless it was set. */
  maxSessionDuration?: number
  tags: Readonly<Record<string, string>>
  /** When the role was last used, ISO 8601, as far as IAM tracks it. */
  lastUsed?: string
}

/** A policy document with the name it has in the account. */
export interface NamedPolicy {
  name: string
  /** Set for managed policies. */
  arn?: string
  document: string
}

export interface IamReads {
  /** A role by its ARN. A role of another account is read with that account's profile only. */
  role(arn: string): Promise<Read<Role>>
  /** All inline policies of a role. */
  inlinePolicies(roleArn: string): Promise<Read<readonly NamedPolicy[]>>
  /** All managed policies attached to a role, in their default versions. */
  attachedPolicies(roleArn: string): Promise<Read<readonly NamedPolicy[]>>
  /** One managed policy in its default version, such as a permissions boundary. */
  managedPolicy(arn: string): Promise<Read<NamedPolicy>>
}

export const iamFacts: FactsOf<IamReads> = {
  role: { actions: ['iam:GetRole'] },
  inlinePolicies: { actions: ['iam:ListRolePolicies', 'iam:GetRolePolicy'] },
  attachedPolicies: { actions: ['iam:ListAttachedRolePolicies', 'iam:GetPolicy', 'iam:GetPolicyVersion'] },
  managedPolicy: { actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'] },
}
