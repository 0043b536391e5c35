import type { Account } from '../../src/aws/account.js'
import type { Target } from '../../src/aws/reads/events.js'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { targetConfig } from '../../src/checks/target-config.js'
import { targetState } from '../../src/checks/target-state.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { account, answers, delivery, ROLE, roleThatMay, spoken } from '../checks/delivery.js'

export * from '../checks/delivery.js'

/** An Allow of the role's policy. */
export const may = (Action: string | readonly string[], Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

/** The three questions about a target: its settings, its state, and what its role may do. */
export function about(target: Partial<Target> & { Arn: string }, reads: Partial<Account>, withRole = true) {
  const subject = delivery({ ...(withRole ? { RoleArn: ROLE } : {}), ...target })
  const all = { rule: answers({ name: 'order-paid', arn: '', bus: 'default', state: 'ENABLED' }), ...reads }
  return {
    config: (): Promise<Verdict> => targetConfig.run(subject, account(all)).then(spoken),
    state: (): Promise<Verdict> => targetState.run(subject, account(all)).then(spoken),
    /** With a role that has just these statements. */
    allowed: (...statements: readonly object[]): Promise<Verdict> =>
      rolePermissions.run(subject, account({ ...all, ...roleThatMay(...statements) })),
  }
}
