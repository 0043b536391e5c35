import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A pipeline, as sagemaker:DescribePipeline tells it. */
export interface ModelPipeline {
  arn: string
  /** Active or Deleting. */
  status: string
  /** The parameters that it declares; absent when its definition could not be understood. */
  parameters?: readonly { name: string; hasDefault: boolean }[]
}

export interface SagemakerReads {
  /** A SageMaker pipeline by its ARN. */
  modelPipeline(arn: string): Promise<Read<ModelPipeline>>
}

export const sagemakerFacts: FactsOf<SagemakerReads> = {
  modelPipeline: { actions: ['sagemaker:DescribePipeline'] },
}
