import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { oneCall, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** Its ARN is the pipeline's name and nothing else. */
export const codepipeline: TargetService = {
  id: 'codepipeline',
  name: 'CodePipeline pipeline',
  arnForms: ['arn:aws:codepipeline:REGION:ACCOUNT:NAME'],
  matches: (arn) => arn.service === 'codepipeline',
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['pipeline'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.pipeline(target.Arn),
      { what: `the pipeline ${target.Arn}`, absent: 'codepipeline:GetPipeline: PipelineNotFoundException' },
      () => ok('The pipeline exists.'),
    ),
  ),
  needs: oneCall('codepipeline:StartPipelineExecution', 'start the pipeline'),
  actions: ['codepipeline:StartPipelineExecution'],
  history: { source: 'codepipeline.amazonaws.com', events: ['StartPipelineExecution'] },
  docs: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source-cli.html',
}
