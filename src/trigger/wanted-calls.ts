import type { RuleAddress } from '../verdict/rule-address.js'
import type { Alternative } from './alternative.js'
import { type WantedRecord, wantedRecords } from './api-calls.js'
import { type Homes, originOf, regionsOf } from './origins.js'

/** Records of CloudTrail that are wanted of one region. */
export interface WantedCalls {
  region: string
  records: readonly WantedRecord[]
}

/** The records that an alternative of a rule's pattern wants, and of which region; undefined when it waits for no records. */
export function wantedCalls(rule: RuleAddress, alternative: Alternative, homes: Homes): WantedCalls | undefined {
  const records = wantedRecords(alternative)
  if (!records) return undefined
  const origin = originOf(alternative, homes)
  const named = regionsOf(alternative)
  const here = named.includes(rule.region) ? rule.region : (named[0] ?? rule.region)
  return { region: origin.kind === 'global' && origin.known !== 'probable' ? origin.region : here, records }
}
