import { mapRead } from '../aws/read.js'
import { allowPublish } from '../remedies/resource-policies.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, unread } from '../verdict/verdict.js'
import type { Flaw, TargetService } from './target.js'

/** Standard topics. A rule's target has no field for a message group, which a FIFO topic asks for. */
export const sns: TargetService = {
  id: 'sns',
  name: 'SNS topic',
  arnForms: ['arn:aws:sns:REGION:ACCOUNT:NAME'],
  matches: (arn) => arn.service === 'sns',
  role: 'optional',
  crossAccount: 'direct',
  crossRegion: false,
  flaws: ({ Id, Arn }): Flaw[] =>
    Arn.endsWith('.fifo')
      ? [
          {
            code: 'target-unsupported',
            // A warning: AWS says nowhere that it does not work, the API only has no place for what it would need.
            severity: 'warning',
            summary: `Target ${Id} is a FIFO topic, and a rule cannot set a message group for it.`,
            because: [`Arn = "${Arn}"`, 'a target of a rule has no parameters for SNS'],
          },
        ]
      : [],
  state: looking(['topic'], async ({ target }: TargetSubject, account) => {
    const read = await account.topic(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The topic ${target.Arn} does not exist.`, {
        because: ['sns:GetTopicAttributes: NotFound'],
      })
    }
    if (read.state !== 'found') return unread(read, `the topic ${target.Arn}`, 'to see whether it exists')
    return ok('The topic exists.')
  }),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [{ action: 'sns:Publish', resource: target.Arn, why: 'publish to the topic', severity: 'error' }],
  })),
  actions: ['sns:Publish'],
  resourcePolicy: {
    noun: 'topic policy',
    actions: ['sns:Publish'],
    resource: (target) => target.Arn,
    own: ({ sender }) => ({
      call: 'sns',
      // SNS fills this old key for some services; EventBridge is not among them:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
      context: { 'aws:SourceOwner': null },
      contested: [
        {
          key: 'aws:SourceArn',
          // AWS's own test of a topic policy with this condition receives the event (aws/serverless-application-model,
          // connector_event_rule_to_sns_write).
          firstIsSure: true,
          values: [sender.arn, null],
          pages: [
            'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html: EventBridge sends aws:SourceArn, the ARN of the rule.',
            'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html: of the conditions, EventBridge is listed for aws:SourceAccount only.',
          ],
        },
      ],
    }),
    read: looking(['topic'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.topic(target.Arn), (topic) => ({
        documents: topic.policy === null ? [] : [{ name: 'topic policy', document: topic.policy }],
        fix: (sender) => allowPublish(topic, sender),
      })),
    ),
  },
  key: {
    noun: 'topic',
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    via: 'sns',
    encryptionContext: 'aws:sns:topicArn',
    managed: { usable: 'According to AWS, a role needs no permission on the key that AWS manages for SNS.' },
    // Named there as not supported between EventBridge and encrypted topics:
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    own: () => ({
      call: 'sns-key',
      context: {
        'aws:SourceArn': null,
        'aws:SourceAccount': null,
        'aws:SourceOrgID': null,
        'aws:SourceOrgPaths': null,
      },
      page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html: aws:SourceAccount, aws:SourceArn and aws:SourceOrgID are not supported in the key policy between EventBridge and an encrypted topic.',
    }),
    read: looking(['topic'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.topic(target.Arn), ({ kmsKey }) =>
        kmsKey ? { key: kmsKey } : { key: null, because: 'The topic is not encrypted with a KMS key.' },
      ),
    ),
  },
  history: null,
  dataEvents: { source: 'sns.amazonaws.com', events: ['Publish', 'PublishBatch'], type: 'AWS::SNS::Topic' },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
}
