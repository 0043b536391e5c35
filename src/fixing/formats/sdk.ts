import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'
import type { Plan } from '../plan.js'
import { operationOf, type WritingService } from '../writes.js'

/** The package and client of each service in the AWS SDK for JavaScript. */
const CLIENTS: Readonly<Record<WritingService, readonly [string, string]>> = {
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
    if (operationOf(call) === undefined) return []
    const [from, client] = CLIENTS[call.service as WritingService]
    return [{ title, call, package: from, client }]
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
      `  new ${call.operation}Command(${literal(call.input).replaceAll('\n', '\n  ')}),`,
      ')\n',
    ].join('\n'),
  )
  return [...imports, ...sends].join('')
}

/** JSON as a JavaScript expression. Only one key means something else there: in brackets it is a key like any other. */
const literal = (value: Json): string => asciiJson(value, 2).replaceAll('"__proto__":', '["__proto__"]:')
