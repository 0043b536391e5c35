import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const caller = (aws: Aws) =>
  look({ action: 'sts:GetCallerIdentity', resource: '*' }, async () => {
    const client = await aws.client(STSClient)
    const answer = await client.send(new GetCallerIdentityCommand({}), { abortSignal: aws.signal })
    const arn = parseArn(answer.Arn ?? '')
    if (!answer.Account || !arn) throw new SyntaxError('the answer has no account')
    return { account: answer.Account, arn: arn.text, partition: arn.partition }
  })
