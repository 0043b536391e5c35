import { mapRead } from '../aws/read.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { pathFlaw } from './json-path.js'
import { doubtful, invalid } from './parameters.js'
import { notReady, oneCall, stateOf } from './state.js'
import type { Flaw, TargetService } from './target.js'

/** Records are put one by one. The stream's own policy matters only when it belongs to another account. */
export const kinesis: TargetService = {
  id: 'kinesis',
  name: 'Kinesis data stream',
  arnForms: ['arn:aws:kinesis:REGION:ACCOUNT:stream/NAME'],
  matches: (arn) => arn.service === 'kinesis' && arn.resource.startsWith('stream/'),
  role: 'required',
  crossAccount: 'direct',
  crossRegion: false,
  flaws: ({ Id, KinesisParameters }): Flaw[] => {
    const path = KinesisParameters?.PartitionKeyPath
    if (path === undefined) return []
    const found = pathFlaw(path)
    if (!found) return []
    const seen = [`KinesisParameters.PartitionKeyPath = "${path}"`, found.text] as const
    return [
      found.kind === 'malformed'
        ? invalid(`The partition key of target ${Id} is not a JSON path.`, ...seen)
        : doubtful(`The partition key path of target ${Id} may find nothing.`, ...seen),
    ]
  },
  state: looking(['stream'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.stream(target.Arn),
      {
        what: `the data stream ${target.Arn}`,
        absent: 'kinesis:DescribeStreamSummary: ResourceNotFoundException',
      },
      // A stream that is UPDATING takes records.
      ({ status }) =>
        status === 'CREATING' || status === 'DELETING'
          ? notReady(
              `The data stream ${target.Arn} does not accept records: it is ${status}.`,
              `StreamStatus = "${status}"`,
            )
          : ok(`The data stream exists and is ${status}.`),
    ),
  ),
  needs: oneCall('kinesis:PutRecord', 'put the event into the stream'),
  actions: ['kinesis:PutRecord'],
  resourcePolicy: {
    noun: 'stream policy',
    actions: ['kinesis:PutRecord'],
    resource: (target) => target.Arn,
    read: looking(['streamPolicy'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.streamPolicy(target.Arn), (policy) => ({
        documents: policy === null ? [] : [{ name: `stream policy of ${target.Arn}`, document: policy }],
      })),
    ),
  },
  key: {
    noun: 'data stream',
    actions: ['kms:GenerateDataKey'],
    via: 'kinesis',
    encryptionContext: 'aws:kinesis:arn',
    // "Producers must have the kms:GenerateDataKey permission" for a key of the customer, none for the default service key:
    // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
    managed: { usable: 'Senders need no permission on the key that AWS manages for Kinesis.' },
    read: looking(['stream'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.stream(target.Arn), ({ kmsKey }) =>
        kmsKey ? { key: kmsKey } : { key: null, because: 'The data stream is not encrypted with a KMS key.' },
      ),
    ),
  },
  history: null,
  dataEvents: { source: 'kinesis.amazonaws.com', events: ['PutRecord', 'PutRecords'], type: 'AWS::Kinesis::Stream' },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}
