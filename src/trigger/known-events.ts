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

/**
 * Events that AWS documents and its schema registry lacks, by source. Typed by hand: they take away false alarms, and make
 * warnings about case and punctuation.
 */
const BESIDE_THE_REGISTRY: Readonly<Record<string, readonly string[]>> = {
  'aws.ec2': ['EC2 Instance Rebalance Recommendation'],
  'aws.ecs': ['ECS Deployment State Change'],
  'aws.config': ['Config Rules Compliance Change', 'Config Configuration Item Change'],
  'aws.glue': ['Glue Crawler State Change'],
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
  'aws.macie': ['Macie Finding'],
  'aws.inspector2': ['Inspector2 Finding', 'Inspector2 Scan', 'Inspector2 Coverage'],
  'aws.access-analyzer': ['Access Analyzer Finding'],
}

/** Every detail-type that is known here. */
export const KNOWN_DETAIL_TYPES: readonly string[] = [
  ...CLOUDTRAIL_DETAIL_TYPES,
  ...Object.values(BESIDE_THE_REGISTRY).flat(),
]

/** The source that sends an event which the registry lacks; undefined when it is not listed here. */
export const senderBesideTheRegistry = (detailType: string): string | undefined =>
  Object.entries(BESIDE_THE_REGISTRY).find(([, types]) => types.includes(detailType))?.[0]

/** Sources that people write and no table of names has. */
const MISNAMED_SOURCES: Readonly<Record<string, string>> = {
  'aws.alb': 'aws.elasticloadbalancing',
  'aws.parameterstore': 'aws.ssm',
  'aws.apigw': 'aws.apigateway',
}

/** The source that a text means by another name of the service; undefined when the tables of names have to tell. */
export const misnamedSource = (text: string): string | undefined =>
  Object.hasOwn(MISNAMED_SOURCES, text) ? MISNAMED_SOURCES[text] : undefined
