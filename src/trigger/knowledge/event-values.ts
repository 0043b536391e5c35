// Typed by hand from AWS's pages, each named: only for warnings about case and punctuation, as index.ts says. AWS may have
// added values since, so that a value that is missing here is no ground for anything.

interface Values {
  source: string
  detailTypes: readonly string[]
  path: string
  values: readonly string[]
  page: string
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const VALUES: readonly Values[] = [
  {
    source: 'aws.ec2',
    detailTypes: ['EC2 Instance State-change Notification'],
    path: 'detail.state',
    values: words('pending running shutting-down stopped stopping terminated'),
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html',
  },
  {
    source: 'aws.ecs',
    detailTypes: ['ECS Task State Change'],
    path: 'detail.lastStatus',
    values: words('PROVISIONING PENDING ACTIVATING RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED'),
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html',
  },
  {
    source: 'aws.batch',
    detailTypes: ['Batch Job State Change'],
    path: 'detail.status',
    values: words('SUBMITTED PENDING RUNNABLE STARTING RUNNING SUCCEEDED FAILED'),
    page: 'https://docs.aws.amazon.com/batch/latest/userguide/job_states.html',
  },
  {
    source: 'aws.states',
    detailTypes: ['Step Functions Execution Status Change'],
    path: 'detail.status',
    values: words('RUNNING SUCCEEDED FAILED TIMED_OUT ABORTED PENDING_REDRIVE'),
    page: 'https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html',
  },
  {
    source: 'aws.codebuild',
    detailTypes: ['CodeBuild Build State Change'],
    path: 'detail.build-status',
    values: words('IN_PROGRESS SUCCEEDED FAILED STOPPED'),
    page: 'https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html',
  },
  {
    source: 'aws.codepipeline',
    detailTypes: ['CodePipeline Pipeline Execution State Change'],
    path: 'detail.state',
    values: words('CANCELED FAILED RESUMED STARTED STOPPED STOPPING SUCCEEDED SUPERSEDED'),
    page: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html',
  },
  {
    source: 'aws.glue',
    detailTypes: ['Glue Job State Change'],
    path: 'detail.state',
    values: words('SUCCEEDED FAILED TIMEOUT STOPPED'),
    page: 'https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html',
  },
  {
    source: 'aws.glue',
    detailTypes: ['Glue Crawler State Change'],
    path: 'detail.state',
    values: words('Started Succeeded Failed'),
    page: 'https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html',
  },
  {
    source: 'aws.cloudwatch',
    detailTypes: ['CloudWatch Alarm State Change'],
    path: 'detail.state.value',
    values: words('OK ALARM INSUFFICIENT_DATA'),
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html',
  },
  {
    source: 'aws.ecr',
    detailTypes: ['ECR Image Action'],
    path: 'detail.action-type',
    values: words('PUSH DELETE'),
    page: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html',
  },
  {
    source: 'aws.ecr',
    detailTypes: ['ECR Image Action'],
    path: 'detail.result',
    values: words('SUCCESS FAILURE'),
    page: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html',
  },
  {
    source: 'aws.health',
    detailTypes: ['AWS Health Event'],
    path: 'detail.eventTypeCategory',
    values: words('issue accountNotification scheduledChange investigation'),
    page: 'https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html',
  },
]

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/**
 * The value that a text means by another case or punctuation, and AWS's page: `RUNNING` where EC2 writes `running`.
 * Undefined when the text is a known value, or is like none: it may be right.
 */
export function meantValue(
  source: string,
  detailType: string,
  path: readonly string[],
  text: string,
): { meant: string; page: string } | undefined {
  const found = VALUES.find(
    (one) => one.source === source && one.detailTypes.includes(detailType) && one.path === path.join('.'),
  )
  if (!found || found.values.includes(text)) return undefined
  const meant = found.values.find((value) => plain(value) === plain(text))
  return meant === undefined ? undefined : { meant, page: found.page }
}

/** Every event of which values are listed, with the field that has them. */
export const fieldsWithValues = (): readonly { source: string; detailType: string; path: string }[] =>
  VALUES.flatMap(({ source, detailTypes, path }) => detailTypes.map((detailType) => ({ source, detailType, path })))
