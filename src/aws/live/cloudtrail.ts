import { setTimeout as sleep } from 'node:timers/promises'
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { isObject } from '../../text/json.js'
import { toAuditEvent } from '../records/audit-event.js'
import { parseChange } from '../records/change-record.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

/** LookupEvents is limited to two requests a second for the whole account and region: we take that pace and no more. */
const PER_SECOND = 2
/** 150 calls of one name say enough for one rule; a busy account would otherwise keep us here for minutes. */
const MAX_PAGES = 3

/** When the requests of a client were let go, or will be. */
const starts = new WeakMap<object, number[]>()

/** Waits until the API may be asked again: at once for the first two, then a second after the last but one. */
async function turn(client: object, signal: AbortSignal): Promise<void> {
  const times = starts.get(client) ?? []
  const start = Math.max(Date.now(), (times.at(-PER_SECOND) ?? 0) + 1000)
  starts.set(client, [...times, start].slice(-PER_SECOND))
  const wait = start - Date.now()
  if (wait > 0) await sleep(wait, undefined, { signal })
}

interface Question {
  by: 'EventName' | 'EventSource' | 'ResourceName'
  value: string
  from: Date
  to?: Date
  region?: string
}

/** The records of the event history, as JSON text, newest first, as far as the cap on pages. */
async function lookUp(aws: Aws, { by, value, from, to, region }: Question) {
  const client = await aws.client(CloudTrailClient, region === undefined ? {} : { region })
  const records: string[] = []
  let token: string | undefined
  let read = 0
  do {
    await turn(client, aws.signal)
    aws.signal.throwIfAborted()
    const answer = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: by, AttributeValue: value }],
        StartTime: from,
        ...(to ? { EndTime: to } : {}),
        MaxResults: 50,
        ...(token ? { NextToken: token } : {}),
      }),
      { abortSignal: aws.signal },
    )
    if (!answer.Events) throw new SyntaxError('the answer has no list of events')
    records.push(...answer.Events.flatMap(({ CloudTrailEvent }) => (CloudTrailEvent ? [CloudTrailEvent] : [])))
    token = answer.NextToken
    read += 1
  } while (token && read < (aws.historyPages ?? MAX_PAGES))
  return { records, pages: read, more: token !== undefined }
}

export const auditEvents = (aws: Aws, by: 'EventName' | 'ResourceName', value: string, minutes: number) =>
  look({ action: 'cloudtrail:LookupEvents', resource: '*' }, async () => {
    const from = new Date(Date.now() - minutes * 60_000)
    const { records, pages, more } = await lookUp(aws, { by, value, from })
    return { events: records.map(toAuditEvent), pages, more }
  })

export const changeRecords = (aws: Aws, by: Question['by'], value: string, region: string, from: string, to: string) =>
  look({ action: 'cloudtrail:LookupEvents', resource: '*' }, async () => {
    const question = { by, value, region, from: new Date(from), to: new Date(to) }
    const { records, more } = await lookUp(aws, question)
    return { changes: records.flatMap(changeOf), more }
  })

/** A record of a write; none of what only looked. */
function changeOf(json: string) {
  const record: unknown = JSON.parse(json)
  const change = isObject(record) && record['readOnly'] === true ? undefined : parseChange(json)
  return change ? [change] : []
}
