import { describe, expect, it } from 'vitest'
import { about, answers, codes, gone, HOME, may, reason, refused } from './ask.js'

const PIPELINE = `arn:aws:codepipeline:eu-west-1:${HOME}:release`
const ask = (pipeline = answers({ name: 'release', version: 3 })) => about({ Arn: PIPELINE }, { pipeline })

describe('a CodePipeline pipeline', () => {
  it('runs when the role may start it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('codepipeline:StartPipelineExecution', PIPELINE)))).toEqual(['ok'])
  })

  it('a near miss: its ARN has no "pipeline/" before the name', async () => {
    const written = PIPELINE.replace(':release', ':pipeline/release')
    expect(codes(await ask().allowed(may('codepipeline:StartPipelineExecution', written)))).toEqual([
      'permission-missing error',
    ])
  })

  it('needs a role', async () => {
    const pipeline = answers({ name: 'release', version: 3 })
    expect(codes(await about({ Arn: PIPELINE }, { pipeline }, false).config())).toEqual(['role-required error'])
  })

  it('is missing when there is no such pipeline', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
  })

  it('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(refused('codepipeline:GetPipeline')).state())).toContain('grant codepipeline:GetPipeline')
  })
})
