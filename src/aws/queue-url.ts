import { parseArn } from './arn.js'

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME` for a queue's ARN, which SQS reads the account and the name of. Throws SyntaxError for what is no ARN. */
export function queueUrl(arn: string): string {
  const queue = parseArn(arn)
  if (!queue) throw new SyntaxError(`"${arn}" is not an ARN`)
  const suffix = queue.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://sqs.${queue.region}.${suffix}/${queue.account}/${queue.resource}`
}
