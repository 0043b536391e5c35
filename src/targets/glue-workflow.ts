import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { notReady, oneCall, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** The event is handed to the workflow, whose start trigger must be one that waits for events. */
export const glueWorkflow: TargetService = {
  id: 'glue-workflow',
  name: 'Glue workflow',
  arnForms: ['arn:aws:glue:REGION:ACCOUNT:workflow/NAME'],
  matches: (arn) => arn.service === 'glue' && arn.resource.startsWith('workflow/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['glueWorkflow'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.glueWorkflow(target.Arn),
      { what: `the workflow ${target.Arn}`, absent: 'glue:GetWorkflow: EntityNotFoundException' },
      ({ name, triggers }) => {
        return triggers.some(({ type }) => type === 'EVENT')
          ? ok(`The workflow ${name} exists and is started by events.`)
          : notReady(
              `The workflow ${name} has no start trigger of type EVENT, so no event starts it.`,
              triggers.length > 0
                ? `its triggers: ${triggers.map((one) => `${one.name} (${one.type})`).join(', ')}`
                : 'the workflow has no triggers',
            )
      },
    ),
  ),
  // Not StartWorkflowRun, although a run is what it starts.
  needs: oneCall('glue:notifyEvent', 'send the event to the workflow'),
  actions: ['glue:notifyEvent'],
  history: { source: 'glue.amazonaws.com', events: ['NotifyEvent'] },
  docs: 'https://docs.aws.amazon.com/glue/latest/dg/starting-workflow-eventbridge.html',
}
