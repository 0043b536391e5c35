import { wrap } from '../text/wrap.js'

/** The runbooks, by the names of their files in docs/runbooks, from the one that is needed most on. */
export const RUNBOOKS = [
  'event-did-not-arrive',
  'something-changed',
  'after-a-deployment',
  'before-aws-support',
  'from-the-console',
] as const

/** A runbook. This is the JSON output, to the letter. */
export interface Runbook {
  name: string
  title: string
  /** When to take it, in one sentence. */
  summary: string
  /** Its parts, in order: the headings. */
  steps: readonly string[]
  /** The whole page, as Markdown. */
  page: string
}

/** Reads a page of docs/runbooks: `# Title`, then a paragraph whose first sentence says when to take it, then `## ` parts. */
export function runbookOf(name: string, page: string): Runbook {
  const [title = '', first = ''] = page.split(/\n{2,}/)
  const headings = page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^## (.+)$/gm)
  return {
    name,
    title: title.replace(/^# /, ''),
    summary: /^.*?[.](?=\s|$)/s.exec(first)?.[0].replaceAll('\n', ' ') ?? '',
    steps: [...headings].map(([, heading = '']) => heading),
    page,
  }
}

/** All runbooks, each with its title and the sentence that says when to take it. */
export function listRunbooks(runbooks: readonly Runbook[], width: number): string {
  const entries = runbooks.flatMap(({ name, title, summary }) => [
    name,
    ...wrap(`${title}: ${summary}`, width - 4).map((line) => `    ${line}`),
  ])
  return `${entries.join('\n')}\n\nEach with: eb-doctor runbook NAME\n`
}
