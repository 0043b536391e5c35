import { setMaxListeners } from 'node:events'

/** Beyond it Node's timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * The time that a command has for AWS, in spans: one for the diagnosis, a new one for each step and after each question,
 * since nobody is to be hurried. Whatever is asked of AWS ends with the span that it was asked in.
 */
export interface Clock {
  /** Ends with the span that runs now. */
  signal(): AbortSignal
  /**
   * Begins a new span; `milliseconds` instead of what --timeout says. It ends where all spans end, but is never shorter than
   * `SHORTEST` of --timeout: what was written is always looked at once more. Once the clock was stopped it does nothing.
   */
  begin(milliseconds?: number): void
  /** Sets where all spans end, in milliseconds from now. Without it nothing but each span's own end ends them. */
  endAllIn(milliseconds: number): void
  /** Milliseconds until all spans end. */
  left(): number
  /** Ends the span, and every one that would come after it. */
  stop(): void
}

/** The share of --timeout that the shortest span has. */
export const SHORTEST = 1 / 6

/** A clock whose first span begins now. It keeps no process alive. */
export function makeClock(seconds: number): Clock {
  let span = spanOf(seconds * 1000)
  let stopped = false
  let end = Number.POSITIVE_INFINITY
  const left = (): number => end - Date.now()
  return {
    signal: () => span.control.signal,
    begin(milliseconds = seconds * 1000) {
      if (stopped) return
      clearTimeout(span.timer)
      span = spanOf(Math.max(seconds * 1000 * SHORTEST, Math.min(milliseconds, left())))
    },
    endAllIn(milliseconds) {
      end = Date.now() + milliseconds
    },
    left,
    stop() {
      stopped = true
      clearTimeout(span.timer)
      span.control.abort()
    },
  }
}

function spanOf(milliseconds: number) {
  const control = new AbortController()
  // Every request in flight listens for the end of the time; Node would take more than ten for a leak.
  setMaxListeners(0, control.signal)
  const timer = setTimeout(() => control.abort(), Math.min(milliseconds, LONGEST_TIMER))
  timer.unref()
  return { control, timer }
}

/** What was waited for had not come when the time was over. */
class OutOfTime extends Error {
  constructor() {
    super('no answer in time; allow more time with --timeout')
  }
}

/** The promise, or OutOfTime when the signal ends first. Some code of the SDK does not listen to signals. */
export function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = () => reject(new OutOfTime())
    if (signal.aborted) over()
    else signal.addEventListener('abort', over, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', over))
  })
}
