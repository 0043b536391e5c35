import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHECKS } from '../checks/index.js'
import { pageHead, renderPage } from '../report/page.js'
import { didYouMean } from '../text/near.js'
import { unique } from '../text/unique.js'
import { wrap } from '../text/wrap.js'
import { Stop } from './base.js'
import type { Renderers } from './formats.js'
import { terminalOf } from './print.js'

/** The page of a code, as Markdown. */
interface Page {
  code: string
  text: string
}

/** The page of a code, or of all codes. Throws Stop when the code is none. `root` is the folder of the package. */
export function pagesOf(code: string | undefined, root: string): Promise<Page[]> {
  const codes = unique(CHECKS.flatMap((check) => check.findings))
  if (code !== undefined && !codes.includes(code)) {
    const check = CHECKS.find(({ id }) => id === code)
    const hint = check
      ? `It is a check, which reports ${check.findings.join(', ')}.`
      : didYouMean(code, codes, 'Without a code all are listed.')
    throw new Stop('wrong-usage', `There is no finding "${code}".`, hint)
  }
  const folder = join(root, 'docs', 'findings')
  const wanted = code === undefined ? codes : [code]
  return Promise.all(
    wanted.map(async (one) => ({ code: one, text: await readFile(join(folder, `${one}.md`), 'utf8') })),
  )
}

/** How pages are printed: those of all codes as a list. */
export const pageRenderers = (all: boolean, color: boolean): Renderers<readonly Page[]> => ({
  text: (pages) =>
    all
      ? listOf(pages, terminalOf(false).width)
      : pages.map(({ text }) => renderPage(text, terminalOf(color))).join(''),
  json: (pages) => {
    const list = pages.map(({ code, text }) => ({ code, ...pageHead(text), page: text }))
    return `${JSON.stringify(all ? list : list[0], null, 2)}\n`
  },
  markdown: (pages) => pages.map(({ text }) => text).join('\n'),
})

/** All codes, in the order in which an event travels, below the check that reports them. */
function listOf(pages: readonly Page[], width: number): string {
  const entries = pages.map(({ code, text }) => ({ code, head: pageHead(text) }))
  const lines = entries.flatMap(({ code, head }, i) => [
    ...(head?.check === entries[i - 1]?.head?.check ? [] : ['', head?.check ?? '']),
    `  ${code} (${head?.severity ?? ''})`,
    ...wrap(head?.summary ?? '', width - 4).map((line) => `    ${line}`),
  ])
  return `${lines.slice(1).join('\n')}\n\nEach with its page: eb-doctor explain CODE\n`
}
