import { readdirSync, readFileSync } from 'node:fs'
import { CHECKS } from '../../src/checks/index.js'
import { type PageHead, pageHead } from '../../src/report/page.js'

export const root = new URL('../../', import.meta.url)

/** A text file of the repository. */
export const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** Each code with the check that declares it, in the order in which an event travels. */
export const declared: readonly { code: string; check: string }[] = [
  ...new Map(
    CHECKS.flatMap((check) =>
      check.findings.map((code) => [`${check.id} ${code}`, { code, check: check.id }] as const),
    ),
  ).values(),
]

/** The codes that have a page. */
export const paged: readonly string[] = readdirSync(new URL('docs/findings/', root))
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length))
  .sort()

/** The head of a page; undefined when it has not the form of a page. */
export const headOf = (code: string): PageHead | undefined => pageHead(read(`docs/findings/${code}.md`))
