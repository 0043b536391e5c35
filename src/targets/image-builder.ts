import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok, warning } from '../verdict/verdict.js'
import { oneCall, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** A run of the pipeline makes an image. */
export const imageBuilder: TargetService = {
  id: 'image-builder',
  name: 'EC2 Image Builder pipeline',
  arnForms: ['arn:aws:imagebuilder:REGION:ACCOUNT:image-pipeline/NAME'],
  matches: (arn) => arn.service === 'imagebuilder' && arn.resource.startsWith('image-pipeline/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['imagePipeline'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.imagePipeline(target.Arn),
      { what: `the image pipeline ${target.Arn}`, absent: 'imagebuilder:GetImagePipeline: ResourceNotFoundException' },
      ({ status }) =>
        status === 'DISABLED'
          ? // Disabled ends its own schedule; whether it can still be started from outside AWS does not say.
            warning('target-not-ready', `The image pipeline ${target.Arn} is disabled.`, {
              because: ['status = "DISABLED"'],
            })
          : ok(`The image pipeline exists and is ${status}.`),
    ),
  ),
  needs: oneCall('imagebuilder:StartImagePipelineExecution', 'start the image pipeline'),
  actions: ['imagebuilder:StartImagePipelineExecution'],
  history: { source: 'imagebuilder.amazonaws.com', events: ['StartImagePipelineExecution'] },
  docs: 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/ev-rules-for-pipeline.html',
}
