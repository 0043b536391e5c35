import { exactOptional, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, HOME } from './example.js'
import { list, object } from './form.js'

/** A document, as ssm:DescribeDocument tells it: a command document or a runbook. */
export type SsmDocument = Found<typeof ssmDocument>

/** A document by the ARN of a target: `document/NAME` or `automation-definition/NAME[:VERSION]`. */
export const ssmDocument = read({
  actions: ['ssm:DescribeDocument'],
  args: [arn],
  answer: () =>
    object({
      name: string(),
      /** `Amazon` and the like for those that AWS owns, else an account. */
      owner: string(),
      /** Active, Creating, Updating, Deleting or Failed. */
      status: string(),
      statusReason: exactOptional(string()),
      /** Command, Automation ... */
      type: string(),
      /** Parameters without a default value. */
      required: list(string()),
      /** All parameters that it declares, with their types: String, StringList, AWS::IAM::Role::Arn ... */
      parameters: exactOptional(list(object({ name: string(), type: exactOptional(string()) }))),
    }),
  live: async () => (await import('../live/ssm.js')).ssmDocument,
  example: {
    args: [exampleArn('ssm', 'document/restart')],
    answer: (arn) => ({
      name: 'restart',
      owner: HOME,
      status: 'Active',
      type: arn.includes('automation-definition') ? 'Automation' : 'Command',
      required: [],
    }),
  },
})
