import { unique } from '../text/unique.js'
import type { Gap } from './report.js'

/** The statements to ask for in one account. */
export interface PolicyRequest {
  /** Set when the resources belong to another account than the rule's. */
  account: string | null
  gaps: readonly Gap[]
  /** A policy that grants just what was refused. */
  policy: { Version: '2012-10-17'; Statement: { Effect: 'Allow'; Action: string; Resource: string }[] }
}

/** The gaps of several reports, each look once, with all the checks that needed it. */
export function gapsOf(reports: readonly { gaps: readonly Gap[] }[]): Gap[] {
  const known = new Map<string, Gap>()
  for (const gap of reports.flatMap(({ gaps }) => gaps)) {
    const key = `${gap.action} ${gap.resource}`
    const neededBy = unique([...(known.get(key)?.neededBy ?? []), ...gap.neededBy])
    known.set(key, { ...gap, neededBy })
  }
  return [...known.values()]
}

/** The gaps by account, each with the policy to ask for. */
export function requestsOf(gaps: readonly Gap[]): PolicyRequest[] {
  const accounts = [...new Set(gaps.map((gap) => gap.account ?? null))]
  return accounts.map((account) => {
    const mine = gaps.filter((gap) => (gap.account ?? null) === account)
    return {
      account,
      gaps: mine,
      policy: { Version: '2012-10-17', Statement: mine.map((gap) => ({ ...gap.statement })) },
    }
  })
}

/** The policy as JSON text, one statement a line: it can be copied as a whole, and read. */
export function policyLines(
  { policy }: PolicyRequest,
  json: (value: PolicyRequest['policy']['Statement'][number]) => string,
): string[] {
  const statements = policy.Statement.map((statement, i) => {
    const comma = i < policy.Statement.length - 1 ? ',' : ''
    return `    ${json(statement)}${comma}`
  })
  return ['{', `  "Version": "${policy.Version}",`, '  "Statement": [', ...statements, '  ]', '}']
}
