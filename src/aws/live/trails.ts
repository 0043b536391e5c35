import {
  type AdvancedFieldSelector,
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail'
import type { Aws } from './clients.js'
import { look } from './look.js'

const missing = ['TrailNotFoundException']

// A trail of the organization or of another region is asked for here, by its ARN: CloudTrail shows it as a shadow.
export const trails = (aws: Aws, region: string) =>
  look({ action: 'cloudtrail:DescribeTrails', resource: '*' }, async () => {
    const client = await aws.client(CloudTrailClient, { region })
    const answer = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), {
      abortSignal: aws.signal,
    })
    if (!answer.trailList) throw new SyntaxError('the answer has no list of trails')
    return answer.trailList.map((trail) => {
      if (!trail.TrailARN) throw new SyntaxError('a trail has no ARN')
      return {
        name: trail.Name ?? trail.TrailARN,
        arn: trail.TrailARN,
        ...(trail.HomeRegion ? { homeRegion: trail.HomeRegion } : {}),
        multiRegion: trail.IsMultiRegionTrail ?? false,
        organization: trail.IsOrganizationTrail ?? false,
        insights: trail.HasInsightSelectors ?? false,
        ...(trail.CloudWatchLogsLogGroupArn ? { logGroup: trail.CloudWatchLogsLogGroupArn } : {}),
      }
    })
  })

export const trailLogging = (aws: Aws, arn: string, region: string) =>
  look({ action: 'cloudtrail:GetTrailStatus', resource: arn, missing }, async () => {
    const client = await aws.client(CloudTrailClient, { region })
    const answer = await client.send(new GetTrailStatusCommand({ Name: arn }), { abortSignal: aws.signal })
    if (answer.IsLogging === undefined) throw new SyntaxError('the answer does not say whether the trail is logging')
    return answer.IsLogging
  })

export const trailSelectors = (aws: Aws, arn: string, region: string) =>
  look({ action: 'cloudtrail:GetEventSelectors', resource: arn, missing }, async () => {
    const client = await aws.client(CloudTrailClient, { region })
    const answer = await client.send(new GetEventSelectorsCommand({ TrailName: arn }), { abortSignal: aws.signal })
    if (!answer.EventSelectors && !answer.AdvancedEventSelectors) throw new SyntaxError('the answer has no selectors')
    return {
      basic: (answer.EventSelectors ?? []).map((selector) => ({
        readWrite: selector.ReadWriteType ?? 'All',
        management: selector.IncludeManagementEvents ?? true,
        excluded: selector.ExcludeManagementEventSources ?? [],
        data: (selector.DataResources ?? []).map((data) => ({ type: data.Type ?? '', values: data.Values ?? [] })),
      })),
      advanced: (answer.AdvancedEventSelectors ?? []).map((selector) => (selector.FieldSelectors ?? []).map(toField)),
    }
  })

const toField = (selector: AdvancedFieldSelector) => ({
  field: selector.Field ?? '',
  equals: selector.Equals ?? [],
  startsWith: selector.StartsWith ?? [],
  endsWith: selector.EndsWith ?? [],
  notEquals: selector.NotEquals ?? [],
  notStartsWith: selector.NotStartsWith ?? [],
  notEndsWith: selector.NotEndsWith ?? [],
})
