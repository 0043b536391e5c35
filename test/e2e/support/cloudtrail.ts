import { createHash } from 'node:crypto'
import { type Answer, jsonAnswer } from './faults.js'
import type { Operation } from './operation.js'

/** A record for CloudTrail's event history, as CloudTrail writes it; `minutesAgo` says when it happened. */
export interface TrailEvent {
  minutesAgo: number
  record: {
    eventName: string
    eventSource: string
    resources?: readonly { type?: string; ARN: string }[]
    [member: string]: unknown
  }
}

/** What LookupEvents answers: filtered by attribute and time, newest first, in pages. */
export function cloudTrailAnswer({ params, region }: Operation, history: readonly TrailEvent[]): Answer {
  const now = Date.now() / 1000
  const [attribute] = (params['LookupAttributes'] ?? []) as { AttributeKey: string; AttributeValue: string }[]
  const [since, until] = [seconds(params['StartTime']) ?? 0, seconds(params['EndTime']) ?? now]
  const events = history
    .map((event) => lookedUp(event, now, region))
    .filter((event) => event.EventTime >= since && event.EventTime <= until + 1)
    .filter((event) => !attribute || matches(event, attribute))
    .sort((a, b) => b.EventTime - a.EventTime)
  const size = Number(params['MaxResults'] ?? 50)
  const start = Number(params['NextToken'] ?? 0)
  const more = start + size < events.length
  return jsonAnswer({ Events: events.slice(start, start + size), ...(more ? { NextToken: String(start + size) } : {}) })
}

type LookedUp = ReturnType<typeof lookedUp>

function lookedUp({ minutesAgo, record }: TrailEvent, now: number, region: string) {
  const time = now - minutesAgo * 60
  const id = createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32)
  return {
    EventId: id,
    EventName: record.eventName,
    EventSource: record.eventSource,
    EventTime: time,
    ReadOnly: 'false',
    Resources: (record.resources ?? []).map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      eventTime: new Date(time * 1000).toISOString(),
      awsRegion: region,
      eventID: id,
      eventType: 'AwsApiCall',
      managementEvent: true,
      eventCategory: 'Management',
      recipientAccountId: '123456789012',
      ...record,
    }),
  }
}

const matches = (
  event: LookedUp,
  { AttributeKey, AttributeValue }: { AttributeKey: string; AttributeValue: string },
) =>
  AttributeKey === 'ResourceName'
    ? event.Resources.some((resource) => resource.ResourceName === AttributeValue)
    : (event as Record<string, unknown>)[AttributeKey] === AttributeValue

const seconds = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) / 1000 : undefined
