import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  type PolicyScope,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { parseArn, unqualified } from '../arn.js'
import { parseAuditEvent } from '../records/audit-event.js'
import { parseLogRecord } from '../records/log-record.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

export const logGroup = (aws: Aws, arn: string) =>
  look({ action: 'logs:DescribeLogGroups', resource: arn, missing: ['ResourceNotFoundException'] }, async () => {
    const name = parseArn(arn)?.resource.split(':')[1]
    if (!name) throw new NotThere()
    const client = await aws.client(CloudWatchLogsClient, arn)
    // Groups come sorted by name, so the one whose name is the whole prefix is the first.
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }), {
      abortSignal: aws.signal,
    })
    if (!logGroups) throw new SyntaxError('the answer has no list of log groups')
    const [first] = logGroups
    if (first?.logGroupName !== name) throw new NotThere()
    return {
      name,
      arn: unqualified(first.arn ?? arn),
      ...(first.kmsKeyId ? { kmsKey: first.kmsKeyId } : {}),
      ...(first.logGroupClass ? { class: first.logGroupClass } : {}),
    }
  })

export const logsPolicies = (aws: Aws, arn: string) =>
  look({ action: 'logs:DescribeResourcePolicies', resource: arn }, async () => {
    const [ofAccount, ofGroup] = await Promise.all([
      policies(aws, arn, 'ACCOUNT'),
      policies(aws, arn, 'RESOURCE').catch((thrown: unknown) => {
        // A group that is not there has no policies; whether it is there is another read's answer.
        if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return []
        throw thrown
      }),
    ])
    return [...ofAccount, ...ofGroup]
  })

/** All pages of one scope. */
async function policies(aws: Aws, arn: string, scope: PolicyScope) {
  const client = await aws.client(CloudWatchLogsClient, arn)
  const all = await pages(aws, async (nextToken) => {
    const answer = await client.send(
      new DescribeResourcePoliciesCommand({
        ...(scope === 'RESOURCE' ? { policyScope: scope, resourceArn: unqualified(arn) } : {}),
        ...(nextToken ? { nextToken } : {}),
      }),
      { abortSignal: aws.signal },
    )
    if (!answer.resourcePolicies) throw new SyntaxError('the answer has no list of policies')
    return [answer.resourcePolicies, answer.nextToken]
  })
  // A region that does not know scopes yet answers both questions with the account's policies.
  const own = scope === 'RESOURCE' ? all.filter((policy) => policy.policyScope === 'RESOURCE') : all
  return own.map((policy) => {
    if (!policy.policyDocument) throw new SyntaxError('a resource policy has no document')
    return {
      name: policy.policyName ?? '',
      scope,
      document: policy.policyDocument,
      ...(policy.revisionId ? { revisionId: policy.revisionId } : {}),
    }
  })
}

/**
 * The three lists of the chain (source, delivery, destination) at once, and joined here: filtered lists would have to be asked
 * one after the other.
 */
export const logDeliveries = (aws: Aws, arn: string) =>
  look({ action: 'logs:DescribeDeliverySources', resource: arn }, async () => {
    const client = await aws.client(CloudWatchLogsClient, arn)
    const signal = { abortSignal: aws.signal }
    const [sources, deliveries, destinations] = await Promise.all([
      pages(aws, async (nextToken) => {
        const answer = await client.send(new DescribeDeliverySourcesCommand(nextToken ? { nextToken } : {}), signal)
        if (!answer.deliverySources) throw new SyntaxError('the answer has no list of delivery sources')
        return [answer.deliverySources, answer.nextToken]
      }),
      pages(aws, async (nextToken) => {
        const answer = await client.send(new DescribeDeliveriesCommand(nextToken ? { nextToken } : {}), signal)
        if (!answer.deliveries) throw new SyntaxError('the answer has no list of deliveries')
        return [answer.deliveries, answer.nextToken]
      }),
      pages(aws, async (nextToken) => {
        const answer = await client.send(
          new DescribeDeliveryDestinationsCommand(nextToken ? { nextToken } : {}),
          signal,
        )
        if (!answer.deliveryDestinations) throw new SyntaxError('the answer has no list of delivery destinations')
        return [answer.deliveryDestinations, answer.nextToken]
      }),
    ])
    return sources
      .filter(({ resourceArns }) => resourceArns?.includes(arn))
      .flatMap((source) =>
        deliveries
          .filter(({ deliverySourceName }) => deliverySourceName === source.name)
          .map((delivery) => {
            const destination = destinations.find((one) => one.arn === delivery.deliveryDestinationArn)
            return {
              type: delivery.deliveryDestinationType ?? destination?.deliveryDestinationType ?? 'unknown',
              to:
                destination?.deliveryDestinationConfiguration?.destinationResourceArn ??
                delivery.deliveryDestinationArn ??
                '',
              ...(source.logType ? { logType: source.logType } : {}),
            }
          }),
      )
  })

