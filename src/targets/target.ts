import type { ReadName } from '../aws/account.js'
import type { Arn } from '../aws/arn.js'
import type { IamAction, Read } from '../aws/read.js'
import type { Target } from '../aws/reads/events.js'
import type { ContextValue, EventBridgeCall, NamedDocument } from '../iam/index.js'
import type { Fix } from '../verdict/fix.js'
import type { Look } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { Sender } from '../verdict/sender.js'
import type { TargetSubject } from '../verdict/subject.js'
import type { Because, CannotTell, Severity, Verdict } from '../verdict/verdict.js'

/** What a role needs, and what could not be seen while finding out. */
export interface Needs {
  needs: readonly Need[]
  unseen?: CannotTell
}

/** A flaw in a target's own settings, as target-config reports it. */
export interface Flaw {
  code: 'parameters-invalid' | 'input-invalid' | 'arn-malformed' | 'target-unsupported'
  severity?: Severity
  summary: string
  because: Because
}

/** The flaws that show only when the settings are held against what they name, and what could not be seen of it. */
export interface Settings {
  flaws: readonly Flaw[]
  unseen?: CannotTell
}

/**
 * What the input must be once it is transformed. object: a JSON object (its keys are the call's parameters);
 * log-record: the fixed form of CloudWatch Logs. Any text will do for a service that says nothing.
 */
export type InputForm = 'object' | 'log-record'

/** Codes of the check `target-state`. */
export type StateCode = 'target-not-found' | 'target-not-ready'

/** A condition key of which AWS's pages do not agree what EventBridge sends. */
export interface Contested {
  key: string
  /** What may be sent, the likeliest first; null: nothing. */
  values: readonly ContextValue[]
  /** Set when the first value is the right one, so that the others only make a refusal doubtful. */
  firstIsSure?: true
  /** The two sides, a sentence each, with the page that says it. */
  pages: readonly [string, string]
}

/** What is known of the call that EventBridge makes under its own name, beside what `asEventBridge` knows. */
export interface OwnCall {
  call: EventBridgeCall
  context?: Readonly<Record<string, ContextValue>>
  contested?: readonly Contested[]
  /** What shows that a statement for `{"AWS": "*"}` includes EventBridge; absent where AWS does not say so. */
  everybody?: string
  /** The page that says which conditions are not supported, shown when one stands in the way. */
  page?: string
}

/**
 * `{"AWS": "*"}` is the same as `"*"` in a resource policy, and AWS's own policies for services use it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const STAR_IS_EVERYBODY = 'reference_policies_elements_principal.html: {"AWS": "*"} is the same as "*"'

/** The policy of a target, as it was read. */
export interface AttachedPolicy {
  /** All documents that count: an Allow in any of them allows the call, a Deny in any denies it. Empty: there is no policy. */
  documents: readonly NamedDocument[]
  /** Set when there can be no policy: why. */
  none?: Because
  /** Set when the service allows everybody as it is configured: why. */
  open?: string
  /** Set when something else than the policy decides, which cannot be told from here: what. */
  unsure?: string
  /** What the call of a role is known to send besides, one set for each kind of event. */
  sent?: readonly Readonly<Record<string, ContextValue>>[]
  /** What would make the policy allow the rule. */
  fix?(sender: Sender): Fix | undefined
}

/** The policy that the target itself has, and what it has to allow. */
export interface ResourcePolicy {
  /** What people call it: `queue policy`. */
  noun: string
  /** What EventBridge, or the target's role, does there; all of it must be allowed. */
  actions: readonly IamAction[]
  /** The resource that the call names, as policies have to match it. */
  resource(target: Target): string
  /** How EventBridge calls when the target has no role. Absent: the policy alone never allows it. */
  own?: (subject: TargetSubject) => OwnCall
  /** What is sent with the call of a role, beside what every call of a role has. */
  sent?: (subject: TargetSubject) => Readonly<Record<string, ContextValue>>
  read: Look<TargetSubject, Read<AttachedPolicy>>
}

