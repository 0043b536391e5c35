import { GetTriggersCommand, GetWorkflowCommand, GlueClient } from '@aws-sdk/client-glue'
import { GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder'
import { DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { glueWorkflow, imagePipeline, modelPipeline } = live()
const WORKFLOW = `arn:aws:glue:eu-west-1:${HOME}:workflow/nightly`
const MODEL = `arn:aws:sagemaker:eu-west-1:${HOME}:pipeline/train`
const IMAGE = `arn:aws:imagebuilder:eu-west-1:${HOME}:image-pipeline/base`
const glue = mockClient(GlueClient)
const models = mockClient(SageMakerClient)
const images = mockClient(ImagebuilderClient)
beforeEach(() => {
  glue.reset()
  models.reset()
  images.reset()
})

describe('a Glue workflow', () => {
  test('is asked for with its graph, of which the triggers are kept', async () => {
    glue.on(GetWorkflowCommand).resolves({
      Workflow: {
        Name: 'nightly',
        Graph: {
          Nodes: [
            { Type: 'TRIGGER', TriggerDetails: { Trigger: { Name: 'start', Type: 'EVENT', State: 'CREATED' } } },
            { Type: 'JOB', JobDetails: {} },
          ],
        },
      },
    })
    expect(await glueWorkflow(WORKFLOW)).toEqual({
      state: 'found',
      value: { name: 'nightly', triggers: [{ name: 'start', type: 'EVENT', state: 'CREATED' }] },
    })
    expect(glue.call(0).args[0].input).toEqual({ Name: 'nightly', IncludeGraph: true })
  })

  test('without a graph has those of the triggers of the account that are its own, from all pages', async () => {
    glue.on(GetWorkflowCommand).resolves({ Workflow: { Name: 'nightly' } })
    glue
      .on(GetTriggersCommand)
      .resolvesOnce({ Triggers: [{ Name: 'other', Type: 'EVENT', WorkflowName: 'weekly' }], NextToken: 'more' })
      .resolvesOnce({ Triggers: [{ Name: 'start', Type: 'EVENT', State: 'CREATED', WorkflowName: 'nightly' }] })
    expect(await glueWorkflow(WORKFLOW)).toEqual({
      state: 'found',
      value: { name: 'nightly', triggers: [{ name: 'start', type: 'EVENT', state: 'CREATED' }] },
    })
  })

  test('whose triggers may not be listed is denied, not without triggers', async () => {
    glue.on(GetWorkflowCommand).resolves({ Workflow: { Name: 'nightly' } })
    glue.on(GetTriggersCommand).rejects(noAccess)
    expect(await glueWorkflow(WORKFLOW)).toMatchObject({ state: 'denied', action: 'glue:GetTriggers' })
  })

  test('is missing by EntityNotFoundException, denied by a refusal, failed when the answer is empty', async () => {
    glue.on(GetWorkflowCommand).rejects(named('EntityNotFoundException'))
    expect(await glueWorkflow(WORKFLOW)).toEqual({ state: 'missing' })
    glue.on(GetWorkflowCommand).rejects(noAccess)
    expect(await glueWorkflow(WORKFLOW)).toMatchObject({ state: 'denied', action: 'glue:GetWorkflow' })
    glue.on(GetWorkflowCommand).resolves({})
    expect(await glueWorkflow(WORKFLOW)).toMatchObject({ state: 'failed' })
  })
})

describe('a SageMaker pipeline', () => {
  const definition = JSON.stringify({ Parameters: [{ Name: 'Date' }, { Name: 'Size', DefaultValue: 0 }, null] })

  test('is looked up by its name; its definition tells its parameters', async () => {
    models
      .on(DescribePipelineCommand)
      .resolves({ PipelineArn: MODEL, PipelineStatus: 'Active', PipelineDefinition: definition })
    expect(await modelPipeline(MODEL)).toEqual({
      state: 'found',
      value: {
        arn: MODEL,
        status: 'Active',
        parameters: [
          { name: 'Date', hasDefault: false },
          { name: 'Size', hasDefault: true },
        ],
      },
    })
    expect(models.call(0).args[0].input).toEqual({ PipelineName: 'train' })
  })

  test.each(['', 'no JSON', '{"Parameters":"none"}'])(
    'has unknown parameters when its definition is %j',
    async (text) => {
      models.on(DescribePipelineCommand).resolves({ PipelineStatus: 'Active', PipelineDefinition: text })
      expect(await modelPipeline(MODEL)).toEqual({ state: 'found', value: { arn: MODEL, status: 'Active' } })
    },
  )

  test('is missing, too, by a ValidationException that says so, and by no other', async () => {
    models.on(DescribePipelineCommand).rejects(named('ValidationException', 400, 'Could not find pipeline train.'))
    expect(await modelPipeline(MODEL)).toEqual({ state: 'missing' })
    models.on(DescribePipelineCommand).rejects(named('ValidationException', 400, '1 validation error detected'))
    expect(await modelPipeline(MODEL)).toMatchObject({ state: 'failed' })
  })

  test('is missing by ResourceNotFound, denied by a refusal, failed when the answer is empty', async () => {
    models.on(DescribePipelineCommand).rejects(named('ResourceNotFound'))
    expect(await modelPipeline(MODEL)).toEqual({ state: 'missing' })
    models.on(DescribePipelineCommand).rejects(noAccess)
    expect(await modelPipeline(MODEL)).toMatchObject({ state: 'denied', action: 'sagemaker:DescribePipeline' })
    models.on(DescribePipelineCommand).resolves({})
    expect(await modelPipeline(MODEL)).toMatchObject({ state: 'failed' })
  })
})

describe('an image pipeline', () => {
  test('is looked up by its ARN', async () => {
    images.on(GetImagePipelineCommand).resolves({ imagePipeline: { arn: IMAGE, status: 'DISABLED' } })
    expect(await imagePipeline(IMAGE)).toEqual({ state: 'found', value: { arn: IMAGE, status: 'DISABLED' } })
    expect(images.call(0).args[0].input).toEqual({ imagePipelineArn: IMAGE })
  })

  test('is missing by ResourceNotFoundException, denied by a refusal, failed when the answer is empty', async () => {
    images.on(GetImagePipelineCommand).rejects(named('ResourceNotFoundException'))
    expect(await imagePipeline(IMAGE)).toEqual({ state: 'missing' })
    images.on(GetImagePipelineCommand).rejects(named('ForbiddenException'))
    expect(await imagePipeline(IMAGE)).toMatchObject({ state: 'denied', action: 'imagebuilder:GetImagePipeline' })
    images.on(GetImagePipelineCommand).resolves({})
    expect(await imagePipeline(IMAGE)).toMatchObject({ state: 'failed' })
  })
})
