import { findingsOf, type Report } from '../report/report.js'
import { shellWord } from '../text/sanitize.js'
import type { Cause } from './report.js'

/** Gathers the findings of many rules by what has to be changed: one fault that breaks many rules is told once. */
export class Causes {
  private readonly known = new Map<string, { cause: Omit<Cause, 'rules'>; rules: Set<string> }>()

  add(report: Report): void {
    for (const { code, severity, summary, fix } of findingsOf(report)) {
      const resource = fix?.changes[0]?.resource ?? report.rule.arn
      const key = JSON.stringify([code, severity, resource])
      const next = `eb-doctor rule ${shellWord(report.rule.arn)}`
      const cause = { code, severity, resource, summary, fix: fix ? { title: fix.title, perRule: false } : null, next }
      const entry = this.known.get(key) ?? { cause, rules: new Set<string>() }
      this.known.set(key, entry)
      entry.rules.add(report.rule.arn)
    }
  }

  /** Errors first; of each severity first the cause that breaks most rules. */
  list(): Cause[] {
    const weight = ({ severity, rules }: Cause) => (severity === 'error' ? 1e9 : 0) + rules.length
    return [...this.known.values()]
      .map(({ cause, rules }) => ({ ...cause, rules: [...rules] }))
      .sort((a, b) => weight(b) - weight(a))
  }
}
