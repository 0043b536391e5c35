import { describe, expect, test } from 'vitest'
import type { ModelPipeline } from '../../src/aws/reads/sagemaker.js'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const PIPELINE = `arn:aws:sagemaker:eu-west-1:${HOME}:pipeline/train`
const pipeline = (more: Partial<ModelPipeline> = {}) =>
  answers<ModelPipeline>({ arn: PIPELINE, status: 'Active', parameters: [{ name: 'Date', hasDefault: true }], ...more })
const ask = (target: object = {}, modelPipeline = pipeline()) => about({ Arn: PIPELINE, ...target }, { modelPipeline })

describe('a SageMaker pipeline', () => {
  test('runs when it is Active and the role may start it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('sagemaker:StartPipelineExecution', PIPELINE)))).toEqual(['ok'])
  })

  test('a near miss: starting a CodePipeline pipeline is another permission', async () => {
    expect(codes(await ask().allowed(may('codepipeline:StartPipelineExecution', '*')))).toEqual([
      'permission-missing error',
    ])
  })

  test('may refuse to start without a value for a parameter that has no default', async () => {
    const needy = pipeline({ parameters: [{ name: 'Date', hasDefault: false }] })
    expect(codes(await ask({}, needy).config())).toEqual(['parameters-invalid warning'])
    const given = { SageMakerPipelineParameters: { PipelineParameterList: [{ Name: 'Date', Value: '$.time' }] } }
    expect(codes(await ask(given, needy).config())).toEqual(['ok'])
  })

  test('false positive: nothing is said of parameters when the definition could not be understood', async () => {
    const opaque = answers<ModelPipeline>({ arn: PIPELINE, status: 'Active' })
    expect(codes(await ask({}, opaque).config())).toEqual(['ok'])
  })

  test('takes 200 parameters and no more', async () => {
    const list = (length: number) => ({
      SageMakerPipelineParameters: {
        PipelineParameterList: Array.from({ length }, (_, i) => ({ Name: `p${i}`, Value: 'x' })),
      },
    })
    expect(codes(await ask(list(200)).config())).toEqual(['ok'])
    expect(codes(await ask(list(201)).config())).toEqual(['parameters-invalid error'])
  })

  test('does not run while it is being deleted', async () => {
    expect(finding(await ask({}, pipeline({ status: 'Deleting' })).state()).code).toBe('target-not-ready')
  })

  test('is missing when there is no such pipeline', async () => {
    expect(codes(await ask({}, gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask({}, refused('sagemaker:DescribePipeline')).state())).toContain(
      'grant sagemaker:DescribePipeline',
    )
  })
})
