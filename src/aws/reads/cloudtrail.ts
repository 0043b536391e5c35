import { boolean, number, picklist } from 'valibot'
import { auditEvent } from '../records/audit-event.js'
import { changeRecord } from '../records/change-record.js'
import { type Found, name, read } from './declare.js'
import { REGION } from './example.js'
import { list, object } from './form.js'

export type { AuditEvent } from '../records/audit-event.js'
export type { ChangeRecord, Who } from '../records/change-record.js'

/** What a look into the event history brought. */
export type AuditEvents = Found<typeof auditEvents>

/**
 * Calls in the event history, newest first. The arguments: by what (one attribute a look-up, as the API has it), its
 * value, and of how many minutes until now. In the region of the rule.
 */
export const auditEvents = read({
  actions: ['cloudtrail:LookupEvents'],
  args: [picklist(['EventName', 'ResourceName']), name, number()],
  answer: () =>
    object({
      events: list(auditEvent()),
      /** Pages of 50 read. */
      pages: number(),
      /** Whether there was more than the cap on pages allowed to read. */
      more: boolean(),
    }),
  live: async () => (await import('../live/cloudtrail.js')).auditEvents,
  example: {
    args: ['EventName', 'AssumeRole', 60],
    answer: () => ({ events: [], pages: 1, more: false }),
  },
})

/** What was read of CloudTrail's writes. */
export type ChangeRecords = Found<typeof changeRecords>

/**
 * Writes in the event history, newest first. The arguments: by what, its value, the Region whose history is asked, from when
 * on and before when (ISO 8601).
 */
export const changeRecords = read({
  actions: ['cloudtrail:LookupEvents'],
  args: [picklist(['EventSource', 'EventName', 'ResourceName']), name, name, name, name],
  answer: () =>
    object({
      changes: list(changeRecord()),
      /** Whether there was more than the cap on pages allowed to read. */
      more: boolean(),
    }),
  live: async () => (await import('../live/cloudtrail.js')).changeRecords,
  example: {
    args: ['EventSource', 'events.amazonaws.com', REGION, '2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    answer: () => ({ changes: [], more: false }),
  },
})
