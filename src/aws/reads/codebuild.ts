import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A build project, as codebuild:BatchGetProjects tells it. */
export interface BuildProject {
  arn: string
  name: string
  /** Whether it says how to run batch builds. */
  hasBatchConfig: boolean
}

export interface CodebuildReads {
  /** A build project by its ARN. */
  buildProject(arn: string): Promise<Read<BuildProject>>
}

export const codebuildFacts: FactsOf<CodebuildReads> = {
  buildProject: { actions: ['codebuild:BatchGetProjects'] },
}
