import type { Fix } from '../verdict/fix.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import { decide } from './decide.js'

/** Enables a disabled rule. events:EnableRule leaves pattern, schedule and targets as they are. */
export function enableRule(rule: RuleAddress, managedBy?: string): Fix {
  const title = `Enable the rule ${rule.name}.`
  if (managedBy !== undefined) {
    return decide(title, `The rule ${rule.name} is managed by ${managedBy} and must be enabled there.`)
  }
  const names = { Name: rule.name, EventBusName: rule.busRef }
  const { region } = rule
  return {
    title,
    changes: [
      {
        id: `enable ${rule.arn}`,
        resource: rule.arn,
        account: rule.account,
        title,
        before: 'DISABLED',
        after: 'ENABLED',
        source: { read: 'rule', args: [rule.name, rule.busRef], path: ['state'] },
        call: { service: 'events', operation: 'EnableRule', input: names, region },
        undo: { service: 'events', operation: 'DisableRule', input: names, region },
        doubts: ['Somebody disabled the rule, and eb-doctor cannot know why.'],
        needs: [],
      },
    ],
  }
}
