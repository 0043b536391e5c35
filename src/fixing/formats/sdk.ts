import { asciiJson } from '../../text/ascii-json.js'
import type { Plan } from '../plan.js'

/** The package and client of each service in the AWS SDK for JavaScript. */
const CLIENTS: Readonly<Record<string, readonly [string, string]>> = {
  events: ['@aws-sdk/client-eventbridge', 'EventBridgeClient'],
  iam: ['@aws-sdk/client-iam', 'IAMClient'],
  lambda: ['@aws-sdk/client-lambda', 'LambdaClient'],
  sqs: ['@aws-sdk/client-sqs', 'SQSClient'],
  sns: ['@aws-sdk/client-sns', 'SNSClient'],
  logs: ['@aws-sdk/client-cloudwatch-logs', 'CloudWatchLogsClient'],
  kms: ['@aws-sdk/client-kms', 'KMSClient'],
}

/** The calls of a plan as an ES module for Node.js: the same calls that would be sent. */
export function sdkProgram(plan: Plan): string {
  const calls = plan.changes.flatMap(({ title, call }) => {
    const client = CLIENTS[call.service]
    return client ? [{ title, call, package: client[0], client: client[1] }] : []
  })
  const packages = [...new Set(calls.map((one) => one.package))]
  const imports = packages.map((from) => {
    const ones = calls.filter((one) => one.package === from)
    const used = ones.flatMap(({ client, call }) => [client, `${call.operation}Command`])
    return `import { ${[...new Set(used)].sort().join(', ')} } from '${from}'\n`
  })
  const sends = calls.map(({ title, client, call }) =>
    [
      `\n// ${asciiJson(title).slice(1, -1)}`,
      `await new ${client}({ region: ${asciiJson(call.region)} }).send(`,
      `  new ${call.operation}Command(${asciiJson(call.input, 2).replaceAll('\n', '\n  ')}),`,
      ')\n',
    ].join('\n'),
  )
  return [...imports, ...sends].join('')
}
