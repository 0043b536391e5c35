import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  type PolicyScope,
} from '@aws-sdk/client-cloudwatch-logs'
import { parseArn, unqualified } from '../arn.js'
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
    return { name, arn: unqualified(first.arn ?? arn), ...(first.kmsKeyId ? { kmsKey: first.kmsKeyId } : {}) }
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
  const all = await pages(async (nextToken) => {
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
