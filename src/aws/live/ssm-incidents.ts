import { GetResponsePlanCommand, SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const responsePlan = (aws: Aws, arn: string) =>
  look({ action: 'ssm-incidents:GetResponsePlan', resource: arn, missing: ['ResourceNotFoundException'] }, async () => {
    // Response plans have no region in their ARN, and those of another account are shared with ours.
    const client = await aws.client(SSMIncidentsClient)
    const answer = await client.send(new GetResponsePlanCommand({ arn }), { abortSignal: aws.signal })
    if (!answer.arn || !answer.name) throw new SyntaxError('the answer has no response plan')
    return { arn: answer.arn, name: answer.name }
  })
