import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** Whose credentials we look with. */
export interface Caller {
  account: string
  arn: string
  partition: string
}

export interface StsReads {
  /** Who is looking: sts:GetCallerIdentity needs no permission. */
  caller(): Promise<Read<Caller>>
}

export const stsFacts: FactsOf<StsReads> = { caller: { actions: ['sts:GetCallerIdentity'] } }
