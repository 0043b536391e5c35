import type { AccessRequest } from '../../access/grants.js'
import type { AttachedPolicy, ResourcePolicy } from '../../targets/target.js'
import type { TargetSubject } from '../../verdict/subject.js'

/** Whether one policy allows one delivery. */
export interface Question {
  subject: TargetSubject
  policy: ResourcePolicy
  attached: AttachedPolicy
}

/** The question for the evaluator, but for who calls. */
export const requestOf = ({ subject, policy, attached }: Question): Omit<AccessRequest, 'caller'> => ({
  actions: policy.actions,
  resource: policy.resource(subject.target),
  documents: attached.documents,
  sender: subject.sender,
})
