import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Args from '@oclif/core/args'
import { BaseCommand, Stop } from '../cli/base.js'
import { output } from '../cli/flags.js'
import { outputOf, type Renderers } from '../cli/formats.js'
import { terminalOf } from '../cli/print.js'
import { pageHead, renderPage } from '../report/page.js'
import { near } from '../text/near.js'
import { unique } from '../text/unique.js'
import { wrap } from '../text/wrap.js'

/** The page of a code, as Markdown. */
interface Page {
  code: string
  text: string
}

export default class Explain extends BaseCommand {
  static override summary = 'Explain a finding: what it means, when it is reported, and how to fix it.'
  static override description =
    'The pages come with eb-doctor: nothing is fetched. Without a code all codes are listed.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> role-chain']
  static override args = { code: Args.string({ description: 'The code of a finding.', ignoreStdin: true }) }

  static override flags = output

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const { CHECKS } = await import('../checks/index.js')
    const codes = unique(CHECKS.flatMap((check) => check.findings))
    if (args.code !== undefined && !codes.includes(args.code)) {
      const check = CHECKS.find(({ id }) => id === args.code)
      const close = near(args.code, codes)
      const hint = check
        ? `It is a check, which reports ${check.findings.join(', ')}.`
        : close.length > 0
          ? `Did you mean ${close.join(' or ')}?`
          : 'Without a code all are listed.'
      throw new Stop('wrong-usage', `There is no finding "${args.code}".`, hint, 2)
    }
    const wanted = args.code === undefined ? codes : [args.code]
    const pages = await Promise.all(wanted.map((code) => this.page(code)))
    const all = args.code === undefined
    const renderers: Renderers<readonly Page[]> = {
      text: (some) =>
        all
          ? listOf(some, terminalOf(false).width)
          : some.map(({ text }) => renderPage(text, terminalOf(flags.color))).join(''),
      json: (some) => {
        const list = some.map(({ code, text }) => ({ code, ...pageHead(text), page: text }))
        return `${JSON.stringify(all ? list : list[0], null, 2)}\n`
      },
      markdown: (some) => some.map(({ text }) => text).join('\n'),
    }
    process.stdout.write(await renderers[outputOf(flags)](pages))
  }

  private async page(code: string): Promise<Page> {
    return { code, text: await readFile(join(this.config.root, 'docs', 'findings', `${code}.md`), 'utf8') }
  }
}

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
