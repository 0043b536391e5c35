import { expect } from 'vitest'
import type { Report } from '../../src/report/report.js'

/** Words that blame, beg or shout have no place in a finding. */
const NOT_OURS = /\b(please|oops|sorry|simply|error:|warning:)/i

const MARKS = /\.\.$| {2}| ,|\b[Aa] (?=[AEIOaeio])(?!one|uni|use)/

/**
 * Holds a report to the voice of the tool: sentences that begin with a capital and end with a period, one line each, evidence
 * that is there, a fix that says what it does. For the tests of whoever makes findings.
 */
export function assertVoice(report: Pick<Report, 'checks' | 'limits'>): void {
  for (const check of report.checks) {
    if (check.because !== null) sentence(check.because, `${check.check}: because`)
    for (const finding of check.findings) {
      const where = `${check.check}, ${finding.code}`
      sentence(finding.summary, where)
      expect.soft(finding.because.length, `${where}: says what was seen`).toBeGreaterThan(0)
      for (const line of finding.because) {
        expect.soft(line, `${where}: one line of evidence`).toMatch(/^\S[^\n]*\S$/)
      }
      if (!finding.fix) continue
      sentence(finding.fix.title, `${where}: fix`)
      // A statement to paste stands at the end, without a period that would be pasted with it.
      for (const line of finding.fix.decide ?? []) sentence(line.replace(/: \{.*\}$/, '.'), `${where}: decide`)
      const offers = finding.fix.changes.length + (finding.fix.decide?.length ?? 0)
      expect.soft(offers, `${where}: a fix has a change or a decision`).toBeGreaterThan(0)
    }
  }
  for (const limit of report.limits) sentence(limit, 'limits')
}

function sentence(text: string, where: string): void {
  expect.soft(text, where).toMatch(/^[^\s][^\n]*[.]$/)
  expect.soft(text, where).toMatch(/^["A-Z0-9]|^[a-z][\w.+=,@-]*[-:_.][\w.+=,@-]*/)
  expect.soft(text, where).not.toMatch(NOT_OURS)
  expect.soft(text, `${where}: no doubled marks, and "an" before a vowel`).not.toMatch(MARKS)
}
