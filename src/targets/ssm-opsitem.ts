import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { inputObject } from './input.js'
import { doubtful } from './parameters.js'
import type { TargetService } from './target.js'

/** What CreateOpsItem requires. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html */
const WANTED = ['title', 'description', 'source']

/** An OpsItem is made anew for each event; there is nothing to look up. */
export const ssmOpsItem: TargetService = {
  id: 'ssm-opsitem',
  name: 'Systems Manager OpsItem',
  arnForms: ['arn:aws:ssm:REGION:ACCOUNT:opsitem'],
  matches: (arn) => arn.service === 'ssm' && /^opsitem(\/|:|$)/.test(arn.resource),
  // Both forms are in use; AWS documents neither.
  accountless: () => true,
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  flaws: (target) => {
    const input = inputObject(target)
    const isObject = input !== undefined || (target.Input === undefined && target.InputTransformer === undefined)
    const lacking = WANTED.filter((key) => !Object.hasOwn(input ?? {}, key))
    return isObject && lacking.length > 0
      ? [
          doubtful(
            `The OpsItem of target ${target.Id} has no ${lacking.join(' and no ')}.`,
            input
              ? `the input gives ${Object.keys(input).join(', ') || 'nothing'}`
              : 'the target has no input transformer',
            'see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-automatically-create-OpsItems-2.html',
          ),
        ]
      : []
  },
  needs: looking([], async ({ target, sender }: TargetSubject) => ({
    needs: [
      {
        action: 'ssm:CreateOpsItem',
        resource: `arn:${sender.partition}:ssm:${parseArn(target.Arn)?.region || sender.region}:${sender.account}:opsitem/*`,
        // AWS's own policies name no resource for this call.
        grant: '*',
        why: 'create the OpsItem',
        severity: 'error',
      },
    ],
  })),
  actions: ['ssm:CreateOpsItem'],
  history: { source: 'ssm.amazonaws.com', events: ['CreateOpsItem'] },
  docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-automatically-create-OpsItems-2.html',
}
