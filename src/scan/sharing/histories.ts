import type { Account } from '../../aws/account.js'
import { lastSegment, parseArn } from '../../aws/arn.js'
import { found } from '../../aws/read.js'
import type { AuditEvents, ChangeRecords } from '../../aws/reads/cloudtrail.js'
import { ROLE_CALLS } from '../../evidence/way.js'

/** Rules from which on the histories of all roles are read as soon as one is needed. */
const MANY_RULES = 50

export type HistoryReads = Pick<Account, 'auditEvents' | 'changeRecords'>

/**
 * CloudTrail's histories, of which many rules ask the same with other names, at two requests a second. What was done with one
 * role is found in the history of all AssumeRole calls, and what was changed of it in the histories of the calls that change
 * roles: at once with fifty rules or more, else once more roles were asked for than there are such calls. Only a history that was read whole answers for a role: with
 * one that was cut the role's own is asked, as for a single rule.
 */
export function sharedHistories(single: HistoryReads, rules: () => number): HistoryReads {
  const roles = new Set<string>()
  return {
    async auditEvents(by, value, minutes) {
      if (by !== 'ResourceName' || !isRole(value)) return single.auditEvents(by, value, minutes)
      const all = await single.auditEvents('EventName', 'AssumeRole', minutes)
      // What is denied here is denied there: the permission has no resource.
      if (all.state === 'denied') return all
      if (all.state !== 'found' || all.value.more) return single.auditEvents(by, value, minutes)
      const { events, pages } = all.value
      return found<AuditEvents>({
        events: events.filter(({ resources }) => resources.includes(value)),
        pages,
        more: false,
      })
    },
    async changeRecords(by, value, region, from, to) {
      if (by !== 'ResourceName') return single.changeRecords(by, value, region, from, to)
      roles.add(value)
      if (rules() < MANY_RULES && roles.size <= ROLE_CALLS.length)
        return single.changeRecords(by, value, region, from, to)
      const all = await Promise.all(ROLE_CALLS.map((name) => single.changeRecords('EventName', name, region, from, to)))
      const [denied] = all.filter((read) => read.state === 'denied')
      if (denied) return denied
      const whole = all.flatMap((read) => (read.state === 'found' && !read.value.more ? [read.value] : []))
      if (whole.length < all.length) return single.changeRecords(by, value, region, from, to)
      const changes = whole.flatMap((read) => read.changes).filter(({ parameters }) => parameters['roleName'] === value)
      return found<ChangeRecords>({ changes, more: false })
    },
  }
}

const isRole = (arn: string): boolean => {
  const parsed = parseArn(arn)
  return parsed?.service === 'iam' && lastSegment(parsed.resource) !== parsed.resource
}
