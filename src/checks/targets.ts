import { error, ok, skipped, unread } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'

/** A rule without targets matches events and delivers none of them. */
export const targets = ruleCheck({
  id: 'targets',
  title: 'The rule has targets',
  stop: 'rule',
  reads: ['targets'],
  findings: ['no-targets'],

  async run({ rule }, account) {
    const read = await account.targets(rule.name, rule.busRef)
    if (read.state === 'missing') return skipped('The rule does not exist.')
    if (read.state !== 'found') return unread(read, `the targets of ${rule.name}`, 'to see where it delivers to')
    if (read.value.length === 0) {
      return error('no-targets', `The rule ${rule.name} has no targets, so nothing is delivered.`, {
        because: [
          'events:ListTargetsByRule: no targets',
          'PutTargets answers 200 even when it refuses a target: look at FailedEntries in its answer.',
        ],
      })
    }
    return ok(`${read.value.length} ${read.value.length === 1 ? 'target' : 'targets'}.`)
  },
})
