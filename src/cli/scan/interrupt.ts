/** Ctrl-C while a scan runs. */
export interface Interrupt {
  readonly isGiven: boolean
  /** Resolves when Ctrl-C is pressed. */
  given: Promise<void>
  /** Gives Ctrl-C back to the system. */
  leave(): void
}

/**
 * From now on the first Ctrl-C ends the scan, and what was done is told; `stop` is called at once. The second one, by somebody
 * who does not want to wait for that, ends the process.
 */
export function takeInterrupt(stop: () => void): Interrupt {
  let isGiven = false
  let resolve = () => {}
  const given = new Promise<void>((done) => {
    resolve = done
  })
  const onInterrupt = () => {
    if (isGiven) process.exit(130)
    isGiven = true
    stop()
    resolve()
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onInterrupt)
  return {
    get isGiven() {
      return isGiven
    },
    given,
    leave() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
    },
  }
}
