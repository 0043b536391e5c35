import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../src/iam/index.js'
import { cases } from './arbitraries.js'
import { naive } from './naive.js'

const CASES = 20_000

test('Two evaluators that share nothing agree on 20,000 cases in which nothing is unknown', () => {
  const seen = { Allowed: 0, ImplicitlyDenied: 0, ExplicitlyDenied: 0 }
  fc.assert(
    fc.property(cases, ({ request, policies }) => {
      const wanted = naive(request, policies)
      seen[wanted]++
      expect(evaluate(request, policies).decision).toBe(wanted)
    }),
    { numRuns: CASES },
  )
  const tried = Object.values(seen).reduce((sum, count) => sum + count)
  // With a time limit (fresh seeds) fewer are tried.
  if (tried < CASES) return
  // Cases that all end alike would show little.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1_500)
}, 240_000)
