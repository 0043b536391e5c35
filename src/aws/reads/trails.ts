import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A trail that takes in the events of a region, as cloudtrail:DescribeTrails tells it. */
export interface Trail {
  name: string
  arn: string
  homeRegion?: string
  multiRegion: boolean
  organization: boolean
  insights: boolean
}

/** A basic event selector. */
export interface BasicSelector {
  /** All, ReadOnly or WriteOnly. */
  readWrite: string
  management: boolean
  /** Sources of management events that are left out: kms.amazonaws.com, rdsdata.amazonaws.com. */
  excluded: readonly string[]
  data: readonly { type: string; values: readonly string[] }[]
}

/** One condition of an advanced event selector. */
export interface FieldSelector {
  field: string
  equals: readonly string[]
  startsWith: readonly string[]
  endsWith: readonly string[]
  notEquals: readonly string[]
  notStartsWith: readonly string[]
  notEndsWith: readonly string[]
}

/** What a trail records. It has selectors of one kind; with none at all it records all management events. */
export interface TrailSelectors {
  basic: readonly BasicSelector[]
  /** Each selector is a list of conditions that must all hold. */
  advanced: readonly (readonly FieldSelector[])[]
}

export interface TrailReads {
  /** The trails that a region has, with those of other regions and of the organization that reach into it. */
  trails(region: string): Promise<Read<readonly Trail[]>>
  /** Whether a trail is logging now. */
  trailLogging(arn: string, region: string): Promise<Read<boolean>>
  /** What a trail records. */
  trailSelectors(arn: string, region: string): Promise<Read<TrailSelectors>>
}

export const trailFacts: FactsOf<TrailReads> = {
  trails: { actions: ['cloudtrail:DescribeTrails'] },
  trailLogging: { actions: ['cloudtrail:GetTrailStatus'] },
  trailSelectors: { actions: ['cloudtrail:GetEventSelectors'] },
}
