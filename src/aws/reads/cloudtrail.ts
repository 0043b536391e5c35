import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** One API call in CloudTrail's event history. */
export interface AuditEvent {
  /** When it happened, ISO 8601. */
  time: string
  id: string
  source: string
  name: string
  /** userIdentity.type: AWSService, AssumedRole ... */
  identityType?: string
  /** userIdentity.invokedBy: the AWS service that made the call. */
  invokedBy?: string
  /** The role whose session made the call. */
  sessionRoleArn?: string
  /** requestParameters.roleArn of an AssumeRole. */
  assumedRoleArn?: string
  errorCode?: string
  errorMessage?: string
  /** The resources that the record lists, and those that its request names. */
  resources: readonly string[]
  /** responseElements.failures of an ecs:RunTask that answered 200 and yet started nothing. */
  failures: readonly string[]
}

/** What a look into the event history brought. */
export interface AuditEvents {
  events: readonly AuditEvent[]
  /** Pages of 50 read. */
  pages: number
  /** Whether there was more than the cap on pages allowed to read. */
  more: boolean
}

export interface CloudTrailReads {
  /**
   * Calls in the event history, newest first, of the last `minutes`. One attribute a look-up, as the API has it:
   * `by` EventName or ResourceName. In the region of the rule.
   */
  auditEvents(by: 'EventName' | 'ResourceName', value: string, minutes: number): Promise<Read<AuditEvents>>
}

export const cloudtrailFacts: FactsOf<CloudTrailReads> = {
  auditEvents: { actions: ['cloudtrail:LookupEvents'] },
}
