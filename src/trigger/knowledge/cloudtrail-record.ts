import { type FieldFact, factAt, type Shape } from './shape.js'

// Typed by hand from AWS's pages, each named. What is typed makes warnings only; one thing is certain all the same: a field
// of the record that is written in another case or spelling matches nothing.

/** Fields of the identity that made a call. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
const USER_IDENTITY: Shape = {
  'type?': 's',
  'principalId?': 's',
  'arn?': 's',
  'accountId?': 's',
  'accessKeyId?': 's',
  'userName?': 's',
  'invokedBy?': 's',
  'identityProvider?': 's',
  'credentialId?': 's',
  'onBehalfOf?': { 'userId?': 's', 'identityStoreArn?': 's' },
  'inScopeOf?': '*',
  'sessionContext?': {
    'attributes?': { 'creationDate?': 's', 'mfaAuthenticated?': 's' },
    'sessionIssuer?': { 'type?': 's', 'principalId?': 's', 'arn?': 's', 'accountId?': 's', 'userName?': 's' },
    // Which names stand in it depends on who gave the identity.
    'webIdFederationData?': '*',
    'sourceIdentity?': 's',
    'ec2RoleDelivery?': '*',
    'assumedRoot?': '*',
    'ec2IssuedInVpc?': 's',
  },
}

/**
 * The record that CloudTrail writes, which is the `detail` of the events that it sends. The service fills what is open here.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const RECORD: Shape = {
  eventVersion: 's',
  eventTime: 's',
  'eventSource?': 's',
  'eventName?': 's',
  awsRegion: 's',
  'sourceIPAddress?': 's',
  'userAgent?': 's',
  'userIdentity?': USER_IDENTITY,
  'errorCode?': 's',
  'errorMessage?': 's',
  'requestParameters?': '*',
  'responseElements?': '*',
  'additionalEventData?': '*',
  'requestID?': 's',
  eventID: 's',
  'eventType?': 's',
  'apiVersion?': '*',
  'managementEvent?': 'b',
  'readOnly?': 'b',
  'resources?': [{ 'ARN?': 's', 'ARNPrefix?': 's', 'accountId?': 's', 'type?': 's' }],
  'recipientAccountId?': 's',
  'serviceEventDetails?': '*',
  'sharedEventID?': 's',
  'vpcEndpointId?': 's',
  'vpcEndpointAccountId?': 's',
  'eventCategory?': 's',
  'addendum?': '*',
  'sessionCredentialFromConsole?': '*',
  'edgeDeviceDetails?': '*',
  'tlsDetails?': { 'tlsVersion?': 's', 'cipherSuite?': 's', 'clientProvidedHostHeader?': 's', 'keyExchange?': 's' },
  'eventContext?': '*',
  'annotation?': '*',
  // Of Insights events. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
  'insightDetails?': '*',
}

/**
 * The detail-type under which CloudTrail sends a record, by the record's `eventType`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const DETAIL_TYPE_OF_EVENT_TYPE: Readonly<Record<string, string>> = {
  AwsApiCall: 'AWS API Call via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
  AwsConsoleAction: 'AWS Console Action via CloudTrail',
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
  AwsCloudTrailInsight: 'AWS Insight via CloudTrail',
}

/**
 * Names of records that are no API calls: they come with another detail-type than `AWS API Call via CloudTrail`.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
const SIGN_IN_NAMES: readonly string[] = ['ConsoleLogin', 'CheckMfa', 'SwitchRole', 'ExitRole', 'RenewRole']

/** Whether events of a detail-type are CloudTrail's. */
export const isFromCloudTrail = (detailType: string): boolean => detailType.endsWith(' via CloudTrail')

/** The detail-type of a record with this name, when it is known to be no API call; otherwise undefined. */
export const detailTypeOfRecord = (eventName: string): string | undefined =>
  SIGN_IN_NAMES.includes(eventName) ? DETAIL_TYPE_OF_EVENT_TYPE['AwsConsoleSignIn'] : undefined

/** What is known of a field of CloudTrail's record. In: the path from `detail` on. Undefined when it is not below `detail`. */
export function recordField(path: readonly string[]): FieldFact | undefined {
  const [top, ...below] = path.join('.').split('.')
  return top === 'detail' ? factAt(RECORD, below) : undefined
}
