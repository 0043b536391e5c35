import { exitNow, INTERRUPTED } from '../exit.js'

/** Ctrl-C while a scan runs. */
export interface Interrupt {
  readonly isGiven: boolean
  /**
   * The value of a promise, or undefined when Ctrl-C is pressed first. One waits at a time: a race against one promise for the
   * whole scan would keep every value that has ever won it.
   */
  unlessGiven<T>(promise: Promise<T>): Promise<T | undefined>
  /** Gives Ctrl-C back to the system. */
  leave(): void
}

/**
 * From now on the first Ctrl-C ends the scan, and what was done is told; `stop` is called at once. The second one, by somebody
 * who does not want to wait for that, ends the process.
 */
export function takeInterrupt(stop: () => void): Interrupt {
  let isGiven = false
  let wake = () => {}
  const onInterrupt = () => {
    if (isGiven) exitNow(INTERRUPTED)
    isGiven = true
    stop()
    wake()
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onInterrupt)
  return {
    get isGiven() {
      return isGiven
    },
    unlessGiven: (promise) =>
      new Promise((resolve, reject) => {
        if (isGiven) return resolve(undefined)
        wake = () => resolve(undefined)
        promise.then(resolve, reject)
      }),
    leave() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
    },
  }
}
