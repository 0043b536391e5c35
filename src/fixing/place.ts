import { parseArn } from '../aws/arn.js'
import type { Change } from '../verdict/fix.js'
import type { Plan } from './plan.js'

/**
 * Why a change does not belong to the place that a plan or a journal is for, in words that complete "FILE cannot be used:
 * ..."; undefined when it does. Only an event bus, which a rule may have as a target, can be in another Region.
 */
export function misplaced({ resource, account, call, undo }: Change, context: Plan['context']): string | undefined {
  const arn = parseArn(resource)
  if (!arn) return 'it names something that is no resource of AWS'
  if (account !== context.account || arn.account !== context.account) {
    return `it is for account ${context.account}, and a change in it is not`
  }
  if (arn.partition !== context.partition)
    return `it is for the partition ${context.partition}, and a change in it is not`
  const region = arn.region || context.region
  const isBus = arn.service === 'events' && arn.resource.startsWith('event-bus/')
  if ((region !== context.region && !isBus) || call.region !== region || undo.region !== region) {
    return `it is for the Region ${context.region}, and a change in it is not`
  }
  return undefined
}
