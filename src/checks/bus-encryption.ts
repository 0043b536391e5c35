import { type KeyCode, keyReads } from '../access/encrypted.js'
import { ownKeyGrant } from '../access/own-key.js'
import { isUnread } from '../aws/read.js'
import { BUS_KEY_ACTIONS, busKeyCall } from '../targets/event-bus.js'
import { ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'

/** Events wait on their bus under the bus's key: without the key nothing is delivered to any target. */
export const busEncryption = ruleCheck({
  id: 'encryption',
  title: "EventBridge can use the event bus's key",
  stop: 'bus',
  reads: ['eventBus', ...keyReads],
  findings: ['key-policy-blocks', 'aws-managed-key'],

  async run({ rule }, account): Promise<Verdict<KeyCode>> {
    const read = await account.eventBus(rule.busArn)
    if (read.state === 'missing') return skipped(`The event bus ${rule.bus} does not exist.`)
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
      rule,
      account,
    )
  },
})
