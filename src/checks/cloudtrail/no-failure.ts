import { serviceOf } from '../../targets/index.js'
import { withArticle } from '../../text/article.js'
import { spanOf } from '../../text/duration.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { cannotTell, ok, skipped, type Verdict } from '../../verdict/verdict.js'
import type { Calls } from '../happened/calls.js'
import type { DataEventsRead } from '../happened/data-events.js'

/** What the data events are read for. */
export const WHY_DATA = 'to see the data events of the deliveries'

/** Why the data events were not read. Of a snapshot that does not hold them a limit of the report tells. */
function unseenText(data: DataEventsRead): string {
  if (data.state === 'none') return ` ${data.because}`
  if (data.state === 'read' || (data.read.state === 'failed' && data.read.error.kind === 'not-recorded')) return ''
  return ` ${cannotTell(data.read, data.what, WHY_DATA).text}`
}

/** What a CloudTrail without failures says. */
export function seenText({ target, sinceMinutes }: TargetSubject, calls: Calls): Verdict<never> {
  const { assumed, asRole, own, ofSomeRule, data } = calls
  const service = serviceOf(target)
  const name = service?.name ?? 'target'
  const when = `in the last ${spanOf(sinceMinutes)}`
  const count = assumed.length + asRole.length + own.length
  const unseen = unseenText(data)
  const more = data.state === 'read' && data.more ? ' There were more records than were read.' : ''
  if (count > 0) {
    const dataEvents =
      service?.history || data.state === 'read'
        ? ''
        : ` The calls to the ${name} are data events, which the event history does not show.`
    const whose = target.RoleArn ? 'with this role' : 'for this rule'
    return ok(
      `EventBridge made ${count === 1 ? 'one call' : `${count} calls`} ${whose} ${when}; the latest ones succeeded.${dataEvents}${more}`,
    )
  }
  if (target.RoleArn) {
    return skipped(
      `CloudTrail shows no call of EventBridge with this role ${when}, which proves neither success nor failure.${data.state === 'unread' ? unseen : ''}`,
    )
  }
  if (data.state !== 'read') {
    return skipped(
      `The target has no role. CloudTrail's event history does not show calls that EventBridge itself makes to ${withArticle(name)}: they are data events.${unseen}`,
    )
  }
  const others =
    ofSomeRule.length > 0 ? ` Of ${ofSomeRule.length} calls to it the records do not say for which rule.` : ''
  return skipped(
    `CloudTrail's data events (${data.from}) show no call of EventBridge for this rule ${when}, which proves neither success nor failure.${others}${more}`,
  )
}
