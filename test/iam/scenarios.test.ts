import { describe, expect, test } from 'vitest'
import { evaluate, nearMissCodes } from '../../src/iam/index.js'
import { files, policiesOf, requestOf } from './scenarios.js'

for (const file of files) {
  describe(file.about, () => {
    for (const scenario of file.scenarios) {
      test(scenario.name, () => {
        const decision = evaluate(requestOf(file, scenario), policiesOf(file, scenario))
        const { expect: wanted } = scenario
        const told = JSON.stringify(decision.because, null, 2)
        expect(decision.decision, told).toBe(wanted.decision)
        expect(decision.possible, told).toEqual(wanted.possible ?? [wanted.decision])
        expect(decision.because).not.toHaveLength(0)
        for (const text of wanted.because ?? []) expect(decision.because.join('\n')).toContain(text)
        const warnings = decision.statements.flatMap((statement) => statement.warnings.map(({ code }) => code))
        for (const code of wanted.warnings ?? []) expect(warnings).toContain(code)
        if (wanted.nearMisses?.length === 0) expect(decision.nearMisses).toEqual([])
        for (const miss of wanted.nearMisses ?? [])
          expect(decision.nearMisses).toContainEqual(expect.objectContaining(miss))
      })
    }
  })
}

describe('The scenarios', () => {
  const all = files.flatMap((file) => file.scenarios)

  test('are at least two hundred', () => {
    expect(all.length).toBeGreaterThanOrEqual(200)
  })

  test('each say what they rest on', () => {
    for (const { name, rests_on } of all)
      expect(rests_on, name).toMatch(/^(https:\/\/|open, AWS does not say: |our choice: )\S/)
  })

  test('have names of their own', () => {
    for (const { about, scenarios } of files) {
      const names = scenarios.map(({ name }) => name)
      expect(new Set(names).size, about).toBe(names.length)
    }
  })

  test.each(nearMissCodes)('produce the near miss %s', (code) => {
    const produced = all.flatMap((scenario) => scenario.expect.nearMisses ?? [])
    expect(produced.filter((miss) => miss.code === code && miss.wanted && miss.found)).not.toHaveLength(0)
  })
})
