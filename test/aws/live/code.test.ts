import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { buildProject, pipeline } = live()
const PROJECT = `arn:aws:codebuild:eu-west-1:${HOME}:project/site`
const PIPELINE = `arn:aws:codepipeline:eu-west-1:${HOME}:release`
const builds = mockClient(CodeBuildClient)
const pipelines = mockClient(CodePipelineClient)
beforeEach(() => {
  builds.reset()
  pipelines.reset()
})

describe('a build project', () => {
  test('is looked up by its name', async () => {
    builds.on(BatchGetProjectsCommand).resolves({ projects: [{ name: 'site', arn: PROJECT }] })
    expect(await buildProject(PROJECT)).toEqual({
      state: 'found',
      value: { arn: PROJECT, name: 'site', hasBatchConfig: false },
    })
    expect(builds.call(0).args[0].input).toEqual({ names: ['site'] })
  })

  test('is missing when it is listed as not found, which is no error of the API', async () => {
    builds.on(BatchGetProjectsCommand).resolves({ projects: [], projectsNotFound: ['site'] })
    expect(await buildProject(PROJECT)).toEqual({ state: 'missing' })
  })

  test('is denied by a refusal, and failed when there is no list', async () => {
    builds.on(BatchGetProjectsCommand).rejects(noAccess)
    expect(await buildProject(PROJECT)).toMatchObject({ state: 'denied', action: 'codebuild:BatchGetProjects' })
    builds.on(BatchGetProjectsCommand).resolves({})
    expect(await buildProject(PROJECT)).toMatchObject({ state: 'failed' })
  })
})

describe('a pipeline', () => {
  test('is looked up by its name, which is all of its resource', async () => {
    pipelines.on(GetPipelineCommand).resolves({ pipeline: { name: 'release', roleArn: '', stages: [], version: 3 } })
    expect(await pipeline(PIPELINE)).toEqual({ state: 'found', value: { name: 'release', version: 3 } })
    expect(pipelines.call(0).args[0].input).toEqual({ name: 'release' })
  })

  test('is missing by PipelineNotFoundException, denied by a refusal, failed when the answer is empty', async () => {
    pipelines.on(GetPipelineCommand).rejects(named('PipelineNotFoundException'))
    expect(await pipeline(PIPELINE)).toEqual({ state: 'missing' })
    pipelines.on(GetPipelineCommand).rejects(noAccess)
    expect(await pipeline(PIPELINE)).toMatchObject({ state: 'denied', action: 'codepipeline:GetPipeline' })
    pipelines.on(GetPipelineCommand).resolves({})
    expect(await pipeline(PIPELINE)).toMatchObject({ state: 'failed' })
  })
})
