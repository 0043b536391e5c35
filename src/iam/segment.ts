/** A stretch of a pattern between two any-runs: text in which some positions (`gaps`) take any one character. */
export interface Segment {
  readonly text: string
  readonly gaps: readonly number[]
}
