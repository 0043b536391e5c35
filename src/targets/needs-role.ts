import { type Arn, isForeign } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import type { Sender } from '../verdict/sender.js'
import type { TargetService } from './target.js'

/** A role is needed where the service has no resource policy that could allow EventBridge, and always across accounts. */
export function needsRole(target: Target, arn: Arn, service: TargetService, sender: Sender): boolean {
  if (service.role === 'refused') return false
  if (service.role === 'required') return !busWithoutRoleMayBeOld(target, arn, service, sender)
  return isForeign(arn, sender.account) && service.crossAccount === 'direct'
}

/** A bus of another account may have been made a target before March 2023, when no role was asked for; that goes on. */
function busWithoutRoleMayBeOld(target: Target, arn: Arn, service: TargetService, sender: Sender): boolean {
  return service.crossAccount === 'bus' && isForeign(arn, sender.account) && !target.RoleArn
}
