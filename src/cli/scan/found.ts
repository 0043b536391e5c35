import type { Scanned, ScannedPlace } from '../../scan/engine.js'
import type { Place, Unseen } from '../../scan/report.js'

/** An account and Region to look through; or why one cannot be, or need not be. */
export type FoundPlace =
  | { kind: 'place'; scanned: ScannedPlace }
  | { kind: 'unseen'; unseen: Unseen }
  | { kind: 'note'; note: string }
  | { kind: 'same'; same: SamePlace }
  /** All places that there will be, as they stand if the scan does not come to them. */
  | { kind: 'planned'; unseen: readonly Unseen[] }

/** Why a place was not looked at to which a scan did not come. */
export const NOT_REACHED = 'The scan ended before it was looked at.'

/** Two ways to one account and Region. */
export interface SamePlace {
  names: readonly string[]
  account: string
  region: string
}

/** What a scan brings, with the place that it is of. */
export type Told =
  | { one: Scanned; place: Place }
  | { begun: Place }
  | { note: string }
  | { same: SamePlace }
  | { unseen: Unseen }
  | { planned: readonly Unseen[] }
