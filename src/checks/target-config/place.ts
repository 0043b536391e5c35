import type { Arn } from '../../aws/arn.js'
import type { Target } from '../../aws/reads/events.js'
import type { TargetService } from '../../targets/target.js'
import type { Sender } from '../../verdict/sender.js'
import { error, type Verdict } from '../../verdict/verdict.js'

type Code = 'arn-malformed' | 'region-mismatch'

/** Whether the ARN of the target is one that EventBridge delivers to: account, partition and Region. */
export function placeVerdicts(target: Target, arn: Arn, service: TargetService, sender: Sender): Verdict<Code>[] {
  const verdicts: Verdict<Code>[] = []
  const form = service.arnForms.join(' or ')
  if (arn.account === '' && !service.accountless?.(arn)) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} has no account id.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  } else if (arn.account !== '' && !/^(\d{12}|\*)$/.test(arn.account)) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} has "${arn.account}" in place of the account id.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  }
  if (arn.region === '' && service.arnForms.every((each) => each.includes(':REGION:'))) {
    verdicts.push(
      error('arn-malformed', `The ARN of target ${target.Id} has no Region.`, {
        because: [`Arn = "${target.Arn}"`, `wanted ${form}`],
      }),
    )
  }
  // Another partition has other Regions, so a wrong one is told once.
  if (arn.partition !== sender.partition) {
    verdicts.push(
      error(
        'arn-malformed',
        `The ARN of target ${target.Id} names partition ${arn.partition}, but the rule is in partition ${sender.partition}.`,
        {
          because: [`Arn = "${target.Arn}"`, `${sender.noun} = "${sender.arn}"`],
        },
      ),
    )
  } else if (!service.crossRegion && arn.region !== '' && arn.region !== sender.region) {
    verdicts.push(
      error(
        'region-mismatch',
        `The target ${target.Id} is in ${arn.region} and the rule in ${sender.region}: across Regions EventBridge delivers only to event buses.`,
        {
          because: [`Arn = "${target.Arn}"`, `${sender.noun} = "${sender.arn}"`],
        },
      ),
    )
  }
  return verdicts
}
