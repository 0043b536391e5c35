import { describe, expect, test } from 'vitest'
import { check, explain, matches } from '../../src/pattern/index.js'
import { facts, pairs, recorded, refusals, validities } from './data.js'

describe('the engine answers as EventBridge does', () => {
  test('the data is whole', () => {
    expect([pairs, validities, facts, recorded, refusals].map(({ length }) => length)).toEqual([2000, 500, 76, 155, 42])
  })

  test('to 2,000 pairs of pattern and event that event-ruler judged', () => {
    expect(pairs.filter((pair) => matches(pair.pattern, pair.event) !== pair.matches)).toEqual([])
  })

  test('to single facts: numbers, absence, lists, letters, addresses, repeated paths', () => {
    expect(facts.filter((fact) => matches(fact.pattern, fact.event) !== fact.matches)).toEqual([])
  })

  test('to what was put to TestEventPattern', () => {
    const answer = (pattern: string, event: string) =>
      check(pattern).valid ? (matches(pattern, event) ? 'yes' : 'no') : 'refused'
    expect(recorded.filter(({ pattern, event, aws }) => answer(pattern, event) !== aws)).toEqual([])
  })

  test('and refuses 500 patterns or accepts them, in the same words', () => {
    const said = validities.map(({ pattern }) => ({ pattern, ...check(pattern) }))
    expect(said).toEqual(validities)
  })

  test("and says the first line of AWS's refusal, its limit on wildcards too", () => {
    const said = refusals.map(({ pattern }) => {
      const checked = check(pattern)
      return checked.valid ? pattern : checked.reason
    })
    expect(said).toEqual(
      refusals.map(({ says }) => says.split('\n')[0]?.replace('Event pattern is not valid. Reason: ', '')),
    )
  })
})

describe('an explanation', () => {
  test('agrees with the match: all fields that are needed are met exactly when the pattern matches', () => {
    const wrong = [...pairs, ...facts].filter((pair) => {
      const explained = explain(pair.pattern, pair.event)
      const met = explained.fields.filter(({ optional }) => !optional).every(({ outcome }) => outcome === 'met')
      return explained.matches !== pair.matches || met !== pair.matches
    })
    expect(wrong).toEqual([])
  })
})
