import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { skipped } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

const readsFor: ReadsFor = ({ state }) => state?.reads ?? []

/** A target that was deleted, is disabled or cannot start anything loses the event, whatever the permissions say. */
export const targetState = targetCheck({
  id: 'target-state',
  title: 'The target exists and can take events',
  stop: 'target',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['target-not-found', 'target-not-ready'],

  async run(subject, account) {
    const service = serviceOf(subject.target)
    if (!service) return skipped(`eb-doctor does not know the service of ${subject.target.Arn}.`)
    const unreachable = outOfReach(subject.target, subject.sender)
    if (unreachable) return skipped(unreachable)
    if (!service.state) return skipped(`A target of type ${service.name} has no state to look up.`)
    return service.state.run(subject, account)
  },
})
