import type { Report } from '../report/report.js'
import { plain, shellWord } from '../text/sanitize.js'
import { causesIn, type Found, keyOf, resourceOf, tellFor, withoutRule } from './faults.js'
import type { Cause, Place } from './report.js'
import { partsOfRule } from './rule-parts.js'

/** A cause while rules are added to it. */
interface Known {
  cause: Pick<Cause, 'code' | 'severity' | 'resource' | 'summary'>
  /** The summary without what is of the first rule only. */
  common: string
  fix: Cause['fix']
  profile: string | undefined
  rules: Set<string>
}

/** Gathers the findings of many rules by what is at fault: one fault that breaks many rules is told once. */
export class Causes {
  private readonly known = new Map<string, Known>()

  /** Takes the findings of a report. `profile`: with which the rule was looked at, when one was named. */
  add(report: Report, { profile }: Pick<Place, 'profile'> = {}): void {
    for (const found of causesIn(report)) {
      const key = keyOf(found, report)
      const known = this.known.get(key) ?? first(found, report, profile)
      this.known.set(key, known)
      known.rules.add(report.rule.arn)
    }
  }

  /** Errors first; of each severity first the cause that breaks most rules, then by code and resource. */
  list(): Cause[] {
    return [...this.known.values()].map(told).sort(compareCauses)
  }
}

function first({ finding, target }: Found, report: Report, profile: string | undefined): Known {
  const { code, severity, summary, fix } = finding
  const changes = fix?.changes ?? []
  // A change that names the rule is of no use to another one.
  const perRule = changes.some(
    ({ resource, after }) => resource === report.rule.arn || (JSON.stringify(after) ?? '').includes(report.rule.arn),
  )
  return {
    cause: { code, severity, resource: resourceOf({ finding, target }, report), summary },
    common: withoutRule(summary, report, target),
    fix: fix ? { title: fix.title, perRule: changes.length > 0 ? perRule : null } : null,
    profile,
    rules: new Set(),
  }
}

function told({ cause, common, fix, profile, rules }: Known): Cause {
  const all = [...rules]
  return {
    ...cause,
    summary: all.length === 1 ? cause.summary : tellFor(common, all.length),
    rules: all,
    fix,
    next: nextOf(cause.code, all, fix !== null && fix.perRule !== null, profile),
  }
}

/** The command that shows the fix without making it: of all rules at once where they are on one bus; else of the first. */
function nextOf(code: string, rules: readonly string[], hasChanges: boolean, profile: string | undefined): string {
  const [arn = ''] = rules
  const as = profile === undefined ? '' : ` --profile ${shellWord(plain(profile))}`
  if (!hasChanges) return `eb-doctor rule ${shellWord(plain(arn))}${as}`
  const { bus, region, account } = partsOfRule(arn)
  const isOneBus = rules.every((other) => {
    const place = partsOfRule(other)
    return place.bus === bus && place.region === region && place.account === account
  })
  return rules.length > 1 && isOneBus
    ? `eb-doctor fix --event-bus-name ${shellWord(plain(bus))} --region ${shellWord(plain(region))} --only ${shellWord(code)} --dry-run${as}`
    : `eb-doctor fix ${shellWord(plain(arn))} --dry-run${as}`
}

/** Compares by severity, then by how many rules are concerned, then by code and resource. */
export function compareCauses(a: Cause, b: Cause): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1
  return (
    b.rules.length - a.rules.length ||
    byText(a.code, b.code) ||
    byText(a.resource, b.resource) ||
    byText(a.summary, b.summary)
  )
}

/** By code units: the same on every machine, whatever its language. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
