import { type KeyCode, keyGrant, keyReads, ownKeyGrant } from '../access/key-grants.js'
import { rolePolicyReads } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { isUnread } from '../aws/read.js'
import { BUS_KEY_ACTIONS, busKeyCall } from '../targets/event-bus.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

const readsFor: ReadsFor = ({ key }) => ['eventBus', ...keyReads, ...rolePolicyReads, ...(key?.read.reads ?? [])]

/**
 * Whoever sends to something encrypted has to be able to use its key: EventBridge itself, or the target's role. The key
 * of the rule's own bus counts too, since events wait there under it.
 */
export const encryption = targetCheck({
  id: 'encryption',
  title: "EventBridge can use the target's key",
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['key-policy-blocks', 'aws-managed-key'],

  async run(subject, account): Promise<Verdict<KeyCode>> {
    return all(await Promise.all([ofTarget(subject, account), ofRulesBus(subject, account)]))
  },
})

async function ofTarget(subject: TargetSubject, account: Account): Promise<Verdict<KeyCode>> {
  const { target } = subject
  const service = serviceOf(target)
  if (!service?.key) return skipped(`${service?.name ?? 'The target'}: nothing is encrypted on the way in.`)
  const { read: look, own, alwaysOwn, noun, actions, via, severity } = service.key
  const read = await look.run(subject, account)
  if (read.state === 'missing') return skipped(`There is no ${target.Arn} that could be encrypted.`)
  if (read.state !== 'found') return unread(read, `${target.Arn}`, 'to see whether it is encrypted with a KMS key')
  if (read.value.key === null) return ok(read.value.because)
  const encrypted = { key: read.value.key, owner: target.Arn, noun, actions, via, ...(severity ? { severity } : {}) }
  const call = alwaysOwn || !target.RoleArn ? own?.(subject) : undefined
  if (call) return ownKeyGrant({ ...encrypted, user: { own: call } }, subject, account)
  if (!target.RoleArn) return skipped(`The ${noun} is reached through a role, and the target has none.`)
  return keyGrant({ ...encrypted, user: { roleArn: target.RoleArn } }, subject, account)
}

async function ofRulesBus(subject: TargetSubject, account: Account): Promise<Verdict<KeyCode>> {
  const { rule } = subject
  const read = await account.eventBus(rule.busArn)
  if (read.state === 'missing') return skipped(`There is no event bus ${rule.bus}.`)
  if (isUnread(read)) return unread(read, `the event bus ${rule.bus}`, 'to see whether it has a customer managed key')
  const { kmsKey } = read.value
  if (!kmsKey) return ok(`The bus ${rule.bus} has no customer managed key.`)
  return ownKeyGrant(
    {
      key: kmsKey,
      owner: rule.busArn,
      noun: 'event bus',
      actions: BUS_KEY_ACTIONS,
      via: 'events',
      user: { own: busKeyCall(rule.busArn) },
    },
    subject,
    account,
  )
}
