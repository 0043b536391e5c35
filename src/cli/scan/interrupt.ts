import { exitNow, INTERRUPTED } from '../exit.js'

/**
 * How long what is done when Ctrl-C is pressed may take to be handed over, in milliseconds: it waits behind an earlier rule and
 * comes at once. What still hangs is not waited for.
 */
const HANDING_OVER = 700

/** Ctrl-C while a scan runs. */
export interface Interrupt {
  readonly isGiven: boolean
  /**
   * The value of a promise, or undefined when it does not come soon enough after Ctrl-C, or fails then. One waits at a time: a
   * race against one promise for the whole scan would keep every value that has ever won it.
   */
  unlessGiven<T>(promise: Promise<T>): Promise<T | undefined>
  /** Gives Ctrl-C back to the system. */
  leave(): void
}

/**
 * From now on the first Ctrl-C ends the scan, and what was done is told; `stop` is called at once. The second one, by somebody
 * who does not want to wait for that, ends the process.
 */
export function takeInterrupt(stop: () => void, handingOver = HANDING_OVER): Interrupt {
  let [isGiven, isOver] = [false, false]
  let timer: NodeJS.Timeout | undefined
  let wake = () => {}
  const over = () => {
    isOver = true
    wake()
  }
  const onInterrupt = () => {
    if (isGiven) exitNow(INTERRUPTED)
    isGiven = true
    timer = setTimeout(over, handingOver)
    stop()
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onInterrupt)
  return {
    get isGiven() {
      return isGiven
    },
    unlessGiven: (promise) =>
      new Promise((resolve, reject) => {
        // What fails then fails because it was ended.
        promise.then(resolve, (thrown: unknown) => (isGiven ? resolve(undefined) : reject(thrown)))
        if (isOver) return resolve(undefined)
        wake = () => resolve(undefined)
      }),
    leave() {
      clearTimeout(timer)
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
    },
  }
}
