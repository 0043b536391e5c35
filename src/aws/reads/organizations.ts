import { nullable, picklist, string } from 'valibot'
import { found } from '../read.js'
import { type Found, name, read } from './declare.js'
import { HOME } from './example.js'
import { list, object } from './form.js'

const live = () => import('../live/organizations.js')

/** The two kinds of policies by which an organization forbids calls. */
export type OrganizationPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

const policyType = picklist(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'])

/** Where an account stands in its organization; null when no profile was named that may say so. */
export type OrganizationPath = Found<typeof organizationPath>

/** The organization that an account is in, and the levels above it, by the account's id. */
export const organizationPath = read({
  profile: 'organization',
  actions: [
    'organizations:ListParents',
    'organizations:DescribeOrganization',
    'organizations:ListRoots',
    'organizations:DescribeOrganizationalUnit',
  ],
  args: [name],
  answer: () =>
    nullable(
      object({
        id: string(),
        /** The account that its policies do not restrict. */
        management: string(),
        /** The kinds of policies that are switched on; the others restrict nobody. */
        enabled: list(policyType),
        /** From the root to the account, in which all of them are. */
        levels: list(
          object({
            kind: picklist(['root', 'unit', 'account']),
            id: string(),
            /** The id, where the name could not be read. */
            name: string(),
          }),
        ),
      }),
    ),
  // Nearly always no profile is named: then the client is not even loaded.
  live: async () => async (aws, account) =>
    aws.readsOrganization ? (await live()).organizationPath(aws, account) : found(null),
  example: {
    args: [HOME],
    answer: (account) => ({
      id: 'o-example0001',
      management: '999988887777',
      enabled: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
      levels: [
        { kind: 'root', id: 'r-ab12', name: 'Root' },
        { kind: 'account', id: account, name: account },
      ],
    }),
  },
})

/** The policies of one kind that are attached to a root, an organizational unit or an account itself, by its id. */
export const organizationPolicies = read({
  profile: 'organization',
  actions: ['organizations:ListPoliciesForTarget'],
  args: [name, policyType],
  answer: () => list(object({ id: string(), name: string() })),
  live: async () => (await live()).organizationPolicies,
  example: {
    args: ['r-ab12', 'SERVICE_CONTROL_POLICY'],
    answer: () => [{ id: 'p-FullAWSAccess', name: 'FullAWSAccess' }],
  },
})

/** The document of a policy of the organization, as JSON text, by its id. */
export const organizationPolicy = read({
  profile: 'organization',
  actions: ['organizations:DescribePolicy'],
  args: [name],
  answer: () => string(),
  live: async () => (await live()).organizationPolicy,
  example: {
    args: ['p-FullAWSAccess'],
    answer: () => '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  },
})

/** The accounts of an organization. */
export type OrganizationAccounts = Found<typeof organizationAccounts>

/** Every account of the organization that the caller, or the profile that was named for it, may list. All pages. */
export const organizationAccounts = read({
  profile: 'organization',
  actions: ['organizations:ListAccounts'],
  args: [],
  answer: () =>
    list(
      object({
        id: string(),
        name: string(),
        /** `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` ..., as Organizations has it. */
        state: string(),
      }),
    ),
  live: async () => (await live()).organizationAccounts,
  example: { args: [], answer: () => [{ id: HOME, name: 'orders', state: 'ACTIVE' }] },
})
