/** The detail-types under which CloudTrail passes on what it records; on the default bus only. AWS's guide has "Signin". */
export const CLOUDTRAIL_DETAIL_TYPES = [
  'AWS API Call via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Console Signin via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Service Event via CloudTrail',
  'AWS Insight via CloudTrail',
] as const

/**
 * Events of S3 that a bucket sends only when its EventBridge switch is on.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
export const S3_DETAIL_TYPES = [
  'Object Created',
  'Object Deleted',
  'Object Restore Initiated',
  'Object Restore Completed',
  'Object Restore Expired',
  'Object Storage Class Changed',
  'Object Access Tier Changed',
  'Object ACL Updated',
  'Object Tags Added',
  'Object Tags Deleted',
] as const

/** Events that services send themselves, by source: often used ones, from AWS's event reference. */
const SERVICE_DETAIL_TYPES: Readonly<Record<string, readonly string[]>> = {
  'aws.s3': S3_DETAIL_TYPES,
  'aws.ec2': [
    'EC2 Instance State-change Notification',
    'EC2 Spot Instance Interruption Warning',
    'EC2 Instance Rebalance Recommendation',
    'EBS Snapshot Notification',
    'EBS Volume Notification',
  ],
  'aws.guardduty': ['GuardDuty Finding'],
  'aws.health': ['AWS Health Event'],
  'aws.ecs': [
    'ECS Task State Change',
    'ECS Container Instance State Change',
    'ECS Service Action',
    'ECS Deployment State Change',
  ],
  'aws.ecr': ['ECR Image Action', 'ECR Image Scan'],
  'aws.codebuild': ['CodeBuild Build State Change', 'CodeBuild Build Phase Change'],
  'aws.codepipeline': [
    'CodePipeline Pipeline Execution State Change',
    'CodePipeline Stage Execution State Change',
    'CodePipeline Action Execution State Change',
  ],
  'aws.codedeploy': [
    'CodeDeploy Deployment State-change Notification',
    'CodeDeploy Instance State-change Notification',
  ],
  'aws.codecommit': ['CodeCommit Repository State Change', 'CodeCommit Pull Request State Change'],
  'aws.batch': ['Batch Job State Change'],
  'aws.states': ['Step Functions Execution Status Change'],
  'aws.autoscaling': [
    'EC2 Instance Launch Successful',
    'EC2 Instance Launch Unsuccessful',
    'EC2 Instance Terminate Successful',
    'EC2 Instance Terminate Unsuccessful',
    'EC2 Instance-launch Lifecycle Action',
    'EC2 Instance-terminate Lifecycle Action',
  ],
  'aws.cloudwatch': ['CloudWatch Alarm State Change'],
  'aws.config': ['Config Rules Compliance Change', 'Config Configuration Item Change'],
  'aws.securityhub': ['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action'],
  'aws.rds': [
    'RDS DB Instance Event',
    'RDS DB Cluster Event',
    'RDS DB Snapshot Event',
    'RDS DB Cluster Snapshot Event',
  ],
  'aws.glue': ['Glue Job State Change', 'Glue Crawler State Change', 'Glue Data Catalog Database State Change'],
  'aws.ssm': [
    'Parameter Store Change',
    'EC2 Command Status-change Notification',
    'EC2 Command Invocation Status-change Notification',
  ],
  'aws.cloudformation': [
    'CloudFormation Stack Status Change',
    'CloudFormation Resource Status Change',
    'CloudFormation Drift Detection Status Change',
  ],
  'aws.backup': ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
  'aws.trustedadvisor': ['Trusted Advisor Check Item Refresh Notification'],
  'aws.macie': ['Macie Finding'],
  'aws.inspector2': ['Inspector2 Finding', 'Inspector2 Scan', 'Inspector2 Coverage'],
  'aws.access-analyzer': ['Access Analyzer Finding'],
  'aws.acm': ['ACM Certificate Approaching Expiration'],
}

/** Every detail-type that is known here. */
export const KNOWN_DETAIL_TYPES: readonly string[] = [
  ...CLOUDTRAIL_DETAIL_TYPES,
  ...Object.values(SERVICE_DETAIL_TYPES).flat(),
]

/** The source that alone sends a detail-type; undefined when it is not known or has many senders. */
export const senderOf = (detailType: string): string | undefined =>
  Object.entries(SERVICE_DETAIL_TYPES).find(([, types]) => types.includes(detailType))?.[0]

/** What people write for a source, and what the service calls itself. */
export const MISNAMED_SOURCES: Readonly<Record<string, string>> = {
  'aws.stepfunctions': 'aws.states',
  'aws.step-functions': 'aws.states',
  'aws.sfn': 'aws.states',
  'aws.eventbridge': 'aws.events',
  'aws.cloudwatch-events': 'aws.events',
  'aws.elb': 'aws.elasticloadbalancing',
  'aws.alb': 'aws.elasticloadbalancing',
  'aws.parameterstore': 'aws.ssm',
  'aws.secretmanager': 'aws.secretsmanager',
  'aws.secrets-manager': 'aws.secretsmanager',
  'aws.guard-duty': 'aws.guardduty',
  'aws.security-hub': 'aws.securityhub',
  'aws.apigw': 'aws.apigateway',
  'aws.trusted-advisor': 'aws.trustedadvisor',
  'aws.inspector-2': 'aws.inspector2',
}

/** Source and detail-type without what is easily got wrong: case, spaces, hyphens. */
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The known detail-type that a text misspells by case, spaces or hyphens; undefined when it is right or unlike any. */
export function meantDetailType(text: string): string | undefined {
  if (KNOWN_DETAIL_TYPES.includes(text)) return undefined
  return KNOWN_DETAIL_TYPES.find((known) => plain(known) === plain(text))
}

/** The source that a text misspells; undefined when it may be right. */
export function meantSource(text: string): string | undefined {
  const tidy = text.trim().toLowerCase()
  if (Object.hasOwn(MISNAMED_SOURCES, tidy)) return MISNAMED_SOURCES[tidy]
  if (tidy !== text && tidy.startsWith('aws.') && !tidy.startsWith('aws.partner/')) return tidy
  const service = /^([a-z0-9-]+)\.amazonaws\.com$/.exec(tidy)?.[1]
  return service ? `aws.${service}` : undefined
}
