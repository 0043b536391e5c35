import { error, looking, ok, type TargetSubject, unread } from '../checks/check.js'
import type { TargetService } from './target.js'

/** The state machine without its alias or version: what Step Functions authorises against, whatever the target names. */
export const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':')

/** Started asynchronously: an execution that fails later is a success for EventBridge. */
export const stepFunctions: TargetService = {
  id: 'step-functions',
  name: 'Step Functions state machine',
  arnForms: ['arn:aws:states:REGION:ACCOUNT:stateMachine:NAME[:ALIAS|:VERSION]'],
  matches: (arn) => arn.service === 'states' && arn.resource.startsWith('stateMachine:'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['stateMachine'], async ({ target }: TargetSubject, account) => {
    const read = await account.stateMachine(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The state machine ${target.Arn} does not exist.`, {
        because: ['states:DescribeStateMachine: StateMachineDoesNotExist'],
      })
    }
    if (read.state !== 'found') return unread(read, `the state machine ${target.Arn}`, 'to see whether it exists')
    if (read.value.status !== 'ACTIVE') {
      return error('target-not-ready', `The state machine ${target.Arn} is being deleted.`, {
        because: [`status = "${read.value.status}"`],
      })
    }
    return ok('The state machine exists and is ACTIVE.')
  }),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [
      {
        action: 'states:StartExecution',
        resource: unqualified(target.Arn),
        why: 'start the state machine',
        severity: 'error',
      },
    ],
  })),
  history: { source: 'states.amazonaws.com', events: ['StartExecution'] },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}
