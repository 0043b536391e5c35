// Runs every property test with some hundred seeds that were never tried, in about a minute. Usage: npm run fresh-seeds
// The test command itself always draws the same cases (test/support/seed.ts), so this is where new ones are found.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const files = readdirSync('test', { recursive: true })
  .map((name) => `test/${name}`)
  .filter((file) => file.endsWith('.test.ts') && /from 'fast-check'/.test(readFileSync(file, 'utf8')))

const first = randomInt(1, 2 ** 31 - 1000)
console.log(`Seeds from ${first} on, in ${files.length} files.`)

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fresh-seeds', ...files, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, vitest, {
  stdio: 'inherit',
  env: { ...process.env, EB_DOCTOR_FIRST_SEED: String(first) },
})
if (status !== 0) {
  console.log('To see a failure again, with the seed that is printed beside its counterexample:')
  console.log('EB_DOCTOR_SEED=<seed> npx vitest run --project unit <file>')
}
process.exitCode = status ?? 1
