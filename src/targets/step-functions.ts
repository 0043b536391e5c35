import type { Account } from '../aws/account.js'
import { parseArn, unqualified } from '../aws/arn.js'
import type { StateMachine } from '../aws/reads/sfn.js'
import { evaluate } from '../iam/index.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, ok, undecidable, type Verdict } from '../verdict/verdict.js'
import { notReady, stateOf } from './state.js'
import type { StateCode, TargetService } from './target.js'

/** Started asynchronously: an execution that fails later is a success for EventBridge. */
export const stepFunctions: TargetService = {
  id: 'step-functions',
  name: 'Step Functions state machine',
  arnForms: ['arn:aws:states:REGION:ACCOUNT:stateMachine:NAME[:ALIAS|:VERSION]'],
  matches: (arn) => arn.service === 'states' && arn.resource.startsWith('stateMachine:'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  state: looking(['stateMachine', 'role'], async ({ target }: TargetSubject, account) => {
    const read = await account.stateMachine(target.Arn)
    const own = stateOf(
      read,
      {
        what: `the state machine ${target.Arn}`,
        absent: 'states:DescribeStateMachine: StateMachineDoesNotExist',
        purpose: 'to see whether it exists',
      },
      ({ status }) =>
        status === 'ACTIVE'
          ? ok('The state machine exists and is ACTIVE.')
          : notReady(`The state machine ${target.Arn} is being deleted.`, `status = "${status}"`),
    )
    return read.state === 'found' && own.status === 'ok' ? all([own, await ownRole(read.value, account)]) : own
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
  actions: ['states:StartExecution'],
  history: { source: 'states.amazonaws.com', events: ['StartExecution'] },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html',
}

/**
 * The role that the state machine runs with, not the one that starts it: often the two are mixed up. Without it every
 * execution that EventBridge starts fails at once.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
 */
async function ownRole(machine: StateMachine, account: Pick<Account, 'role'>): Promise<Verdict<StateCode>> {
  if (machine.roleArn === '') return ok('Step Functions did not name the role of the state machine.')
  const name = `the role ${machine.roleArn}, which the state machine runs with,`
  const read = await account.role(machine.roleArn)
  if (read.state === 'missing') {
    return notReady(
      `The state machine ${machine.arn} cannot run: its role ${machine.roleArn} does not exist.`,
      'iam:GetRole: NoSuchEntity',
    )
  }
  return stateOf(
    read,
    { what: name, absent: 'iam:GetRole: NoSuchEntity', purpose: 'to see whether Step Functions may assume it' },
    (role) => {
      const region = parseArn(machine.arn)?.region ?? ''
      // Either form of the service's name will do.
      const decisions = ['states.amazonaws.com', `states.${region}.amazonaws.com`].map((principal) =>
        evaluate(
          {
            principal,
            action: 'sts:AssumeRole',
            resource: role.arn,
            context: {
              'aws:SourceArn': unqualified(machine.arn),
              'aws:SourceAccount': parseArn(machine.arn)?.account ?? null,
            },
          },
          { resource: { name: `trust policy of ${role.name}`, document: role.trustPolicy } },
        ),
      )
      const [first] = decisions
      if (decisions.some(({ decision }) => decision === 'Allowed')) return ok(`It runs with the role ${role.name}.`)
      if (decisions.some(({ decision }) => decision === 'CannotTell')) {
        return undecidable(`Could not decide whether Step Functions may assume the role ${role.name}.`)
      }
      return notReady(
        `The state machine ${machine.arn} cannot run: Step Functions may not assume its role ${role.name}.`,
        `trust policy of ${role.name}`,
        ...(first?.because ?? []),
      )
    },
  )
}
