import { boolean, exactOptional, nullable, number, string } from 'valibot'
import { arn, type Formed, type Found, name, read } from './declare.js'
import { allowing, HOME, ROLE } from './example.js'
import { list, map, object } from './form.js'

const live = () => import('../live/iam.js')

/** A role, as iam:GetRole tells it. Documents are decoded JSON text. */
export type Role = Found<typeof role>

const aRole = () =>
  object({
    arn: string(),
    name: string(),
    trustPolicy: string(),
    boundaryArn: exactOptional(string()),
    description: exactOptional(string()),
    /** The longest session in seconds: 3600 unless it was set. */
    maxSessionDuration: exactOptional(number()),
    tags: map(string()),
    /** When the role was last used, ISO 8601, as far as IAM tracks it. */
    lastUsed: exactOptional(string()),
  })

/** A role by its ARN. A role of another account is read with that account's profile only. */
export const role = read({
  actions: ['iam:GetRole'],
  args: [arn],
  answer: () => aRole(),
  live: async () => (await live()).role,
  example: {
    args: [ROLE],
    answer: (arn) => ({
      arn,
      name: arn.split('/').at(-1) ?? '',
      trustPolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com', 'states.amazonaws.com'] },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      boundaryArn: `arn:aws:iam::${HOME}:policy/boundary`,
      tags: {},
    }),
  },
})

/** A policy document with the name it has in the account. */
export type NamedPolicy = Formed<typeof namedPolicy>

const namedPolicy = () =>
  object({
    name: string(),
    /** Set for managed policies. */
    arn: exactOptional(string()),
    document: string(),
  })

/** All inline policies of a role, by its ARN. */
export const inlinePolicies = read({
  actions: ['iam:ListRolePolicies', 'iam:GetRolePolicy'],
  args: [arn],
  answer: () => list(namedPolicy()),
  live: async () => (await live()).inlinePolicies,
  example: { args: [ROLE], answer: () => [{ name: 'all', document: allowing() }] },
})

/** All managed policies attached to a role, by its ARN, in their default versions. */
export const attachedPolicies = read({
  actions: ['iam:ListAttachedRolePolicies', 'iam:GetPolicy', 'iam:GetPolicyVersion'],
  args: [arn],
  answer: () => list(namedPolicy()),
  live: async () => (await live()).attachedPolicies,
  example: { args: [ROLE], answer: () => [] },
})

/** One managed policy in its default version, such as a permissions boundary, by its ARN. */
export const managedPolicy = read({
  actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
  args: [arn],
  answer: namedPolicy,
  live: async () => (await live()).managedPolicy,
  example: {
    args: [`arn:aws:iam::${HOME}:policy/boundary`],
    answer: (arn) => ({ name: 'boundary', arn, document: allowing() }),
  },
})

/** A page of the roles of an account. */
export type RolePage = Found<typeof rolePage>

/** A role with its policies, out of such a page. */
export type RoleWithPolicies = RolePage['roles'][number]

/**
 * A page of all roles of the caller's account with their inline policies, and of the account's own managed policies in their
 * default versions. The argument: the marker of the page, empty for the first. What is not told of a role: its description
 * and its longest session. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const rolePage = read({
  actions: ['iam:GetAccountAuthorizationDetails'],
  args: [name],
  answer: () =>
    object({
      roles: list(
        object({
          role: aRole(),
          inline: list(namedPolicy()),
          /** ARNs of the attached managed policies. */
          attached: list(string()),
        }),
      ),
      policies: list(namedPolicy()),
      /** The marker of the page after this one; null when it is the last. */
      next: nullable(string()),
    }),
  live: async () => (await live()).rolePage,
  example: {
    args: [''],
    answer: () => ({
      roles: [
        {
          role: { arn: ROLE, name: 'deliver', trustPolicy: allowing({ Principal: { AWS: HOME } }), tags: {} },
          inline: [{ name: 'all', document: allowing() }],
          attached: [],
        },
      ],
      policies: [{ name: 'boundary', arn: `arn:aws:iam::${HOME}:policy/boundary`, document: allowing() }],
      next: null,
    }),
  },
})

/** A condition key with its values, as the simulator is told of it. */
export type SimulatedKey = Formed<typeof simulatedKey>

const simulatedKey = () => object({ key: string(), values: list(string()) })

/** What IAM's simulator says about the organization, action by action. */
export type Simulated = Found<typeof simulated>

/**
 * IAM's simulator on whether the organization's service control policies allow a role's calls, by the role's ARN, the
 * actions, the resources, and the condition keys that are sent. It never says which policy, and knows no resource control
 * policy.
 */
export const simulated = read({
  actions: ['iam:SimulatePrincipalPolicy'],
  args: [arn, list(name), list(arn), list(simulatedKey())],
  answer: () =>
    list(
      object({
        action: string(),
        /** AllowedByOrganizations; null: the simulator says nothing of an organization. */
        allowed: nullable(boolean()),
      }),
    ),
  live: async () => (await live()).simulated,
  example: {
    args: [ROLE, ['states:StartExecution'], ['*'], [{ key: 'aws:RequestedRegion', values: ['eu-west-1'] }]],
    answer: (_role, actions) => actions.map((action) => ({ action, allowed: true })),
  },
})
