import type { Account } from '../../src/aws/account.js'
import { found, type Read } from '../../src/aws/read.js'
import type { OrganizationPath } from '../../src/aws/reads/organizations.js'
import { HOME, OTHER } from '../support/home.js'
import { answers, doc, role } from './delivery.js'

const MANAGEMENT = '999988887777'

export const EVERYTHING = doc({ Effect: 'Allow', Action: '*', Resource: '*' })
const EVERYBODY = doc({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
/** An RCP's statement has a principal. */
export const deny = (Action: string, more: object = {}) =>
  doc({ Sid: 'No', Effect: 'Deny', Action, Resource: '*', ...more })
export const denyAll = (Action: string, more: object = {}) => deny(Action, { Principal: '*', ...more })

type Policies = Readonly<Record<string, string>>
interface Set {
  /** By the id of a level; AWS's own policies, which allow all, are attached everywhere but where this says otherwise. */
  scps?: Readonly<Record<string, Policies>>
  rcps?: Readonly<Record<string, Policies>>
  enabled?: NonNullable<OrganizationPath>['enabled']
  management?: string
  /** Accounts of the organization. */
  members?: readonly string[]
}

/** Root, the unit Apps, and in it the accounts, read with a profile of the management account. */
export function organized({
  scps = {},
  rcps = {},
  enabled,
  management = MANAGEMENT,
  members = [HOME, OTHER],
}: Set = {}): Partial<Account> {
  const documents = new Map<string, string>()
  const listed = (level: string, here: Readonly<Record<string, Policies>>, all: string) =>
    Object.entries(here[level] ?? { [`everything-${all === EVERYBODY}`]: all }).map(([name, document]) => {
      documents.set(`p-${name}`, document)
      return { id: `p-${name}`, name }
    })
  return {
    organizationPath: async (id): Promise<Read<OrganizationPath>> =>
      members.includes(id)
        ? found({
            id: 'o-example0001',
            management,
            enabled: enabled ?? ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
            levels: [
              { kind: 'root', id: 'r-ab12', name: 'r-ab12' },
              { kind: 'unit', id: 'ou-1', name: 'Apps' },
              { kind: 'account', id, name: id },
            ],
          })
        : { state: 'missing' },
    organizationPolicies: async (level, type) =>
      found(type === 'SERVICE_CONTROL_POLICY' ? listed(level, scps, EVERYTHING) : listed(level, rcps, EVERYBODY)),
    organizationPolicy: async (id) => found(documents.get(id) ?? ''),
    role: answers(role()),
  }
}
