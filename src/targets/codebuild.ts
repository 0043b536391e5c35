import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { inputObject } from './input.js'
import { callOn, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** The input overrides the project's settings; `"buildType":"BATCH"` in it starts a batch build. */
export const codebuild: TargetService = {
  id: 'codebuild',
  name: 'CodeBuild project',
  arnForms: ['arn:aws:codebuild:REGION:ACCOUNT:project/NAME'],
  matches: (arn) => arn.service === 'codebuild' && arn.resource.startsWith('project/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  state: looking(['buildProject'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.buildProject(target.Arn),
      { what: `the build project ${target.Arn}`, absent: 'codebuild:BatchGetProjects: projectsNotFound' },
      () => ok('The build project exists.'),
    ),
  ),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [
      inputObject(target)?.['buildType'] === 'BATCH'
        ? callOn(target, 'codebuild:StartBuildBatch', 'start a batch build')
        : callOn(target, 'codebuild:StartBuild', 'start a build'),
    ],
  })),
  actions: ['codebuild:StartBuild', 'codebuild:StartBuildBatch'],
  history: { source: 'codebuild.amazonaws.com', events: ['StartBuild', 'StartBuildBatch'] },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html',
}
