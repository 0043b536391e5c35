import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { output } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'

export default class Explain extends BaseCommand {
  static override summary = 'Explain a finding: what it means, when it is reported, and how to fix it.'
  static override description =
    'The pages come with eb-doctor: nothing is fetched. Without a code all codes are listed.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> role-chain']
  static override args = { code: Args.string({ description: 'The code of a finding.', ignoreStdin: true }) }

  static override flags = output

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const { pageRenderers, pagesOf } = await import('../cli/explain.js')
    const pages = await pagesOf(args.code, this.config.root)
    const renderers = pageRenderers(args.code === undefined, flags.color)
    process.stdout.write(await renderers[outputOf(flags)](pages))
  }
}
