import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A pipeline, as codepipeline:GetPipeline tells it. */
export interface Pipeline {
  name: string
  version: number
}

export interface CodepipelineReads {
  /** A pipeline by its ARN. */
  pipeline(arn: string): Promise<Read<Pipeline>>
}

export const codepipelineFacts: FactsOf<CodepipelineReads> = {
  pipeline: { actions: ['codepipeline:GetPipeline'] },
}
