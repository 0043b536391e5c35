import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { type RunnerTestCase, TestRunner } from 'vitest'

const SEEDS = 300
/** Tried with each seed: few cases of many seeds reach further than many cases of few. */
const CASES = 8
/** For one test. One whose cases take long, such as one that starts a shell, gets to fewer seeds, and says so. */
const MILLISECONDS = 6_000

const first = Number(process.env['EB_DOCTOR_FIRST_SEED'])
if (!Number.isInteger(first)) throw new Error('The fresh seeds are chosen by scripts/fresh-seeds.mjs.')

fc.installGlobalPlugin(() => {
  let cases = 0
  return { decorateRun: (run) => (value) => (cases++ < CASES ? run(value) : new fc.PreconditionFailure(true)) }
})

/** Runs each test once for each seed, from the first one upwards, and stops at the first seed with which it fails. */
export default class FreshSeeds extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test)
    // Each run listens for the test to be cancelled.
    setMaxListeners(SEEDS + 1, test.context.signal)
    const deadline = performance.now() + MILLISECONDS
    for (let seed = first; seed < first + SEEDS; seed++) {
      if (performance.now() > deadline) {
        console.log(`${seed - first} seeds: ${test.name}`)
        return
      }
      fc.configureGlobal({ seed })
      await run()
    }
  }
}
