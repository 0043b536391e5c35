import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'

export const buildProject = (aws: Aws, arn: string) =>
  look({ action: 'codebuild:BatchGetProjects', resource: arn }, async () => {
    const client = await aws.client(CodeBuildClient, arn)
    const name = arn.slice(arn.indexOf(':project/') + ':project/'.length)
    const answer = await client.send(new BatchGetProjectsCommand({ names: [name] }), { abortSignal: aws.signal })
    if (!answer.projects) throw new SyntaxError('the answer has no list of projects')
    const [project] = answer.projects
    // What is not there is listed apart; it is no error.
    if (!project) throw new NotThere()
    return {
      arn: project.arn ?? arn,
      name: project.name ?? name,
      hasBatchConfig: project.buildBatchConfig !== undefined,
    }
  })
