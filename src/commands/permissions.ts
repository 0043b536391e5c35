import { BaseCommand } from '../cli/base.js'
import { permissionsFlags } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { unwrap } from '../text/unwrap.js'

export default class Permissions extends BaseCommand {
  static override summary = 'Print the least IAM policy that eb-doctor needs.'
  static override description =
    unwrap(`The list comes from what the checks themselves declare. Attach it to whoever runs eb-doctor. What --organization-profile needs is left out: the
policy of --for organization belongs to that profile, in the organization's management account or in that of a delegated administrator. With --rule only what the
services of that rule's targets need is listed, for which the rule is read.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> > eb-doctor-policy.json',
    '<%= config.bin %> <%= command.id %> --for scan',
    '<%= config.bin %> <%= command.id %> --for fix',
    '<%= config.bin %> <%= command.id %> --rule order-paid --event-bus-name orders',
  ]
  static override flags = permissionsFlags

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Permissions)
    const { policyOf, policyRenderers, refuseIdleFlags } = await import('../cli/permissions.js')
    refuseIdleFlags(flags.rule, (name) => metadata.flags[name]?.setFromDefault === false)
    const policy = await policyOf(flags, this.config.version)
    process.stdout.write(await policyRenderers[outputOf(flags)](policy))
  }
}
