import { string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { HOME } from './example.js'
import { object } from './form.js'

/** A response plan, as ssm-incidents:GetResponsePlan tells it. */
export type ResponsePlan = Found<typeof responsePlan>

/** A response plan by its ARN, also one that another account shares. */
export const responsePlan = read({
  actions: ['ssm-incidents:GetResponsePlan'],
  args: [arn],
  answer: () => object({ arn: string(), name: string() }),
  live: async () => (await import('../live/ssm-incidents.js')).responsePlan,
  example: {
    args: [`arn:aws:ssm-incidents::${HOME}:response-plan/down`],
    answer: (arn) => ({ arn, name: 'down' }),
  },
})
