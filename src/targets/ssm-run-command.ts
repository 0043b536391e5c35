import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { invalid } from './parameters.js'
import { documentArn, documentName, documentSettings, documentState, isOwnedByAws } from './ssm-document.js'
import type { Flaw, TargetService } from './target.js'

/** The target's ARN is the document; the instances stand in the parameters. */
export const ssmRunCommand: TargetService = {
  id: 'ssm-run-command',
  name: 'Systems Manager Run Command',
  arnForms: ['arn:aws:ssm:REGION:ACCOUNT:document/NAME', 'arn:aws:ssm:REGION::document/AWS-NAME'],
  matches: (arn) => arn.service === 'ssm' && arn.resource.startsWith('document/'),
  accountless: (arn) => isOwnedByAws(documentName(arn.text).name),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  flaws: ({ Id, RunCommandParameters }): Flaw[] => {
    const blocks = RunCommandParameters?.RunCommandTargets ?? []
    const [block] = blocks
    if (!block || blocks.length > 1) {
      return [
        invalid(
          `Target ${Id} must name its instances in exactly one block.`,
          `RunCommandParameters.RunCommandTargets has ${blocks.length} blocks`,
        ),
      ]
    }
    return [
      ...(block.Key === 'InstanceIds' || block.Key?.startsWith('tag:')
        ? []
        : [
            invalid(
              `Target ${Id} names its instances in a way that EventBridge does not support.`,
              `RunCommandTargets[0].Key = "${block.Key}"; wanted "InstanceIds" or "tag:KEY"`,
            ),
          ]),
      ...((block.Values?.length ?? 0) > 0
        ? []
        : [invalid(`Target ${Id} names no instances.`, 'RunCommandTargets[0].Values is empty')]),
    ]
  },
  settings: looking(['ssmDocument'], documentSettings),
  state: looking(['ssmDocument'], (subject: TargetSubject, account) =>
    documentState(subject, account, { noun: 'command document', type: 'Command' }),
  ),
  needs: looking([], async ({ target, sender }: TargetSubject) => {
    const arn = parseArn(target.Arn)
    if (!arn) return { needs: [] }
    const { name } = documentName(target.Arn)
    const document: Need = {
      action: 'ssm:SendCommand',
      resource: documentArn(arn, 'document', name, sender.account),
      why: `run the document ${name}`,
      severity: 'error',
    }
    return { needs: [document, ...instanceNeeds(target, { ...sender, region: arn.region || sender.region })] }
  }),
  actions: ['ssm:SendCommand'],
  history: { source: 'ssm.amazonaws.com', events: ['SendCommand'] },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}

/** SendCommand is authorized on every instance that it names, or on whatever carries the tag. */
function instanceNeeds(
  { RunCommandParameters }: TargetSubject['target'],
  { partition, region, account }: TargetSubject['sender'],
): Need[] {
  const block = RunCommandParameters?.RunCommandTargets?.[0]
  const instance = (id: string): string =>
    id.startsWith('mi-')
      ? `arn:${partition}:ssm:${region}:${account}:managed-instance/${id}`
      : `arn:${partition}:ec2:${region}:${account}:instance/${id}`
  const need = (resource: string, why: string): Need => ({
    action: 'ssm:SendCommand',
    resource,
    why,
    severity: 'error',
  })
  if (block?.Key === 'InstanceIds') {
    return (block.Values ?? []).map((id) => need(instance(id), `send the command to ${id}`))
  }
  if (!block?.Key?.startsWith('tag:')) return []
  const tag = block.Key.slice('tag:'.length)
  // A policy may ask for the tag; each value is an instance of its own.
  return (block.Values ?? []).map((value) => ({
    ...need(instance('*'), `send the command to instances with the tag ${tag}=${value}`),
    // AWS's pages write the same tag under each of these keys.
    context: Object.fromEntries(
      ['ssm:resourceTag', 'ec2:ResourceTag', 'aws:ResourceTag'].map((key) => [`${key}/${tag}`, value]),
    ),
  }))
}
