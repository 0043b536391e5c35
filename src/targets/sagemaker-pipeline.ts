import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell, ok } from '../verdict/verdict.js'
import { doubtful, invalid } from './parameters.js'
import { notReady, oneCall, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** Started with the parameters in the target; the event itself is not passed. */
export const sagemakerPipeline: TargetService = {
  id: 'sagemaker-pipeline',
  name: 'SageMaker pipeline',
  arnForms: ['arn:aws:sagemaker:REGION:ACCOUNT:pipeline/NAME'],
  matches: (arn) => arn.service === 'sagemaker' && arn.resource.startsWith('pipeline/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: ({ Id, SageMakerPipelineParameters }) => {
    const count = SageMakerPipelineParameters?.PipelineParameterList?.length ?? 0
    return count > 200
      ? [
          invalid(
            `Target ${Id} gives its pipeline too many parameters.`,
            `SageMakerPipelineParameters.PipelineParameterList has ${count}; 200 are allowed`,
          ),
        ]
      : []
  },
  settings: looking(['modelPipeline'], async ({ target }: TargetSubject, account) => {
    const read = await account.modelPipeline(target.Arn)
    if (read.state === 'missing') return { flaws: [] }
    if (read.state !== 'found') {
      const purpose = 'to see which parameters it requires'
      return { flaws: [], unseen: cannotTell(read, `the pipeline ${target.Arn}`, purpose) }
    }
    const given = (target.SageMakerPipelineParameters?.PipelineParameterList ?? []).flatMap(({ Name }) => Name ?? [])
    const lacking = (read.value.parameters ?? []).filter(({ name, hasDefault }) => !hasDefault && !given.includes(name))
    return {
      flaws: lacking.map(({ name }) =>
        doubtful(
          `Target ${target.Id} gives no value for the parameter ${name}, which has no default.`,
          `PipelineParameterList gives ${given.join(', ') || 'nothing'}`,
          `sagemaker:DescribePipeline: ${name} without DefaultValue`,
        ),
      ),
    }
  }),
  state: looking(['modelPipeline'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.modelPipeline(target.Arn),
      { what: `the SageMaker pipeline ${target.Arn}`, absent: 'sagemaker:DescribePipeline: ResourceNotFound' },
      ({ status }) =>
        status === 'Active'
          ? ok('The SageMaker pipeline exists and is Active.')
          : notReady(`The SageMaker pipeline ${target.Arn} is not Active.`, `PipelineStatus = "${status}"`),
    ),
  ),
  needs: oneCall('sagemaker:StartPipelineExecution', 'start the pipeline'),
  actions: ['sagemaker:StartPipelineExecution'],
  history: { source: 'sagemaker.amazonaws.com', events: ['StartPipelineExecution'] },
  docs: 'https://docs.aws.amazon.com/sagemaker/latest/dg/pipeline-eventbridge.html',
}
