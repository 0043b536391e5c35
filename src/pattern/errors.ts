/**
 * The one error that the engine throws. `kind` says what is at fault: the pattern's text, the event's text, or neither:
 * `too-complex` means that the answer would take longer than the engine is willing to compute. `message` is one line.
 */
export class PatternError extends Error {
  override readonly name = 'PatternError'
  readonly kind: 'pattern' | 'event' | 'too-complex'
  constructor(kind: PatternError['kind'], reason: string) {
    super(reason.split('\n')[0] ?? '')
    this.kind = kind
  }
}

/** How much one question may still cost, in steps of a few nanoseconds. */
export interface Work {
  left: number
}

/** About a quarter of a second. An ordinary question takes some hundred steps. */
export const createWork = (): Work => ({ left: 20_000_000 })

/**
 * Counts steps. Lists in an event can be combined in more ways than any program can try (a field that stands in several
 * lists at once makes the question as hard as satisfiability), so there is an end.
 */
export function spend(work: Work, steps: number): void {
  work.left -= steps
  if (work.left < 0) throw new PatternError('too-complex', 'too many combinations to decide')
}
