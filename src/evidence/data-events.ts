import { unqualified } from '../aws/arn.js'
import type { AuditEvent } from '../aws/reads/cloudtrail.js'
import type { DataEvents } from '../targets/target.js'
import { parseDenial } from './denial.js'

/** The delivery whose records are looked for. */
export interface Delivery {
  /** ARN of the rule. */
  rule: string
  target: { Arn: string; RoleArn?: string | undefined }
  calls: DataEvents
}

/** Letters that mean nothing in a filter pattern. */
const SAFE = /^[A-Za-z0-9 ._:/@#+-]+$/

/**
 * The filter pattern that finds the data events of a delivery in the log group of a trail. It only narrows what is read:
 * the records are chosen again afterwards.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function dataEventFilter({ rule, target, calls }: Delivery): string {
  const { RoleArn } = target
  const names = calls.events.map((name) => `($.eventName = "${name}")`).join(' || ')
  // A refused call has no request parameters, and so names no rule.
  const own = SAFE.test(rule)
    ? [`(($.requestParameters.sourceArn = "${rule}") || ($.requestParameters.sourceArn NOT EXISTS))`]
    : []
  const asRole = SAFE.test(RoleArn ?? '') ? [`($.userIdentity.sessionContext.sessionIssuer.arn = "${RoleArn}")`] : []
  return `{ ${[`($.eventSource = "${calls.source}")`, `(${names})`, ...(RoleArn ? asRole : own)].join(' && ')} }`
}

/** The data events of a delivery, by whom they can be told to be of. */
export interface SortedDataEvents {
  /** Made as the role of the target. */
  asRole: readonly AuditEvent[]
  /** Made by EventBridge itself, for this very rule. */
  own: readonly AuditEvent[]
  /** Made by EventBridge itself to this target, and the record does not say for which rule. */
  ofSomeRule: readonly AuditEvent[]
}

/**
 * Chooses the calls that EventBridge made to a target. Lambda records for which rule it was invoked; a record without that
 * may be of any rule with the same target.
 */
export function sortDataEvents(events: readonly AuditEvent[], delivery: Delivery): SortedDataEvents {
  const { rule, target, calls } = delivery
  const made = events.filter(
    (event) =>
      event.source === calls.source &&
      calls.events.includes(event.name) &&
      event.invokedBy === 'events.amazonaws.com' &&
      isOn(event, target.Arn),
  )
  if (target.RoleArn) {
    return { asRole: made.filter(({ sessionRoleArn }) => sessionRoleArn === target.RoleArn), own: [], ofSomeRule: [] }
  }
  const itself = made.filter(({ sessionRoleArn }) => sessionRoleArn === undefined)
  return {
    asRole: [],
    own: itself.filter(({ sourceArn }) => sourceArn === rule),
    ofSomeRule: itself.filter(({ sourceArn }) => sourceArn === undefined),
  }
}

/**
 * Whether a call is one on the target. The record lists a function without its alias; which one was meant stands in the
 * request, or in the message of a refusal.
 */
function isOn({ resources, errorMessage = '' }: AuditEvent, target: string): boolean {
  const meant = parseDenial(errorMessage).resource
  const same = [...resources, ...(meant ? [meant] : [])].filter((arn) => unqualified(arn) === unqualified(target))
  const qualified = same.filter((arn) => arn !== unqualified(arn))
  return qualified.length > 0 ? qualified.includes(target) : same.length > 0
}
