import { mapRead } from '../aws/read.js'
import { allowLogs } from '../remedies/resource-policies.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, unread } from '../verdict/verdict.js'
import { type Flaw, STAR_IS_EVERYBODY, type TargetService } from './target.js'

/** The group without what may stand behind its name. */
const group = (arn: string): string => arn.split(':').slice(0, 7).join(':')

const page = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html'

/** The one target that must not have a role: only a CloudWatch Logs resource policy allows EventBridge. */
export const cloudwatchLogs: TargetService = {
  id: 'cloudwatch-logs',
  name: 'CloudWatch log group',
  arnForms: ['arn:aws:logs:REGION:ACCOUNT:log-group:NAME'],
  matches: (arn) => arn.service === 'logs' && arn.resource.startsWith('log-group:'),
  role: 'refused',
  crossAccount: 'no',
  crossRegion: false,
  input: 'log-record',
  flaws: ({ Id, Input, InputPath }): Flaw[] =>
    Input !== undefined || InputPath !== undefined
      ? [
          {
            code: 'input-invalid',
            summary: `Target ${Id} is a log group, which accepts only the unchanged event or an input transformer.`,
            because: [Input === undefined ? `InputPath = "${InputPath}"` : 'Input is set'],
          },
        ]
      : [],
  state: looking(['logGroup'], async ({ target }: TargetSubject, account) => {
    const read = await account.logGroup(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The log group ${target.Arn} does not exist.`, {
        because: ['logs:DescribeLogGroups: no group has this name'],
      })
    }
    if (read.state !== 'found') return unread(read, `the log group ${target.Arn}`, 'to see whether it exists')
    return ok('The log group exists.')
  }),
  resourcePolicy: {
    noun: 'CloudWatch Logs resource policy',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    // Both actions name a log stream, which EventBridge makes; that is what `:*` in a policy is for.
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
    resource: (target) => `${group(target.Arn)}:log-stream:*`,
    own: ({ sender }) => ({
      call: 'logs',
      // Recorded: a policy for {"AWS": "*"} allowed the event of a rule.
      everybody: STAR_IS_EVERYBODY,
      contested: [
        {
          key: 'aws:SourceArn',
          // Policies that compare it are in wide use, AWS's samples among them, and deliver.
          firstIsSure: true,
          values: [sender.arn, null],
          pages: [
            'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html: resource policies may use aws:SourceArn.',
            `${page}: the policy for log groups has no condition, and AWS does not say what EventBridge sends.`,
          ],
        },
        {
          key: 'aws:SourceAccount',
          firstIsSure: true,
          values: [sender.account, null],
          pages: [
            'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html: resource policies may use aws:SourceAccount.',
            `${page}: the policy for log groups has no condition, and AWS does not say what EventBridge sends.`,
          ],
        },
      ],
    }),
    read: looking(['logsPolicies'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.logsPolicies(target.Arn), (policies) => ({
        documents: policies.map(({ name, scope, document }) => ({
          name: `resource policy "${name}"${scope === 'RESOURCE' ? ' of the log group' : ''}`,
          document,
        })),
        fix: (sender) =>
          allowLogs(
            target.Arn,
            policies.filter(({ scope }) => scope === 'ACCOUNT'),
            sender,
          ),
      })),
    ),
  },
  history: null,
  docs: page,
}
