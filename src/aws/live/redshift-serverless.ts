import { ListWorkgroupsCommand, RedshiftServerlessClient, type Workgroup } from '@aws-sdk/client-redshift-serverless'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

export const redshiftWorkgroup = (aws: Aws, arn: string) =>
  look({ action: 'redshift-serverless:ListWorkgroups', resource: arn }, async () => {
    const client = await aws.client(RedshiftServerlessClient, arn)
    const workgroups = await pages<Workgroup>(aws, async (nextToken) => {
      const answer = await client.send(new ListWorkgroupsCommand(nextToken ? { nextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.workgroups) throw new SyntaxError('the answer has no list of workgroups')
      return [answer.workgroups, answer.nextToken]
    })
    const workgroup = workgroups.find((one) => one.workgroupArn === arn)
    if (!workgroup) throw new NotThere()
    if (!workgroup.workgroupName || !workgroup.status) throw new SyntaxError('a workgroup has no name or no status')
    return { arn, name: workgroup.workgroupName, status: workgroup.status }
  })
