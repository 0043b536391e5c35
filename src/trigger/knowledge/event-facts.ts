// Typed by hand from AWS's pages, each named: only for warnings, as index.ts says. Each has an accessor, so that a text of
// an account never reaches into an object's prototype.

/** A fact about one event, and the page of AWS that it rests on. */
interface EventFact {
  source: string
  detailTypes: readonly string[]
  page: string
}

const EVENT_TYPES_PAGE = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/events/EventTypes.html'
const ECR_PAGE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html'
const ECS_TASK_PAGE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html'
const BATCH_PAGE = 'https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html'

/** Events whose `resources` is empty in all examples that AWS shows. */
const WITHOUT_RESOURCES: readonly EventFact[] = [
  { source: 'aws.ecr', detailTypes: ['ECR Image Action'], page: ECR_PAGE },
  {
    source: 'aws.emr',
    detailTypes: [
      'EMR Auto Scaling Policy State Change',
      'EMR Cluster State Change',
      'EMR Instance Group State Change',
      'EMR Step Status Change',
    ],
    page: EVENT_TYPES_PAGE,
  },
  {
    source: 'aws.glue',
    detailTypes: ['Glue Job State Change', 'Glue Job Run Status', 'Glue Crawler State Change'],
    page: EVENT_TYPES_PAGE,
  },
  { source: 'aws.opsworks', detailTypes: ['OpsWorks Alert'], page: EVENT_TYPES_PAGE },
  {
    source: 'aws.trustedadvisor',
    detailTypes: ['Trusted Advisor Check Item Refresh Notification'],
    page: 'https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html',
  },
  {
    source: 'aws.guardduty',
    detailTypes: ['GuardDuty Finding'],
    page: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
  },
  {
    source: 'aws.application-autoscaling',
    detailTypes: ['Application Auto Scaling Scaling Activity State Change'],
    page: 'https://docs.aws.amazon.com/autoscaling/application/userguide/monitoring-eventbridge.html',
  },
]

/** The page of AWS that shows an event with an empty `resources`; undefined when nothing is known. */
export const emptyResourcesPage = (source: string, detailType: string): string | undefined =>
  pageOf(WITHOUT_RESOURCES, source, detailType)

/** Fields that hold an ARN although their names or habit suggest a name. Paths from `detail` on. */
const ARN_FIELDS: readonly (EventFact & { path: string; form: string })[] = [
  {
    source: 'aws.batch',
    detailTypes: ['Batch Job State Change'],
    path: 'detail.jobQueue',
    form: 'arn:aws:batch:REGION:ACCOUNT:job-queue/NAME',
    page: BATCH_PAGE,
  },
  {
    source: 'aws.batch',
    detailTypes: ['Batch Job State Change'],
    path: 'detail.jobDefinition',
    form: 'arn:aws:batch:REGION:ACCOUNT:job-definition/NAME:REVISION',
    page: BATCH_PAGE,
  },
  {
    source: 'aws.ecs',
    detailTypes: [
      'ECS Task State Change',
      'ECS Container Instance State Change',
      'ECS Service Action',
      'ECS Deployment State Change',
    ],
    path: 'detail.clusterArn',
    form: 'arn:aws:ecs:REGION:ACCOUNT:cluster/NAME',
    page: ECS_TASK_PAGE,
  },
  {
    source: 'aws.ecs',
    detailTypes: ['ECS Task State Change'],
    path: 'detail.taskDefinitionArn',
    form: 'arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION',
    page: ECS_TASK_PAGE,
  },
  {
    source: 'aws.ecs',
    detailTypes: ['ECS Task State Change'],
    path: 'detail.taskArn',
    form: 'arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID',
    page: ECS_TASK_PAGE,
  },
  {
    source: 'aws.states',
    detailTypes: ['Step Functions Execution Status Change'],
    path: 'detail.stateMachineArn',
    form: 'arn:aws:states:REGION:ACCOUNT:stateMachine:NAME',
    page: 'https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html',
  },
]

/**
 * The form of the ARN that a field holds, and AWS's page; undefined when nothing is known of the field.
 * `detailType` undefined: the pattern leaves it open, and the source's other events may hold something else there.
 */
export function arnFieldOf(
  source: string,
  detailType: string | undefined,
  path: readonly string[],
): { form: string; page: string } | undefined {
  const found = ARN_FIELDS.find(
    (fact) =>
      fact.source === source &&
      detailType !== undefined &&
      fact.detailTypes.includes(detailType) &&
      fact.path === path.join('.'),
  )
  return found && { form: found.form, page: found.page }
}

/**
 * Detail-types that a service does not send, or no longer, and what it sends instead. Of Security Hub's, AWS's page itself
 * writes one without the "Hub" in its text, and whole in its examples.
 */
const RENAMED: readonly { source: string; was: readonly string[]; is: readonly string[]; page: string }[] = [
  {
    source: 'aws.securityhub',
    was: [
      'Security Hub Findings',
      'Security Hub Finding',
      'Security Findings - Imported',
      'Security Hub Findings Imported',
    ],
    is: ['Security Hub Findings - Imported', 'Findings Imported V2'],
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
  },
  {
    source: 'aws.securityhub',
    was: ['Security Findings - Custom Action', 'Security Hub Custom Action'],
    is: ['Security Hub Findings - Custom Action'],
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
  },
  {
    // Macie Classic sent alerts; what is called Macie today sends findings.
    source: 'aws.macie',
    was: ['Macie Alert'],
    is: ['Macie Finding'],
    page: 'https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html',
  },
]

