import * as Flags from '@oclif/core/flags'
import type { Target } from '../aws/reads/events.js'
import { BaseCommand, Stop } from '../cli/base.js'
import { makeClock } from '../cli/clock.js'
import { tellCall } from '../cli/debug.js'
import { type AwsFlags, diagnosisFlags, output, permissionsAwsFlags } from '../cli/flags.js'
import { outputOf, type Renderers } from '../cli/formats.js'
import { agreeOnAccount } from '../cli/place.js'
import { placeOf } from '../cli/request.js'
import { unwrap } from '../text/unwrap.js'

type RuleFlags = AwsFlags & { timeout: number; debug: boolean }

export default class Permissions extends BaseCommand {
  static override summary = 'Print the least IAM policy that eb-doctor needs.'
  static override description =
    unwrap(`The list comes from what the checks themselves declare. Attach it to whoever runs eb-doctor. What --organization-profile needs is left out: the
policy of --for organization belongs to that profile, in the organization's management account or in that of a delegated administrator. With --rule only what the
services of that rule's targets need is listed, for which the rule is read.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> > eb-doctor-policy.json',
    '<%= config.bin %> <%= command.id %> --for fix',
    '<%= config.bin %> <%= command.id %> --rule order-paid --event-bus-name orders',
  ]
  static override flags = {
    ...output,
    for: Flags.option({ options: ['rule', 'fix', 'listen', 'organization', 'all'] as const })({
      default: 'rule',
      description:
        'For diagnosing a rule, for fixing it as well, for listening, for the profile of --organization-profile, or for everything that eb-doctor does.',
    }),
    rule: Flags.string({ description: 'Only what this rule needs, by its targets.', helpValue: 'NAME|ARN' }),
    'peek-dead-letters': Flags.boolean({ description: 'Also what --peek-dead-letters needs.' }),
    ...permissionsAwsFlags,
    timeout: diagnosisFlags.timeout,
  }

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Permissions)
    if (flags.rule === undefined) {
      const idle = [...Object.keys(permissionsAwsFlags), 'timeout'].find(
        (name) => metadata.flags[name] !== undefined && !metadata.flags[name].setFromDefault,
      )
      if (idle !== undefined) {
        throw new Stop(
          'wrong-usage',
          `--${idle} does nothing without --rule: the list is the same in every account.`,
          '',
          2,
        )
      }
    }
    const { CHECKS, peeking } = await import('../checks/index.js')
    const { leastPolicy, readsOf } = await import('../diagnosis/permissions.js')
    const { WRITE_ACTIONS } = await import('../fixing/write-actions.js')
    const targets = flags.rule === undefined ? undefined : await this.targetsOf(flags.rule, flags)
    const policy = leastPolicy(
      flags.for,
      readsOf(flags['peek-dead-letters'] ? peeking(CHECKS) : CHECKS, targets),
      WRITE_ACTIONS,
      targets,
    )
    const asJson = (it: typeof policy) => `${JSON.stringify(it, null, 2)}\n`
    // A policy is pasted as JSON, whatever it is printed for.
    const renderers: Renderers<typeof policy> = {
      text: asJson,
      json: asJson,
      markdown: (it) => `\`\`\`json\n${asJson(it)}\`\`\`\n`,
    }
    process.stdout.write(await renderers[outputOf(flags)](policy))
  }

  private async targetsOf(rule: string, flags: RuleFlags): Promise<readonly Target[]> {
    const { fromAws, notConnected } = await import('../cli/source.js')
    const clock = makeClock(flags.timeout)
    const place = { ...placeOf(rule, flags, this.config.version), sinceSeconds: 1 }
    const { account, ref, region } = await fromAws(place, clock.signal, flags.debug ? tellCall : () => {})
    await agreeOnAccount(ref, account, true)
    const read = await account.targets(ref.name, ref.bus)
    if (read.state === 'found') return read.value
    const leaveOut = 'Leave out --rule for the whole list.'
    if (read.state === 'missing') {
      throw new Stop('wrong-usage', `There is no rule ${ref.name} on bus ${ref.bus}.`, leaveOut, 2)
    }
    if (read.state === 'failed' && ['credentials', 'network'].includes(read.error.kind)) {
      throw notConnected({ unread: read, message: read.error.message }, place, region)
    }
    if (read.state === 'failed' && read.error.kind === 'timeout') {
      const message = `The targets of ${ref.name} could not be read in time.`
      throw new Stop('not-reachable', message, 'Allow more time with --timeout, or leave out --rule.', 4)
    }
    const why = read.state === 'denied' ? `${read.action} was denied` : read.error.message
    throw new Stop('not-reachable', `The targets of ${ref.name} could not be read: ${why}.`, leaveOut, 4)
  }
}
