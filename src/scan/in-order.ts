export interface InOrderOptions {
  /** How many jobs run at the same time. */
  atOnce: number
  /** How many results may wait for an earlier one, or for whoever takes them, before no further job is begun. */
  waiting: number
  /** Ends it: what is done by then is handed over, nothing more is waited for. */
  signal: AbortSignal
}

/**
 * Does jobs, some at the same time, and yields their results in the order of the jobs. While nobody takes results no more jobs
 * are begun. A job that throws ends it with what it threw.
 */
export async function* inOrder<T>(
  jobs: readonly (() => Promise<T>)[],
  { atOnce, waiting, signal }: InOrderOptions,
): AsyncGenerator<T> {
  const results = new Map<number, { value: T } | { thrown: unknown }>()
  let [begun, running, taken, ended] = [0, 0, 0, false]
  /** Wakes whoever waits for a result. */
  let tell = () => {}
  const news = () =>
    new Promise<void>((resolve) => {
      tell = resolve
    })
  const begin = () => {
    while (!ended && running < atOnce && begun < jobs.length && begun - taken < atOnce + waiting) {
      const i = begun++
      running += 1
      const settled = (result: { value: T } | { thrown: unknown }) => {
        running -= 1
        // What ends only because the time is over was not done.
        if (!ended) results.set(i, result)
        begin()
        tell()
      }
      jobs[i]?.().then(
        (value) => settled({ value }),
        (thrown: unknown) => settled({ thrown }),
      )
    }
  }
  const end = () => {
    ended = true
    tell()
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  try {
    begin()
    for (let i = 0; i < jobs.length; i++) {
      while (!results.has(i) && !ended) await news()
      const result = results.get(i)
      results.delete(i)
      taken = i + 1
      if (!result) continue
      if ('thrown' in result) throw result.thrown
      begin()
      yield result.value
    }
  } finally {
    ended = true
    signal.removeEventListener('abort', end)
  }
}
