import { missing } from '../aws/read.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import { isRule } from '../verdict/rule-address.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell, skipped } from '../verdict/verdict.js'
import { literalsOf } from './forwarded.js'
import type { TargetService } from './target.js'

/**
 * A custom event bus of the newer service (`event-busv2`). What stands behind it (subscribers, their roles and targets) is
 * not analysed: it is another service with its own API.
 */
export const eventBusV2: TargetService = {
  id: 'event-bus-v2',
  name: 'custom event bus (V2)',
  arnForms: ['arn:aws:events:REGION:ACCOUNT:event-busv2/NAME/ID'],
  matches: (arn) => arn.service === 'events' && arn.resource.startsWith('event-busv2/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking([], async ({ target }: TargetSubject) =>
    skipped(
      `The bus ${target.Arn} and its subscribers are not analysed: they belong to another service (EventBridgeV2).`,
    ),
  ),
  needs: looking(['rule'], async ({ sender, target }: TargetSubject, account) => {
    const read = isRule(sender) ? await account.rule(sender.name, sender.busRef) : missing
    const sources = read.state === 'found' ? literalsOf(read.value.eventPattern, 'source') : undefined
    const ofAws = sources?.every((source) => source.startsWith('aws.'))
    const ofOthers = sources?.every((source) => !source.startsWith('aws.'))
    const need = (action: Need['action'], why: string, sure: boolean): Need => ({
      action,
      resource: target.Arn,
      why,
      severity: sure ? 'error' : 'warning',
    })
    const needs = [
      need('events:PutEvents', 'put events of AWS services on the bus', !ofOthers),
      need('events:PutRawEvents', 'put all other events on the bus', !ofAws),
    ]
    return read.state === 'denied' || read.state === 'failed'
      ? { needs, unseen: cannotTell(read, `the ${sender.noun} ${sender.name}`, 'to know which events it forwards') }
      : { needs }
  }),
  actions: ['events:PutEvents', 'events:PutRawEvents'],
  history: null,
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-target-bus.html',
}
