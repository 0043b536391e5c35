import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** An image pipeline, as imagebuilder:GetImagePipeline tells it. */
export interface ImagePipeline {
  arn: string
  /** ENABLED or DISABLED. */
  status: string
}

export interface ImagebuilderReads {
  /** An image pipeline by its ARN. */
  imagePipeline(arn: string): Promise<Read<ImagePipeline>>
}

export const imagebuilderFacts: FactsOf<ImagebuilderReads> = {
  imagePipeline: { actions: ['imagebuilder:GetImagePipeline'] },
}
