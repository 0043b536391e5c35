import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ReadName } from '../../src/aws/account.js'
import { READS } from '../../src/aws/account.js'
import { parseArn } from '../../src/aws/arn.js'
import { serviceOf, TARGET_SERVICES } from '../../src/targets/index.js'
import type { TargetService } from '../../src/targets/target.js'
import { read, root } from './pages.js'

/** AWS's own list, with an ARN of each kind: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html */
const KINDS: readonly (readonly [string, string])[] = [
  [
    'API destination',
    'arn:aws:events:eu-west-1:111122223333:api-destination/hook/11111111-2222-3333-4444-555555555555',
  ],
  ['API Gateway', 'arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/POST/orders'],
  ['AppSync', 'arn:aws:appsync:eu-west-1:111122223333:endpoints/graphql-api/abcdef'],
  ['Batch job queue', 'arn:aws:batch:eu-west-1:111122223333:job-queue/nightly'],
  ['CloudWatch log group', 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/orders'],
  ['CodeBuild project', 'arn:aws:codebuild:eu-west-1:111122223333:project/site'],
  ['CodePipeline', 'arn:aws:codepipeline:eu-west-1:111122223333:release'],
  ['EBS CreateSnapshot API call', 'arn:aws:events:eu-west-1:111122223333:target/create-snapshot'],
  ['EC2 Image Builder', 'arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/base'],
  ['EC2 RebootInstances API call', 'arn:aws:events:eu-west-1:111122223333:target/reboot-instance'],
  ['EC2 StopInstances API call', 'arn:aws:events:eu-west-1:111122223333:target/stop-instance'],
  ['EC2 TerminateInstances API call', 'arn:aws:events:eu-west-1:111122223333:target/terminate-instance'],
  ['ECS task', 'arn:aws:ecs:eu-west-1:111122223333:cluster/main'],
  ['Event bus in the same account and Region', 'arn:aws:events:eu-west-1:111122223333:event-bus/orders'],
  ['Event bus in another Region', 'arn:aws:events:us-east-1:111122223333:event-bus/orders'],
  ['Event bus in another account', 'arn:aws:events:eu-west-1:222233334444:event-bus/orders'],
  ['Custom event bus (V2)', 'arn:aws:events:eu-west-1:111122223333:event-busv2/orders/abc'],
  ['Firehose stream', 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/orders'],
  ['Glue workflow', 'arn:aws:glue:eu-west-1:111122223333:workflow/nightly'],
  ['Incident Manager response plan', 'arn:aws:ssm-incidents::111122223333:response-plan/outage'],
  ['Inspector assessment template', 'arn:aws:inspector:eu-west-1:111122223333:target/0-a/template/0-b'],
  ['Kinesis stream', 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders'],
  ['Lambda function', 'arn:aws:lambda:eu-west-1:111122223333:function:settle'],
  ['Redshift cluster data API queries', 'arn:aws:redshift:eu-west-1:111122223333:cluster:sales'],
  ['Redshift Serverless workgroup data API queries', 'arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/1'],
  ['SageMaker Pipeline', 'arn:aws:sagemaker:eu-west-1:111122223333:pipeline/train'],
  ['SNS topic', 'arn:aws:sns:eu-west-1:111122223333:orders'],
  ['SQS queue, standard and fair', 'arn:aws:sqs:eu-west-1:111122223333:orders'],
  ['SQS queue, FIFO', 'arn:aws:sqs:eu-west-1:111122223333:orders.fifo'],
  ['Step Functions state machine', 'arn:aws:states:eu-west-1:111122223333:stateMachine:ship'],
  ['Systems Manager Automation', 'arn:aws:ssm:eu-west-1:111122223333:automation-definition/restart'],
  ['Systems Manager OpsItem', 'arn:aws:ssm:eu-west-1:111122223333:opsitem'],
  ['Systems Manager Run Command', 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'],
]

const FILE = 'docs/targets.md'
const code = (text: string): string => `\`${text}\``
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const looksUp = ({ state }: TargetService): string =>
  [...new Set((state?.reads ?? []).flatMap((name: ReadName) => READS[name].actions))].map(code).join('<br>')

const services = (): string =>
  table(
    ['Service', 'ARN', 'Role', 'Own policy', 'The role may need', 'Looked up by', 'In CloudTrail', "AWS's page"],
    TARGET_SERVICES.map((service) => [
      `${service.name}<br>${code(service.id)}`,
      // A bar would end the cell.
      service.arnForms.map((form) => code(form.replaceAll('|', '\\|'))).join('<br>'),
      service.role,
      service.resourcePolicy?.noun ?? '-',
      (service.actions ?? []).map(code).join('<br>') || '-',
      looksUp(service) || '-',
      service.history ? service.history.events.map(code).join('<br>') : 'no',
      `[page](${service.docs})`,
    ]),
  )

const kinds = (): string =>
  table(
    ['Kind', 'Service'],
    KINDS.map(([kind, Arn]) => [kind, code(serviceOf({ Arn })?.id ?? 'unknown')]),
  )

describe('docs/targets.md', () => {
  for (const [name, make] of [
    ['target services', services],
    ['kinds of target', kinds],
  ] as const) {
    test(`the table of ${name} says what the code says`, () => {
      const begin = `<!-- ${name}: made from the code, see CONTRIBUTING.md -->\n`
      const end = `<!-- end of ${name} -->`
      const text = read(FILE)
      const from = text.indexOf(begin) + begin.length
      const made = `${make()}\n`
      if (process.env['UPDATE_DOCS']) {
        writeFileSync(new URL(FILE, root), text.slice(0, from) + made + text.slice(text.indexOf(end)))
      }
      expect(read(FILE)).toContain(begin + made + end)
    })
  }
})

describe('target services', () => {
  test.each(KINDS)('%s, of AWS’s own list, is known', (_, arn) => {
    expect(serviceOf({ Arn: arn })).toBeDefined()
  })

  test('no ARN is that of two services: the order of the list decides nothing', () => {
    for (const [, arn] of KINDS) {
      const parsed = parseArn(arn)
      const matching = TARGET_SERVICES.filter((service) => parsed && service.matches(parsed))
      expect.soft(matching.map(({ id }) => id)).toHaveLength(1)
    }
  })

  test('each is of some kind on AWS’s list', () => {
    const covered = new Set(KINDS.map(([, Arn]) => serviceOf({ Arn })?.id))
    expect(TARGET_SERVICES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
  })

  test('each says which actions its role may need, or asks for none', () => {
    for (const { id, needs, actions } of TARGET_SERVICES) {
      expect.soft(actions !== undefined && actions.length > 0, id).toBe(needs !== undefined)
    }
  })

  test('ids are unique, and typed on command lines', () => {
    const ids = TARGET_SERVICES.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})
