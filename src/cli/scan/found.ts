import type { ScannedPlace } from '../../scan/engine.js'
import type { Unseen } from '../../scan/report.js'

/** An account and Region to look through; or why one cannot be, or need not be. */
export type FoundPlace =
  | { kind: 'place'; scanned: ScannedPlace }
  | { kind: 'unseen'; unseen: Unseen }
  | { kind: 'note'; note: string }
  | { kind: 'same'; same: SamePlace }
  /** All places that there will be, as they stand if the scan does not come to them. */
  | { kind: 'planned'; unseen: readonly Unseen[] }

/** Two ways to one account and Region. */
export interface SamePlace {
  names: readonly string[]
  account: string
  region: string
}
