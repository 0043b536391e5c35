import { type Clock, SHORTEST } from '../clock.js'

/**
 * How long a run that writes may take, so that --timeout holds for the whole of it. For one rule nothing takes longer than
 * twice --timeout, the start and the diagnosis included; each further rule of the run has --timeout once more. Of that the
 * last part is kept for looking at what was written. What a person takes for an answer does not count.
 */
export function limitWriting(clock: Clock, seconds: number, rules: number): void {
  const whole = seconds * 1000
  const kept = 2 * SHORTEST * whole
  clock.endAllIn(whole * (1 + Math.max(1, rules)) - kept - Math.min(whole, performance.now()))
}

/** Gives the time anew that a person has taken for an answer. */
export const goOnAfterAnswer = (clock: Clock, asked: number): void => clock.endAllIn(clock.left() + asked)
