import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { oneCall, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** Response plans have no region in their ARN, and other accounts may share theirs. */
export const incidentManager: TargetService = {
  id: 'incident-manager',
  name: 'Incident Manager response plan',
  arnForms: ['arn:aws:ssm-incidents::ACCOUNT:response-plan/NAME'],
  matches: (arn) => arn.service === 'ssm-incidents',
  role: 'required',
  crossAccount: 'shared',
  crossRegion: false,
  state: looking(['responsePlan'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.responsePlan(target.Arn),
      { what: `the response plan ${target.Arn}`, absent: 'ssm-incidents:GetResponsePlan: ResourceNotFoundException' },
      () => ok('The response plan exists.'),
    ),
  ),
  needs: oneCall('ssm-incidents:StartIncident', 'start an incident'),
  actions: ['ssm-incidents:StartIncident'],
  history: { source: 'ssm-incidents.amazonaws.com', events: ['StartIncident'] },
  docs: 'https://docs.aws.amazon.com/incident-manager/latest/userguide/incident-creation.html',
}
