import { type Because, type Verdict, warning } from '../../verdict/verdict.js'

/** Failed events are not kept. It is a warning: whether the target gets events does not depend on it. */
export const unusable = (summary: string, because: Because): Verdict<'dead-letter-queue-unusable'> =>
  warning('dead-letter-queue-unusable', summary, { because })

/** An event that cannot be kept is lost only when its delivery fails as well. */
export function asWarning(verdict: Verdict): Verdict<'dead-letter-queue-unusable'> {
  if (verdict.status !== 'problem') return verdict
  const [first, ...rest] = verdict.findings
  const soft = (finding: typeof first) =>
    ({ ...finding, code: 'dead-letter-queue-unusable', severity: 'warning' }) as const
  return { ...verdict, findings: [soft(first), ...rest.map(soft)] }
}
