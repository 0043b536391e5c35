import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, ok, type Verdict, warning } from '../verdict/verdict.js'
import { invalid } from './parameters.js'
import { callOn, notReady, stateOf } from './state.js'
import type { Flaw, StateCode, TargetService } from './target.js'

/** The target's ARN is the queue; what is run stands in the parameters. */
export const batch: TargetService = {
  id: 'batch',
  name: 'Batch job queue',
  arnForms: ['arn:aws:batch:REGION:ACCOUNT:job-queue/NAME'],
  matches: (arn) => arn.service === 'batch' && arn.resource.startsWith('job-queue/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  flaws: ({ Id, BatchParameters: batch }): Flaw[] => {
    const size = batch?.ArrayProperties?.Size
    const attempts = batch?.RetryStrategy?.Attempts
    return [
      ...(batch?.JobDefinition
        ? []
        : [invalid(`Target ${Id} names no job definition.`, 'BatchParameters.JobDefinition is absent')]),
      ...(batch?.JobName ? [] : [invalid(`Target ${Id} has no job name.`, 'BatchParameters.JobName is absent')]),
      ...(size !== undefined && (size < 2 || size > 10_000)
        ? [
            invalid(
              `The array of target ${Id} has a size that Batch does not accept.`,
              `BatchParameters.ArrayProperties.Size = ${size}; 2 to 10000 is allowed`,
            ),
          ]
        : []),
      ...(attempts !== undefined && (attempts < 1 || attempts > 10)
        ? [
            invalid(
              `The job of target ${Id} has a number of attempts that Batch does not accept.`,
              `BatchParameters.RetryStrategy.Attempts = ${attempts}; 1 to 10 is allowed`,
            ),
          ]
        : []),
    ]
  },
  state: looking(['jobQueue', 'jobDefinition'], async ({ target }: TargetSubject, account) =>
    all(await Promise.all([queueState(target.Arn, account), definitionState(target.BatchParameters, account)])),
  ),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [callOn(target, 'batch:SubmitJob', 'submit jobs to the queue'), ...definitionNeed(target)],
  })),
  actions: ['batch:SubmitJob'],
  history: { source: 'batch.amazonaws.com', events: ['SubmitJob'] },
  docs: 'https://docs.aws.amazon.com/batch/latest/userguide/batch-cwe-target.html',
}

/** SubmitJob is authorized on the definition, too. */
function definitionNeed({ Arn, BatchParameters }: TargetSubject['target']): Need[] {
  const reference = BatchParameters?.JobDefinition
  if (!reference) return []
  const queue = parseArn(Arn)
  const definition = reference.startsWith('arn:')
    ? reference
    : `arn:${queue?.partition}:batch:${queue?.region}:${queue?.account}:job-definition/${reference}`
  const name = definition.replace(/:\d+$/, '')
  const pinned = name !== definition
  return [
    {
      action: 'batch:SubmitJob',
      resource: definition,
      grant: pinned ? `${name}:*` : `${name}*`,
      why: `submit the job definition ${reference}`,
      // Without a revision refusals were seen to name the bare definition; AWS does not document which ARN counts.
      severity: pinned ? 'error' : 'warning',
    },
  ]
}

async function queueState(arn: string, account: Pick<Account, 'jobQueue'>): Promise<Verdict<StateCode>> {
  return stateOf(
    await account.jobQueue(arn),
    { what: `the job queue ${arn}`, absent: 'batch:DescribeJobQueues: no such queue' },
    ({ state, status, statusReason }) => {
      const seen = `status = "${status}"${statusReason ? `, statusReason = "${statusReason}"` : ''}`
      if (state === 'DISABLED') return notReady(`The job queue ${arn} does not accept jobs.`, 'state = "DISABLED"')
      if (status === 'VALID' || status === 'UPDATING') return ok('The job queue is enabled.')
      return status === 'CREATING'
        ? warning('target-not-ready', `The job queue ${arn} is still being created.`, { because: [seen] })
        : notReady(`The job queue ${arn} cannot be used: it is ${status}.`, seen)
    },
  )
}

async function definitionState(
  parameters: TargetSubject['target']['BatchParameters'],
  account: Pick<Account, 'jobDefinition'>,
): Promise<Verdict<StateCode>> {
  const reference = parameters?.JobDefinition
  if (!reference) return ok('No job definition is named.')
  return stateOf(
    await account.jobDefinition(reference),
    {
      what: `the job definition ${reference}`,
      absent: 'batch:DescribeJobDefinitions: no such definition',
      purpose: 'to see whether it is ACTIVE',
    },
    ({ arn, status }) =>
      status === 'ACTIVE'
        ? ok(`The job definition ${arn} is ACTIVE.`)
        : notReady(`The job definition ${arn} is not ACTIVE.`, `status = "${status}"`),
  )
}