/** The KMS key that a resource is encrypted with, by whatever the service names it; null and why when there is none. */
export type KeyName = { key: string } | { key: null; because: string }

/** Whether a role may send to something encrypted with the key that AWS manages for the service, and the page that says so. */
export type ManagedKey = { usable: string } | { doubtful: Because }

/** The key of a target's contents, and who has to be allowed to use it. */
export interface KeyUse {
  /** What people call the thing that is encrypted: `queue`. */
  noun: string
  /** What is done with the key; all of it must be allowed. */
  actions: readonly IamAction[]
  /** The service that calls KMS for the sender, as in kms:ViaService: `sqs`. */
  via: string
  /** How EventBridge uses the key when the target has no role. Absent: only a role can. */
  own?: (subject: TargetSubject) => OwnCall
  /** Set when EventBridge uses the key under its own name even if the target has a role. */
  alwaysOwn?: boolean
  /** warning: AWS does not say that the role's permission is needed. */
  severity?: Severity
  /** The name under which the service sends the ARN of what is encrypted as KMS's encryption context. */
  encryptionContext?: string
  /** What the service says of the key that AWS manages for it (`alias/aws/...`) when a role is the caller. */
  managed: ManagedKey
  read: Look<TargetSubject, Read<KeyName>>
}

/** Calls that only a trail records, and only if it selects the data events of their type of resource. */
export interface DataEvents {
  /** eventSource: `lambda.amazonaws.com`. */
  source: string
  events: readonly string[]
  /** resources.type of the selector: `AWS::Lambda::Function`. */
  type: string
  /** Set when a delivery within the rule's own Region makes no such record. */
  onlyAcrossRegions?: true
}

/** What a target service needs from EventBridge, as data. One file a service. */
export interface TargetService {
  /** Stable name, as in the report: `lambda`. */
  id: string
  /** AWS's words for it: `Lambda function`. */
  name: string
  /** The forms that the target's ARN takes, for people to read. */
  arnForms: readonly string[]
  /** Whether an ARN names a target of this service. */
  matches(arn: Arn): boolean
  /** Whether this ARN is in order without an account id: what AWS itself owns has none. */
  accountless?(arn: Arn): boolean
  /** optional: a role or the target's own policy allows the delivery. */
  role: 'required' | 'optional' | 'refused'
  /** How a target in another account can be reached: directly (with a role and its policy), bus to bus, shared, not. */
  crossAccount: 'direct' | 'bus' | 'shared' | 'no'
  /** Whether a target in another region can be reached. */
  crossRegion: boolean
  /** What is wrong with the parameters of the target, as far as they alone tell. */
  flaws?(target: Target, arn: Arn): readonly Flaw[]
  /** What the transformed input must be. */
  input?: InputForm
  /** What is wrong with the settings of the target, seen beside what they name (a task definition, a runbook). */
  settings?: Look<TargetSubject, Settings>
  /** Whether the target exists and can take events. */
  state?: Look<TargetSubject, Verdict<StateCode>>
  /** What the role must be allowed to do. Absent: a role is of no use to this service. */
  needs?: Look<TargetSubject, Needs>
  /** Every action that `needs` may ask for. The table in docs/targets.md is made of it. */
  actions?: readonly IamAction[]
  /** The target's own policy. Absent: the service has none, a role alone decides. */
  resourcePolicy?: ResourcePolicy
  /** The key that the target's contents may be encrypted with. */
  key?: KeyUse
  /** The calls that CloudTrail's event history shows of this service; null when they are data events, never shown. */
  history: { source: string; events: readonly string[] } | null
  /** The data events that CloudTrail records of deliveries, where a trail selects them. Absent: there are none, or it is not known. */
  dataEvents?: DataEvents
  /** AWS's page. */
  docs: string
}

/** What a check reads for targets of one service, where that differs from service to service. */
export type ReadsFor = (service: TargetService) => readonly ReadName[]
