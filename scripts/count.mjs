// Adds up vitest's JSON reports. Usage: node scripts/count.mjs FOLDER NAME...
// Prints "N passed, N failed"; a report that is not there counts as one failure, since its tests did not run.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...names] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const name of names) {
  const file = join(folder, `${name}.json`)
  if (!existsSync(file)) {
    console.log(`${name}: the tests did not run`)
    failed += 1
    continue
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  passed += report.numPassedTests
  // A file that could not be loaded, or whose preparation failed, has no test that failed.
  const broken = report.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some(({ status }) => status === 'failed'),
  )
  failed += report.numFailedTests + broken.length
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
