import { describe, expect, test } from 'vitest'
import { READ_NAMES, READS } from '../../src/aws/account.js'
import { CHECKS } from '../../src/checks/index.js'
import { LISTS } from '../../src/diagnosis/redaction/redact.js'
import { ERROR_CODES } from '../../src/evidence/error-codes.js'
import { BEYOND_PAST_DELIVERIES, WHAT_HAPPENED } from '../../src/evidence/fusion.js'
import { BY_WHAT_WAS_SEEN } from '../../src/scan/faults.js'
import { declared } from './pages.js'

const codes = declared.map(({ code }) => code)
const answerOf = (example: { args: readonly unknown[]; answer: unknown }) =>
  (example.answer as (...args: readonly unknown[]) => unknown)(...example.args)
const ids = CHECKS.map(({ id }) => id)

describe('lists that are written by hand, since what they name is in a room above or must be sorted by a person', () => {
  test('what happened is said by the checks that are evidence alone, and by cloudtrail, whose refused look is unknown', () => {
    const evidence = CHECKS.flatMap((check) => (check.evidence ? [check.id] : []))
    expect([...WHAT_HAPPENED].sort()).toEqual([...evidence, 'cloudtrail'].sort())
  })

  test.each([
    ['what no past delivery contradicts', BEYOND_PAST_DELIVERIES],
    ['faults that are the same when what was seen is', BY_WHAT_WAS_SEEN],
  ])('%s: each is a code of a check', (_, list) => {
    expect(list.filter((code) => !codes.includes(code))).toEqual([])
  })

  test('the checks that fit the error code of a delivery exist', () => {
    const fitting = Object.values(ERROR_CODES).flatMap(({ fits }) => fits)
    expect(fitting.length).toBeGreaterThan(10)
    expect(fitting.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('redaction takes every read that answers with texts alone for a list of names', () => {
    const answers = READ_NAMES.map((name) => [name, answerOf(READS[name].example)] as const)
    const lists = answers.filter(
      ([, answer]) => Array.isArray(answer) && answer.length > 0 && answer.every((item) => typeof item === 'string'),
    )
    expect(lists.map(([name]) => name).sort()).toEqual([...LISTS].sort())
  })
})
