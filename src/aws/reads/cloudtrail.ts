import { boolean, exactOptional, number, picklist, string } from 'valibot'
import { changeRecord } from '../records/change-record.js'
import { type Formed, type Found, name, read } from './declare.js'
import { REGION } from './example.js'
import { list, object } from './form.js'

export type { ChangeRecord, Who } from '../records/change-record.js'

/** One API call in CloudTrail's event history. */
export type AuditEvent = Formed<typeof auditEvent>

const auditEvent = () =>
  object({
    /** When it happened, ISO 8601. */
    time: string(),
    id: string(),
    source: string(),
    name: string(),
    /** userIdentity.type: AWSService, AssumedRole ... */
    identityType: exactOptional(string()),
    /** userIdentity.invokedBy: the AWS service that made the call. */
    invokedBy: exactOptional(string()),
    /** The role whose session made the call. */
    sessionRoleArn: exactOptional(string()),
    /** requestParameters.roleArn of an AssumeRole. */
    assumedRoleArn: exactOptional(string()),
    errorCode: exactOptional(string()),
    errorMessage: exactOptional(string()),
    /** The resources that the record lists, and those that its request names. */
    resources: list(string()),
    /** responseElements.failures of an ecs:RunTask that answered 200 and yet started nothing. */
    failures: list(string()),
  })

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
