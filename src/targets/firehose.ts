import { mapRead } from '../aws/read.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { callOn, notReady, stateOf } from './state.js'
import type { KeyName, TargetService } from './target.js'

/** A stream that reads its source by itself refuses every record that is put. */
export const firehose: TargetService = {
  id: 'firehose',
  name: 'Firehose stream',
  arnForms: ['arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME'],
  matches: (arn) => arn.service === 'firehose' && arn.resource.startsWith('deliverystream/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['deliveryStream'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.deliveryStream(target.Arn),
      {
        what: `the Firehose stream ${target.Arn}`,
        absent: 'firehose:DescribeDeliveryStream: ResourceNotFoundException',
      },
      ({ status, type }) => {
        if (type !== 'DirectPut') {
          return notReady(
            `The Firehose stream ${target.Arn} does not accept records: it reads from another source.`,
            `DeliveryStreamType = "${type}"; only a DirectPut stream accepts records`,
          )
        }
        return status === 'ACTIVE'
          ? ok('The Firehose stream exists and is ACTIVE.')
          : notReady(`The Firehose stream ${target.Arn} is not ACTIVE.`, `DeliveryStreamStatus = "${status}"`)
      },
    ),
  ),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [
      callOn(target, 'firehose:PutRecord', 'put the event into the stream'),
      // Infrastructure tools grant both; AWS does not say when EventBridge puts batches.
      { ...callOn(target, 'firehose:PutRecordBatch', 'put several events at once'), severity: 'warning' },
    ],
  })),
  actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  key: {
    noun: 'Firehose stream',
    actions: ['kms:GenerateDataKey'],
    via: 'firehose',
    // Firehose has a grant of its own on the key, and its pages do not say whether the caller of a put needs more.
    severity: 'warning',
    managed: { usable: 'Senders need no permission on the key that AWS manages for Firehose.' },
    read: looking(['deliveryStream'], async ({ target }: TargetSubject, account) =>
      mapRead(
        await account.deliveryStream(target.Arn),
        ({ kmsKey }): KeyName =>
          kmsKey ? { key: kmsKey } : { key: null, because: 'The stream has no customer managed key.' },
      ),
    ),
  },
  history: null,
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}
