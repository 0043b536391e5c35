import { string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { list, object } from './form.js'

/** A workflow with its triggers, as glue:GetWorkflow or glue:GetTriggers tell it. */
export type GlueWorkflow = Found<typeof glueWorkflow>

/** A workflow by its ARN. */
export const glueWorkflow = read({
  actions: ['glue:GetWorkflow', 'glue:GetTriggers'],
  args: [arn],
  answer: () =>
    object({
      name: string(),
      /** `type`: SCHEDULED, CONDITIONAL, ON_DEMAND or EVENT. */
      triggers: list(object({ name: string(), type: string(), state: string() })),
    }),
  live: async () => (await import('../live/glue.js')).glueWorkflow,
  example: {
    args: [exampleArn('glue', 'workflow/etl')],
    answer: () => ({ name: 'etl', triggers: [{ name: 'start', type: 'EVENT', state: 'CREATED' }] }),
  },
})
