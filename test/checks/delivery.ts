import type { Account, ReadName } from '../../src/aws/account.js'
import { type Denied, found, type Read } from '../../src/aws/read.js'
import type { EventBus, Target } from '../../src/aws/reads/events.js'
import type { Role } from '../../src/aws/reads/iam.js'
import type { KmsKey } from '../../src/aws/reads/kms.js'
import type { Topic } from '../../src/aws/reads/sns.js'
import type { Queue } from '../../src/aws/reads/sqs.js'
import type { RuleSubject, TargetSubject } from '../../src/verdict/subject.js'
import type { Finding, Verdict } from '../../src/verdict/verdict.js'
import { assertVoice } from '../conventions/voice.js'
import { BUS, HOME, REGION, RULE, ruleAddress } from '../support/home.js'

/** What a check is asked about: the rule `order-paid` and one target. */
export function delivery(target: Partial<Target> & { Arn: string }, bus = 'default'): TargetSubject & RuleSubject {
  const rule = ruleAddress({ bus })
  return {
    rule,
    sender: rule,
    target: { Id: 'settle', ...target },
    now: new Date('2026-11-21T12:00:00Z'),
    sinceMinutes: 60,
  }
}

export const QUEUE = `arn:aws:sqs:${REGION}:${HOME}:orders`
export const TOPIC = `arn:aws:sns:${REGION}:${HOME}:orders`
export const KEY = `arn:aws:kms:${REGION}:${HOME}:key/11111111-2222-3333-4444-555555555555`
export const ROLE = `arn:aws:iam::${HOME}:role/deliver`

/** An account of just these reads; any other read is a mistake of the test. */
export function account(reads: Partial<Account>): Account {
  return new Proxy(reads, {
    get(known, name) {
      const read = known[name as ReadName]
      if (!read) throw new Error(`the check reads ${String(name)}, which this account does not have`)
      return read
    },
  }) as Account
}

export const answers =
  <T>(value: T) =>
  async (): Promise<Read<T>> =>
    found(value)
export const gone = async (): Promise<Read<never>> => ({ state: 'missing' })
export const refused =
  (action: Denied['action'], resource = '*') =>
  async (): Promise<Read<never>> => ({ state: 'denied', action, resource })

export const doc = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

/** An Allow for EventBridge; `more` changes or adds elements. */
export const forEventBridge = (Action: string | string[], Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action,
  Resource,
  ...more,
})

export const forRule = (arn: string) => ({ Condition: { ArnEquals: { 'aws:SourceArn': arn } } })

export const queue = (more: Partial<Queue> = {}): Queue => ({
  arn: QUEUE,
  url: `https://sqs.${REGION}.amazonaws.com/${HOME}/orders`,
  policy: doc(forEventBridge('sqs:SendMessage', QUEUE, forRule(RULE))),
  sqsManagedSse: true,
  fifo: false,
  contentBasedDeduplication: false,
  ...more,
})

export const topic = (more: Partial<Topic> = {}): Topic => ({
  arn: TOPIC,
  policy: doc(forEventBridge('sns:Publish', TOPIC)),
  fifo: false,
  ...more,
})

export const bus = (more: Partial<EventBus> = {}): EventBus => ({ name: 'default', arn: BUS, policy: null, ...more })

export const key = (more: Partial<KmsKey> = {}): KmsKey => ({
  arn: KEY,
  manager: 'CUSTOMER',
  state: 'Enabled',
  ...more,
})

export const role = (more: Partial<Role> = {}): Role => ({
  arn: ROLE,
  name: 'deliver',
  trustPolicy: doc({ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  tags: {},
  ...more,
})

/** The role `deliver` with one inline policy. */
export const roleThatMay = (...statements: readonly object[]): Partial<Account> => ({
  role: answers(role()),
  inlinePolicies: answers([{ name: 'deliver', document: doc(...statements) }]),
  attachedPolicies: answers([]),
})

/** The verdict, once it is held to the voice of the tool: whoever looks at a verdict in a test looks through this. */
export function spoken(verdict: Verdict): Verdict {
  const findings = verdict.status === 'problem' ? verdict.findings.map((one) => ({ ...one, docs: '' })) : []
  const because =
    verdict.status === 'problem'
      ? (verdict.unseen?.text ?? null)
      : verdict.status === 'unknown'
        ? verdict.because.text
        : verdict.because
  const result = { check: 'check', title: 'Check', target: null, status: verdict.status, because, findings }
  assertVoice({ checks: [result], limits: [] })
  return verdict
}

/** The code and severity of each finding: `grant-missing error`. */
export function codes(verdict: Verdict): string[] {
  spoken(verdict)
  return verdict.status === 'problem'
    ? verdict.findings.map(({ code, severity }) => `${code} ${severity}`)
    : [verdict.status]
}

/** The only finding of a problem. */
export function finding(verdict: Verdict): Finding {
  spoken(verdict)
  if (verdict.status !== 'problem' || verdict.findings.length !== 1) {
    throw new Error(`one finding was expected, not ${JSON.stringify(verdict)}`)
  }
  return verdict.findings[0]
}

/** What is said why it is not a problem. */
export function reason(verdict: Verdict): string {
  spoken(verdict)
  if (verdict.status === 'problem') return ''
  return verdict.status === 'unknown' ? verdict.because.text : verdict.because
}
