import { parseArn } from '../aws/arn.js'
import { isUnread } from '../aws/read.js'
import type { SsmDocument } from '../aws/reads/ssm.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell } from '../verdict/verdict.js'
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
  needs: looking(['ssmDocument'], async ({ target, sender }: TargetSubject, account) => {
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
    const given = roleParameters(target)
    if (given.length === 0) return { needs: [start] }
    const read = await account.ssmDocument(target.Arn)
    const declared = read.state === 'found' ? read.value.parameters : undefined
    const passed = given.filter(({ parameter }) => isToRunWith(parameter, name, declared))
    return {
      needs: [start, ...passed.map(passRole)],
      ...(isUnread(read) ? { unseen: cannotTell(read, `the runbook ${name}`, 'to know which role it runs with') } : {}),
    }
  }),
  actions: ['ssm:StartAutomationExecution', 'iam:PassRole'],
  history: { source: 'ssm.amazonaws.com', events: ['StartAutomationExecution'] },
  docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/running-automations-event-bridge.html',
}

interface RoleParameter {
  parameter: string
  role: string
}

/** The parameters of the input that are the ARN of a role; the input gives every value as a list or by itself. */
const roleParameters = (target: TargetSubject['target']): RoleParameter[] =>
  Object.entries(inputObject(target) ?? {}).flatMap(([parameter, value]) =>
    [value].flat().flatMap((role) => (typeof role === 'string' && isRoleArn(role) ? { parameter, role } : [])),
  )

const isRoleArn = (text: string): boolean => {
  const arn = parseArn(text)
  return arn?.service === 'iam' && arn.resource.startsWith('role/') && !text.includes('<')
}

/**
 * Whether a runbook runs with the role in a parameter. A runbook of AWS calls that parameter AutomationAssumeRole, or gives
 * it the type of a role; in any other the name is the author's own, so every role in a parameter that it declares counts.
 */
function isToRunWith(parameter: string, runbook: string, declared: SsmDocument['parameters']): boolean {
  const declaration = declared?.find(({ name }) => name === parameter)
  if (declared !== undefined && declaration === undefined) return false
  return parameter === 'AutomationAssumeRole' || declaration?.type === 'AWS::IAM::Role::Arn' || !isOwnedByAws(runbook)
}

const passRole = ({ parameter, role }: RoleParameter): Need => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
  why: `run the runbook with the role in its parameter ${parameter}`,
  // AWS asks for it of people who start a runbook; its pages do not speak of EventBridge.
  severity: 'warning',
})
