import { exactOptional, nullable, number, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, LETS_EVENTBRIDGE_IN } from './example.js'
import { list, object } from './form.js'

const live = () => import('../live/lambda.js')
const FUNCTION = exampleArn('lambda', 'function:settle')

/** A function version or alias, as lambda:GetFunctionConfiguration tells it. */
export type LambdaFunction = Found<typeof lambdaFunction>

/** A function by its ARN; the qualifier, if any, must exist. */
export const lambdaFunction = read({
  actions: ['lambda:GetFunctionConfiguration'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** Active, Inactive, Pending or Failed; absent in old functions. */
      state: exactOptional(string()),
      stateReason: exactOptional(string()),
      lastUpdateStatus: exactOptional(string()),
    }),
  live: async () => (await live()).lambdaFunction,
  example: { args: [FUNCTION], answer: (arn) => ({ arn, state: 'Active' }) },
})

/** Reserved concurrency of a function by its unqualified ARN; null when none is reserved. */
export const lambdaConcurrency = read({
  actions: ['lambda:GetFunctionConcurrency'],
  args: [arn],
  answer: () => nullable(number()),
  live: async () => (await live()).lambdaConcurrency,
  example: { args: [FUNCTION], answer: () => null },
})

/** The resource policy of the function, or of the alias or version in the ARN, as JSON text; null when it has none. */
export const lambdaPolicy = read({
  actions: ['lambda:GetPolicy', 'lambda:GetResourcePolicy'],
  args: [arn],
  answer: () => nullable(string()),
  live: async () => (await live()).lambdaPolicy,
  example: { args: [FUNCTION], answer: () => LETS_EVENTBRIDGE_IN },
})

/** The functions that consume a queue, by the queue's ARN: ARNs, also of mappings that are switched off at the moment. */
export const queueConsumers = read({
  actions: ['lambda:ListEventSourceMappings'],
  args: [arn],
  answer: () => list(string()),
  live: async () => (await live()).queueConsumers,
  example: { args: [exampleArn('sqs', 'failed')], answer: () => [] },
})