/**
 * What a service sends in place of a detail-type that it does not send, or no longer, and AWS's page. The source may be
 * undefined when the pattern names none.
 */
export function renamedDetailType(
  source: string | undefined,
  detailType: string,
): { source: string; is: readonly string[]; page: string } | undefined {
  const found = RENAMED.find((one) => (source === undefined || one.source === source) && one.was.includes(detailType))
  return found && { source: found.source, is: found.is, page: found.page }
}

/** Detail-types of Security Hub and others that exist although AWS's schema registry lacks them. */
const ALSO_SENT: readonly { source: string; detailType: string; page: string }[] = [
  {
    source: 'aws.securityhub',
    detailType: 'Findings Imported V2',
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html',
  },
  {
    source: 'aws.ecs',
    detailType: 'ECS Deployment State Change',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html',
  },
  {
    source: 'aws.batch',
    detailType: 'Batch Service Job State Change',
    page: 'https://docs.aws.amazon.com/batch/latest/userguide/service-job-events.html',
  },
]

/** Whether AWS documents an event that its schema registry lacks. `false` says nothing. */
export const isAlsoSent = (source: string, detailType: string): boolean =>
  ALSO_SENT.some((one) => one.source === source && one.detailType === detailType)

/**
 * Services of which the own events and the calls that CloudTrail recorded come from two sources.
 * EMR: https://docs.aws.amazon.com/AmazonCloudWatch/latest/events/EventTypes.html
 * CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html and
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const TWO_SOURCES: readonly { events: string; calls: string }[] = [
  { events: 'aws.emr', calls: 'aws.elasticmapreduce' },
  { events: 'aws.cloudwatch', calls: 'aws.monitoring' },
]

/** The two sources of a service, whichever of them is given: of its own events, and of calls by way of CloudTrail. */
export const twoSourcesOf = (source: string): { events: string; calls: string } | undefined =>
  TWO_SOURCES.find(({ events, calls }) => events === source || calls === source)

/**
 * Event sources that no service model has.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-info-in-cloudtrail.html
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/logging-using-cloudtrail.html
 */
export const EVENT_SOURCES_BESIDES: readonly string[] = ['sso-directory.amazonaws.com', 'billingconsole.amazonaws.com']

/**
 * Names of services that are taken for event sources although CloudTrail writes another, and that a model signs with.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const MISNAMED_EVENT_SOURCES: Readonly<Record<string, string>> = { cloudwatch: 'monitoring.amazonaws.com' }

/**
 * More sources under which the calls of an event source arrive: services whose calls CloudTrail writes as another's.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/logging-using-cloudtrail.html
 */
export const SOURCES_BESIDES: Readonly<Record<string, readonly string[]>> = {
  'autoscaling.amazonaws.com': ['aws.application-autoscaling', 'aws.autoscaling-plans'],
}

/** IAM's names of rights that are no API calls, so that CloudTrail never writes them, and what it writes instead. */
const RIGHTS: readonly { eventSource: string; right: string; calls: readonly string[]; page: string }[] = [
  {
    eventSource: 'iam.amazonaws.com',
    right: 'PassRole',
    calls: [],
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  },
  {
    eventSource: 's3.amazonaws.com',
    right: 'ListBucket',
    calls: ['ListObjects', 'ListObjectsV2'],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
  },
  {
    eventSource: 's3.amazonaws.com',
    right: 'ListAllMyBuckets',
    calls: ['ListBuckets'],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
  },
  {
    eventSource: 'lambda.amazonaws.com',
    right: 'InvokeFunction',
    calls: ['Invoke'],
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html',
  },
]

/** What CloudTrail writes for a right of IAM that is no API call (perhaps nothing), and AWS's page; otherwise undefined. */
export function callsOfRight(
  eventSource: string,
  name: string,
): { calls: readonly string[]; page: string } | undefined {
  const found = RIGHTS.find((one) => one.eventSource === eventSource && one.right === name)
  return found && { calls: found.calls, page: found.page }
}

/**
 * Calls that write the same thing as another one, so that a rule for one alone misses part of what happens. An upload of
 * many parts ends in `CompleteMultipartUpload`, a copy is `CopyObject`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
const SAME_EFFECT: readonly { eventSource: string; calls: readonly string[] }[] = [
  { eventSource: 's3.amazonaws.com', calls: ['PutObject', 'CompleteMultipartUpload', 'CopyObject'] },
  { eventSource: 's3.amazonaws.com', calls: ['DeleteObject', 'DeleteObjects'] },
]

/** The other calls by which the same comes about as by this one; empty when none are known. */
export const othersOfSameEffect = (eventSource: string, eventName: string): readonly string[] =>
  SAME_EFFECT.filter((one) => one.eventSource === eventSource && one.calls.includes(eventName)).flatMap(({ calls }) =>
    calls.filter((call) => call !== eventName),
  )

const pageOf = (facts: readonly EventFact[], source: string, detailType: string): string | undefined =>
  facts.find((fact) => fact.source === source && fact.detailTypes.includes(detailType))?.page
