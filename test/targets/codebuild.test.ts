import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, gone, may, reason, refused } from './ask.js'

const PROJECT = `arn:aws:codebuild:eu-west-1:${HOME}:project/site`
const ask = (target = {}, buildProject = answers({ arn: PROJECT, name: 'site', hasBatchConfig: true })) =>
  about({ Arn: PROJECT, ...target }, { buildProject })

describe('a CodeBuild project', () => {
  test('builds when the role may start a build', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('codebuild:StartBuild', PROJECT)))).toEqual(['ok'])
  })

  test.each([
    ['a constant', { Input: '{"buildType":"BATCH"}' }],
    [
      'a template',
      {
        InputTransformer: {
          InputPathsMap: { sha: '$.detail.sha' },
          InputTemplate: '{"buildType":"BATCH","sourceVersion":<sha>}',
        },
      },
    ],
  ])('starts a batch build when %s says so, which is another permission', async (_, input) => {
    expect(codes(await ask(input).allowed(may('codebuild:StartBuild', PROJECT)))).toEqual(['permission-missing error'])
    expect(codes(await ask(input).allowed(may('codebuild:StartBuildBatch', PROJECT)))).toEqual(['ok'])
  })

  test('a near miss: the permission for a project whose name only begins alike', async () => {
    expect(codes(await ask().allowed(may('codebuild:StartBuild', `${PROJECT}s`)))).toEqual(['permission-missing error'])
  })

  test('is missing when there is no such project', async () => {
    expect(codes(await ask({}, gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask({}, refused('codebuild:BatchGetProjects')).state())).toContain(
      'grant codebuild:BatchGetProjects',
    )
  })
})
