import type { Call } from '../verdict/fix.js'

/** What a template of CloudFormation or Terraform describes, and each of them therefore has to be able to write. */
export type Described =
  | 'role'
  | 'role-policy'
  | 'function-permission'
  | 'key-policy'
  | 'queue-policy'
  | 'topic-policy'
  | 'log-policy'
  | 'bus-policy'
  | 'rule'
  | 'target'

interface Write {
  /** Set for what only `listen` calls; `fix` calls everything else. */
  by?: 'listen'
  /** What describes the outcome in a template, or why nothing does. */
  template: Described | { readonly none: string }
}

const LISTENS = {
  by: 'listen',
  template: { none: 'Only eb-doctor listen calls it, for what it removes again.' },
} as const
const TAKES_BACK = { template: { none: 'It only takes back what eb-doctor wrote.' } } as const

/**
 * Every operation that eb-doctor may ever call to change something: each is declared here. The order is the order in a
 * plan: roles first, then policies, then what starts deliveries, so that nothing is used before it is ready; last what
 * only an undo, or `eb-doctor listen`, calls. The clients (apply.ts) are a table with the same keys and the templates (formats/) are tables of what
 * is described, so that an operation without one of them does not compile.
 */
const WRITES = {
  'iam:CreateRole': { template: 'role' },
  'iam:UpdateAssumeRolePolicy': { template: 'role' },
  'iam:PutRolePolicy': { template: 'role-policy' },
  'lambda:RemovePermission': {
    template: { none: 'A template does not describe a removal: remove the statement where it is described, if it is.' },
  },
  'lambda:AddPermission': { template: 'function-permission' },
  'kms:PutKeyPolicy': { template: 'key-policy' },
  'sqs:SetQueueAttributes': { template: 'queue-policy' },
  'sns:SetTopicAttributes': { template: 'topic-policy' },
  'logs:PutResourcePolicy': { template: 'log-policy' },
  'events:PutPermission': { template: 'bus-policy' },
  'events:PutTargets': { template: 'target' },
  'events:EnableRule': { template: 'rule' },
  'events:DisableRule': TAKES_BACK,
  'events:RemovePermission': TAKES_BACK,
  'logs:DeleteResourcePolicy': TAKES_BACK,
  'iam:DeleteRolePolicy': TAKES_BACK,
  'iam:DeleteRole': TAKES_BACK,
  'sqs:CreateQueue': LISTENS,
  'events:PutRule': LISTENS,
  'sqs:ReceiveMessage': LISTENS,
  'sqs:DeleteMessage': LISTENS,
  'events:RemoveTargets': LISTENS,
  'events:DeleteRule': LISTENS,
  'sqs:DeleteQueue': LISTENS,
} as const satisfies Readonly<Record<`${string}:${string}`, Write>>

/** An operation as the IAM action names it: `iam:CreateRole`. */
export type Operation = keyof typeof WRITES

/** A service as the IAM action names it. */
export type WritingService = Operation extends infer O
  ? O extends `${infer Service}:${string}`
    ? Service
    : never
  : never

/** The operations of one service, without its name. */
export type OperationsOf<Service extends WritingService> = Operation extends infer O
  ? O extends `${Service}:${infer Name}`
    ? Name
    : never
  : never

/** All operations, in the order in which a plan makes its changes. */
export const OPERATIONS = Object.keys(WRITES) as readonly Operation[]

/** The operations that one command alone calls. */
export const operationsOf = (by: 'fix' | 'listen'): readonly Operation[] =>
  OPERATIONS.filter((operation) => {
    const write: Write = WRITES[operation]
    return (write.by ?? 'fix') === by
  })

/** The operation of a call; undefined when it is none of eb-doctor's. A plan or a journal is a file, and files can be forged. */
export const operationOf = ({ service, operation }: Pick<Call, 'service' | 'operation'>): Operation | undefined =>
  OPERATIONS.find((known) => known === `${service}:${operation}`)

/** The place of a call in a plan, from 0. What is not known comes last, after all that it might need. */
export const placeInPlan = (call: Call): number => {
  const known = operationOf(call)
  return known === undefined ? OPERATIONS.length : OPERATIONS.indexOf(known)
}

/** What describes the outcome of a call in a template, or why nothing does. */
export const templateOf = (call: Call): Write['template'] => {
  const known = operationOf(call)
  return known === undefined
    ? { none: `eb-doctor does not call ${call.service}:${call.operation}.` }
    : WRITES[known].template
}
