import { type ApiDestinationReads, apiDestinationFacts } from './reads/api-destination.js'
import { type ApiGatewayReads, apiGatewayFacts } from './reads/apigateway.js'
import { type AppsyncReads, appsyncFacts } from './reads/appsync.js'
import { type BatchReads, batchFacts } from './reads/batch.js'
import { type CloudTrailReads, cloudtrailFacts } from './reads/cloudtrail.js'
import { type CodebuildReads, codebuildFacts } from './reads/codebuild.js'
import { type CodepipelineReads, codepipelineFacts } from './reads/codepipeline.js'
import { type EcsReads, ecsFacts } from './reads/ecs.js'
import { type EventsReads, eventsFacts } from './reads/events.js'
import type { FactsOf } from './reads/facts.js'
import { type FirehoseReads, firehoseFacts } from './reads/firehose.js'
import { type GlueReads, glueFacts } from './reads/glue.js'
import { type IamReads, iamFacts } from './reads/iam.js'
import { type ImagebuilderReads, imagebuilderFacts } from './reads/imagebuilder.js'
import { type KinesisReads, kinesisFacts } from './reads/kinesis.js'
import { type KmsReads, kmsFacts } from './reads/kms.js'
import { type LambdaReads, lambdaFacts } from './reads/lambda.js'
import { type LogsReads, logsFacts } from './reads/logs.js'
import { type RedshiftReads, redshiftFacts } from './reads/redshift.js'
import { type S3Reads, s3Facts } from './reads/s3.js'
import { type SagemakerReads, sagemakerFacts } from './reads/sagemaker.js'
import { type SfnReads, sfnFacts } from './reads/sfn.js'
import { type SnsReads, snsFacts } from './reads/sns.js'
import { type SqsReads, sqsFacts } from './reads/sqs.js'
import { type SsmReads, ssmFacts } from './reads/ssm.js'
import { type SsmIncidentsReads, ssmIncidentsFacts } from './reads/ssm-incidents.js'
import { type StsReads, stsFacts } from './reads/sts.js'
import { type TagsReads, tagsFacts } from './reads/tags.js'
import { type TrailReads, trailFacts } from './reads/trails.js'

/**
 * All that the tool can look at, as types. A live account, a snapshot and an object literal in a test are the same
 * thing to a check. Every read takes plain JSON, so that its answer can be remembered and written down.
 */
export interface Account
  extends StsReads,
    EventsReads,
    IamReads,
    LambdaReads,
    SfnReads,
    EcsReads,
    CloudTrailReads,
    ApiGatewayReads,
    KmsReads,
    LogsReads,
    SnsReads,
    SqsReads,
    TagsReads,
    KinesisReads,
    FirehoseReads,
    ApiDestinationReads,
    AppsyncReads,
    BatchReads,
    CodebuildReads,
    CodepipelineReads,
    SsmReads,
    SsmIncidentsReads,
    RedshiftReads,
    SagemakerReads,
    GlueReads,
    ImagebuilderReads,
    S3Reads,
    TrailReads {}

/** The name of a read. */
export type ReadName = keyof Account

/** What each read calls. */
export const READS: FactsOf<Account> = {
  ...stsFacts,
  ...eventsFacts,
  ...iamFacts,
  ...lambdaFacts,
  ...sfnFacts,
  ...ecsFacts,
  ...apiGatewayFacts,
  ...kmsFacts,
  ...logsFacts,
  ...snsFacts,
  ...sqsFacts,
  ...tagsFacts,
  ...cloudtrailFacts,
  ...kinesisFacts,
  ...firehoseFacts,
  ...apiDestinationFacts,
  ...appsyncFacts,
  ...batchFacts,
  ...codebuildFacts,
  ...codepipelineFacts,
  ...ssmFacts,
  ...ssmIncidentsFacts,
  ...redshiftFacts,
  ...sagemakerFacts,
  ...glueFacts,
  ...imagebuilderFacts,
  ...s3Facts,
  ...trailFacts,
}

/** The names of all reads. */
export const READ_NAMES = Object.keys(READS) as readonly ReadName[]
