import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, gone, may, reason, refused } from './ask.js'

const PIPELINE = `arn:aws:imagebuilder:eu-west-1:${HOME}:image-pipeline/base`
const ask = (imagePipeline = answers({ arn: PIPELINE, status: 'ENABLED' })) =>
  about({ Arn: PIPELINE }, { imagePipeline })

describe('an Image Builder pipeline', () => {
  test('makes an image when the role may start it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('imagebuilder:StartImagePipelineExecution', PIPELINE)))).toEqual(['ok'])
  })

  test('a near miss: the permission for an image in place of the pipeline', async () => {
    const image = PIPELINE.replace('image-pipeline', 'image')
    expect(codes(await ask().allowed(may('imagebuilder:StartImagePipelineExecution', image)))).toEqual([
      'permission-missing error',
    ])
  })

  test('is at risk when it is disabled: AWS does not say whether it can still be started', async () => {
    expect(codes(await ask(answers({ arn: PIPELINE, status: 'DISABLED' })).state())).toEqual([
      'target-not-ready warning',
    ])
  })

  test('is missing when there is no such pipeline', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(refused('imagebuilder:GetImagePipeline')).state())).toContain(
      'grant imagebuilder:GetImagePipeline',
    )
  })
})
