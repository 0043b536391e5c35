import * as apiDestination from './reads/api-destination.js'
import * as apigateway from './reads/apigateway.js'
import * as appsync from './reads/appsync.js'
import * as batch from './reads/batch.js'
import * as cloudtrail from './reads/cloudtrail.js'
import * as codebuild from './reads/codebuild.js'
import * as codepipeline from './reads/codepipeline.js'
import type { MethodOf } from './reads/declare.js'
import * as ecs from './reads/ecs.js'
import * as events from './reads/events.js'
import * as firehose from './reads/firehose.js'
import * as glue from './reads/glue.js'
import * as iam from './reads/iam.js'
import * as imagebuilder from './reads/imagebuilder.js'
import * as kinesis from './reads/kinesis.js'
import * as kms from './reads/kms.js'
import * as lambda from './reads/lambda.js'
import * as logs from './reads/logs.js'
import * as organizations from './reads/organizations.js'
import * as redshift from './reads/redshift.js'
import * as s3 from './reads/s3.js'
import * as sagemaker from './reads/sagemaker.js'
import * as sfn from './reads/sfn.js'
import * as sns from './reads/sns.js'
import * as sqs from './reads/sqs.js'
import * as ssm from './reads/ssm.js'
import * as ssmIncidents from './reads/ssm-incidents.js'
import * as sts from './reads/sts.js'
import * as tags from './reads/tags.js'
import * as trails from './reads/trails.js'

/** Every read, by its name: what it calls, takes and answers. */
export const READS = {
  ...sts,
  ...events,
  ...iam,
  ...lambda,
  ...sfn,
  ...ecs,
  ...apigateway,
  ...kms,
  ...logs,
  ...sns,
  ...sqs,
  ...tags,
  ...cloudtrail,
  ...kinesis,
  ...firehose,
  ...apiDestination,
  ...appsync,
  ...batch,
  ...codebuild,
  ...codepipeline,
  ...ssm,
  ...ssmIncidents,
  ...redshift,
  ...sagemaker,
  ...glue,
  ...imagebuilder,
  ...s3,
  ...trails,
  ...organizations,
}

/** The name of a read. */
export type ReadName = keyof typeof READS

/**
 * All that the tool can look at, as types. A live account, a snapshot and an object literal in a test are the same
 * thing to a check. Every read takes plain JSON, so that its answer can be remembered and written down.
 */
export type Account = { [Name in ReadName]: MethodOf<(typeof READS)[Name]> }

/** The names of all reads. */
export const READ_NAMES = Object.keys(READS) as readonly ReadName[]
