import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Args from '@oclif/core/args'
import { BaseCommand, Stop } from '../cli/base.js'
import { output } from '../cli/flags.js'
import { outputOf, type Renderers } from '../cli/formats.js'
import { terminalOf } from '../cli/print.js'
import { renderPage } from '../report/page.js'
import { listRunbooks, RUNBOOKS, type Runbook, runbookOf } from '../report/runbook.js'
import { didYouMean } from '../text/near.js'

export default class RunbookCommand extends BaseCommand {
  static override summary = 'Show a runbook: what to type, what each outcome means, and what to do next.'
  static override description =
    'For whoever is on call and does not know EventBridge. The pages come with eb-doctor: nothing is fetched. Without a name all are listed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> event-did-not-arrive',
    '<%= config.bin %> <%= command.id %> after-a-deployment --output markdown',
  ]
  static override args = { name: Args.string({ description: 'Which runbook.', ignoreStdin: true }) }
  static override flags = output

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunbookCommand)
    const { name } = args
    if (name !== undefined && !RUNBOOKS.some((known) => known === name)) {
      const hint = didYouMean(name, RUNBOOKS, `There are ${RUNBOOKS.join(', ')}.`)
      throw new Stop('wrong-usage', `There is no runbook "${name}".`, hint)
    }
    const pages = await Promise.all((name === undefined ? RUNBOOKS : [name]).map((one) => this.page(one)))
    const all = name === undefined
    const renderers: Renderers<readonly Runbook[]> = {
      text: (some) =>
        all
          ? listRunbooks(some, terminalOf(false).width)
          : some.map(({ page }) => renderPage(page, terminalOf(flags.color))).join(''),
      json: (some) => `${JSON.stringify(all ? some : some[0], null, 2)}\n`,
      markdown: (some) => some.map(({ page }) => page).join('\n'),
    }
    process.stdout.write(await renderers[outputOf(flags)](pages))
  }

  private async page(name: string): Promise<Runbook> {
    return runbookOf(name, await readFile(join(this.config.root, 'docs', 'runbooks', `${name}.md`), 'utf8'))
  }
}
