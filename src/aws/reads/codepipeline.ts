import { number, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

/** A pipeline, as codepipeline:GetPipeline tells it. */
export type Pipeline = Found<typeof pipeline>

/** A pipeline by its ARN. */
export const pipeline = read({
  actions: ['codepipeline:GetPipeline'],
  args: [arn],
  answer: () => object({ name: string(), version: number() }),
  live: async () => (await import('../live/codepipeline.js')).pipeline,
  example: {
    args: [exampleArn('codepipeline', 'release')],
    answer: () => ({ name: 'release', version: 1 }),
  },
})
