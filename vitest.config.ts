import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { writeWords } from './scripts/words.mjs'

// A source of the program that is made from the others.
writeWords()

// As in bin/run.js: the AWS SDK's notice about its future releases on Node 20 belongs to nobody's output.
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

const unit = { env, include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/browser/**'], testTimeout: 60_000 }

/** How long runs take is part of what it tests, so nothing else runs beside it. */
const TIMED = 'test/e2e/fix-faults.test.ts'

export default defineConfig({
  test: {
    // Three at least: the tests that take long spend their time waiting for processes.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      { test: { name: 'unit', ...unit, setupFiles: 'test/support/seed.ts' } },
      // One file after the other: how long a page takes to open is measured.
      {
        test: {
          name: 'browser',
          env,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'fresh-seeds', ...unit, runner: 'test/support/fresh-seeds.ts' } },
      {
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          exclude: [TIMED],
          globalSetup: 'test/e2e/support/install.ts',
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'faults',
          env,
          include: [TIMED],
          globalSetup: 'test/e2e/support/install.ts',
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
