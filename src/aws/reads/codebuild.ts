import { boolean, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

/** A build project, as codebuild:BatchGetProjects tells it. */
export type BuildProject = Found<typeof buildProject>

/** A build project by its ARN. */
export const buildProject = read({
  actions: ['codebuild:BatchGetProjects'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      name: string(),
      /** Whether it says how to run batch builds. */
      hasBatchConfig: boolean(),
    }),
  live: async () => (await import('../live/codebuild.js')).buildProject,
  example: {
    args: [exampleArn('codebuild', 'project/site')],
    answer: (arn) => ({ arn, name: 'site', hasBatchConfig: false }),
  },
})