const groupNameOf = (arn: string): string => {
  const name = parseArn(arn)?.resource.split(':')[1]
  if (!name) throw new NotThere()
  return name
}

/** Pages of FilterLogEvents that are read; many of them may be empty. Twenty are some seconds of a busy log group. */
const MOST_PAGES = 20
/** Records that are kept: more failures of one rule say nothing new, and a report holds them all in memory. */
const MOST_RECORDS = 2000

/** The newest lines of a log group that `read` knows to read, and whether there are more. */
async function newestLines<T>(
  aws: Aws,
  { arn, from, to, filter }: { arn: string; from: string; to: string; filter: string | null },
  read: (message: string, at: string) => T | undefined,
): Promise<{ lines: T[]; more: boolean }> {
  const client = await aws.client(CloudWatchLogsClient, arn)
  const lines: T[] = []
  const seen = new Set<string>()
  let token: string | undefined
  let pagesRead = 0
  do {
    const answer = await client.send(
      new FilterLogEventsCommand({
        logGroupName: groupNameOf(arn),
        startTime: Date.parse(from),
        endTime: Date.parse(to),
        startFromHead: false,
        ...(filter === null ? {} : { filterPattern: filter }),
        ...(token ? { nextToken: token } : {}),
      }),
      { abortSignal: aws.signal },
    )
    if (!answer.events) throw new SyntaxError('the answer has no list of events')
    for (const { message, timestamp } of answer.events) {
      const line = read(message ?? '', new Date(timestamp ?? 0).toISOString())
      if (line !== undefined) lines.push(line)
    }
    token = answer.nextToken
    if (token && seen.has(token)) throw new SyntaxError('the same page was sent twice')
    if (token) seen.add(token)
    pagesRead += 1
  } while (token && pagesRead < MOST_PAGES && lines.length < MOST_RECORDS)
  return { lines, more: token !== undefined }
}

const ofGroup = (resource: string) =>
  ({ action: 'logs:FilterLogEvents', resource, missing: ['ResourceNotFoundException'] }) as const

export const busLogRecords = (aws: Aws, arn: string, from: string, to: string, filter: string | null) =>
  look(ofGroup(arn), async () => {
    const { lines, more } = await newestLines(aws, { arn, from, to, filter }, parseLogRecord)
    return { records: lines, more }
  })

export const trailRecords = (aws: Aws, arn: string, from: string, to: string, filter: string) =>
  look(ofGroup(arn), async () => {
    const { lines, more } = await newestLines(aws, { arn, from, to, filter }, parseAuditEvent)
    return { events: lines, more }
  })

type Line = NonNullable<ReturnType<typeof parseLogRecord>>

function lineOf(message: string | undefined, at: string): Line[] {
  const record = parseLogRecord(message ?? '', at)
  return record ? [record] : []
}

/** How often a query is asked whether it is done, in milliseconds. Few are done within a second. */
const PACE = 500

export const busLogQuery = (aws: Aws, arn: string, from: string, to: string, query: string) =>
  look({ action: 'logs:StartQuery', resource: arn, missing: ['ResourceNotFoundException'] }, async () => {
    const client = await aws.client(CloudWatchLogsClient, arn)
    const signal = { abortSignal: aws.signal }
    const { queryId } = await client.send(
      new StartQueryCommand({
        logGroupName: groupNameOf(arn),
        startTime: Math.floor(Date.parse(from) / 1000),
        endTime: Math.ceil(Date.parse(to) / 1000),
        queryString: query,
      }),
      signal,
    )
    if (!queryId) throw new SyntaxError('the answer has no query')
    for (;;) {
      const answer = await client.send(new GetQueryResultsCommand({ queryId }), signal)
      if (!answer.status) throw new SyntaxError('the answer does not say how far the query is')
      if (answer.status !== 'Scheduled' && answer.status !== 'Running') {
        if (answer.status !== 'Complete') throw new Error(`the query ended as ${answer.status}`)
        const rows = answer.results ?? []
        const records = rows.flatMap((row) => {
          const value = (name: string) => row.find(({ field }) => field === name)?.value
          return lineOf(value('@message'), timeOfRow(value('@timestamp')))
        })
        return { records, more: (answer.statistics?.recordsMatched ?? 0) > rows.length }
      }
      await sleep(PACE, undefined, { signal: aws.signal })
    }
  })

/** Logs Insights writes `2026-11-21 12:00:00.000`, in UTC. */
function timeOfRow(text: string | undefined): string {
  const at = Date.parse(`${(text ?? '').replace(' ', 'T')}Z`)
  return new Date(Number.isNaN(at) ? 0 : at).toISOString()
}
