import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A response plan, as ssm-incidents:GetResponsePlan tells it. */
export interface ResponsePlan {
  arn: string
  name: string
}

export interface SsmIncidentsReads {
  /** A response plan by its ARN, also one that another account shares. */
  responsePlan(arn: string): Promise<Read<ResponsePlan>>
}

export const ssmIncidentsFacts: FactsOf<SsmIncidentsReads> = {
  responsePlan: { actions: ['ssm-incidents:GetResponsePlan'] },
}
