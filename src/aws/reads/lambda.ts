import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A function version or alias, as lambda:GetFunctionConfiguration tells it. */
export interface LambdaFunction {
  arn: string
  /** Active, Inactive, Pending or Failed; absent in old functions. */
  state?: string
  stateReason?: string
  lastUpdateStatus?: string
}

export interface LambdaReads {
  /** A function by its ARN; the qualifier, if any, must exist. */
  lambdaFunction(arn: string): Promise<Read<LambdaFunction>>
  /** Reserved concurrency of a function by its unqualified ARN; null when none is reserved. */
  lambdaConcurrency(functionArn: string): Promise<Read<number | null>>
  /** The resource policy of the function, or of the alias or version in the ARN; null when it has none. */
  lambdaPolicy(arn: string): Promise<Read<string | null>>
}

export const lambdaFacts: FactsOf<LambdaReads> = {
  lambdaFunction: { actions: ['lambda:GetFunctionConfiguration'] },
  lambdaConcurrency: { actions: ['lambda:GetFunctionConcurrency'] },
  lambdaPolicy: { actions: ['lambda:GetPolicy'] },
}
