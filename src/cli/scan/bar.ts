import type { Progress } from '../progress.js'

/** How far a scan is. */
interface Far {
  listed: number
  done: number
  broken: number
}

/** Columns of the bar itself. */
const WIDTH = 20

/** A bar with rules done, rate and what is left, on a terminal. `now` tells milliseconds. */
export function barOf(progress: Progress, now: () => number = () => performance.now()) {
  const began = now()
  return {
    show({ listed, done, broken }: Far): void {
      if (listed === 0) {
        progress.say('eb-doctor: looking for rules')
        return
      }
      const filled = Math.round((WIDTH * done) / listed)
      const seconds = (now() - began) / 1000
      const rate = seconds > 0 ? done / seconds : 0
      const pace = rate > 0 ? `, ${rate.toFixed(rate < 10 ? 1 : 0)}/s` : ''
      const left = rate > 0 && done < listed ? `, ${leftOf((listed - done) / rate)} left` : ''
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`
      const wrong = broken > 0 ? `, ${broken} broken` : ''
      progress.say(`${bar} ${done} of ${listed} rules${pace}${left}${wrong}`)
    },
  }
}

const leftOf = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
