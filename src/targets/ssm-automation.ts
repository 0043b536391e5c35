import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { inputObject } from './input.js'
import { documentArn, documentName, documentSettings, documentState, isOwnedByAws } from './ssm-document.js'
import type { TargetService } from './target.js'

/** A runbook. IAM sees it with its version, and without an account when AWS owns it. */
export const ssmAutomation: TargetService = {
  id: 'ssm-automation',
  name: 'Systems Manager Automation',
  arnForms: [
    'arn:aws:ssm:REGION:ACCOUNT:automation-definition/NAME[:VERSION]',
    'arn:aws:ssm:REGION::automation-definition/AWS-NAME[:VERSION]',
  ],
  matches: (arn) => arn.service === 'ssm' && arn.resource.startsWith('automation-definition/'),
  accountless: (arn) => isOwnedByAws(documentName(arn.text).name),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  settings: looking(['ssmDocument'], documentSettings),
  state: looking(['ssmDocument'], (subject: TargetSubject, account) =>
    documentState(subject, account, { noun: 'runbook', type: 'Automation' }),
  ),
  needs: looking([], async ({ target, sender }: TargetSubject) => {
    const arn = parseArn(target.Arn)
    if (!arn) return { needs: [] }
    const { name, version = '$DEFAULT' } = documentName(target.Arn)
    const runbook = documentArn(arn, 'automation-definition', name, sender.account)
    const start: Need = {
      action: 'ssm:StartAutomationExecution',
      resource: `${runbook}:${version}`,
      why: `start the runbook ${name}`,
      severity: 'error',
    }
    return { needs: [start, ...assumeRoles(target).map(passRole)] }
  }),
  actions: ['ssm:StartAutomationExecution', 'iam:PassRole'],
  history: { source: 'ssm.amazonaws.com', events: ['StartAutomationExecution'] },
  docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/running-automations-event-bridge.html',
}

/** The role that the input tells the runbook to run with; the input gives every value as a list or by itself. */
const assumeRoles = (target: TargetSubject['target']): string[] =>
  [inputObject(target)?.['AutomationAssumeRole']]
    .flat()
    .flatMap((role) => (typeof role === 'string' && role.startsWith('arn:') && !role.includes('<') ? [role] : []))

const passRole = (role: string): Need => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
  why: 'let the runbook run with its own role',
  // AWS asks for it of people who start a runbook; of EventBridge its pages do not speak.
  severity: 'warning',
})
