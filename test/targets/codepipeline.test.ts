import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, gone, may, reason, refused } from './ask.js'

const PIPELINE = `arn:aws:codepipeline:eu-west-1:${HOME}:release`
const ask = (pipeline = answers({ name: 'release', version: 3 })) => about({ Arn: PIPELINE }, { pipeline })

describe('a CodePipeline pipeline', () => {
  test('runs when the role may start it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('codepipeline:StartPipelineExecution', PIPELINE)))).toEqual(['ok'])
  })

  test('a near miss: its ARN has no "pipeline/" before the name', async () => {
    const written = PIPELINE.replace(':release', ':pipeline/release')
    expect(codes(await ask().allowed(may('codepipeline:StartPipelineExecution', written)))).toEqual([
      'permission-missing error',
    ])
  })

  test('needs a role', async () => {
    const pipeline = answers({ name: 'release', version: 3 })
    expect(codes(await about({ Arn: PIPELINE }, { pipeline }, false).config())).toEqual(['role-required error'])
  })

  test('is missing when there is no such pipeline', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(refused('codepipeline:GetPipeline')).state())).toContain('grant codepipeline:GetPipeline')
  })
})
