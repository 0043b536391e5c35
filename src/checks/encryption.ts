import { type KeyCode, keyReads } from '../access/encrypted.js'
import { keyGrant } from '../access/key-grants.js'
import { ownKeyGrant } from '../access/own-key.js'
import { rolePolicyReads } from '../access/role-decisions.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

// What the target needs beside its key is read for the fix: a role of its own has to have all of it.
const readsFor: ReadsFor = ({ key, needs }) => [
  ...keyReads,
  ...rolePolicyReads,
  ...(key?.read.reads ?? []),
  ...(needs?.reads ?? []),
]

/**
 * Whoever sends to something encrypted has to be able to use its key: EventBridge itself, or the target's role.
 */
export const encryption = targetCheck({
  id: 'encryption',
  title: "EventBridge can use the target's key",
  stop: 'key',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['key-policy-blocks', 'aws-managed-key'],

  async run(subject, account): Promise<Verdict<KeyCode>> {
    const { sender, target } = subject
    const service = serviceOf(target)
    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)
    if (!service?.key) return skipped(`${service?.name ?? 'The target'}: no key is needed to deliver to it.`)
    const { read: look, own, alwaysOwn, noun, actions, via, severity, managed, encryptionContext } = service.key
    const read = await look.run(subject, account)
    if (read.state === 'missing') return skipped(`${target.Arn} does not exist, so it has no key.`)
    if (read.state !== 'found') return unread(read, `${target.Arn}`, 'to see whether it is encrypted with a KMS key')
    if (read.value.key === null) return ok(read.value.because)
    const encrypted = {
      key: read.value.key,
      owner: target.Arn,
      noun,
      actions,
      via,
      ...(severity ? { severity } : {}),
      ...(encryptionContext ? { encryptionContext } : {}),
    }
    const call = alwaysOwn || !target.RoleArn ? own?.(subject) : undefined
    if (call) return ownKeyGrant({ ...encrypted, user: { own: call } }, subject.sender, account)
    if (!target.RoleArn) return skipped(`EventBridge reaches the ${noun} through a role, and the target has no role.`)
    return keyGrant({ ...encrypted, user: { roleArn: target.RoleArn, managed } }, subject, account)
  },
})
