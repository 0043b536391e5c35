import { isAwsAlias } from '../../access/encrypted.js'
import type { Account } from '../../aws/account.js'
import { isAccountId, parseArn } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import { serviceOf } from '../../targets/index.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import type { RuleSubject } from '../../verdict/subject.js'

/** What is on the way and could not be read: `what` for a sentence. */
export interface UnreadOnWay {
  read: Unread
  what: string
}

/** The ARN of a key, if there is one that the account can change. */
export interface Keys {
  keys: readonly string[]
  unread?: UnreadOnWay
}

const NO_KEY: Keys = { keys: [] }

const unknownKey = (read: Unread, owner: string): Keys => ({ keys: [], unread: { read, what: `the key of ${owner}` } })

/** The key of the rule's event bus. */
export async function keyOfBus(rule: RuleAddress, account: Account): Promise<Keys> {
  if (!isOwn(rule, parseArn(rule.busArn)?.account ?? '')) return NO_KEY
  const bus = await account.eventBus(rule.busArn)
  if (isUnread(bus)) return unknownKey(bus, rule.busArn)
  const name = bus.state === 'found' ? bus.value.kmsKey : undefined
  return name === undefined ? NO_KEY : named(name, rule.busArn, account)
}

/** The key of what the target is. */
export async function keyOfTarget({ rule, ...when }: RuleSubject, target: Target, account: Account): Promise<Keys> {
  const { key } = serviceOf(target) ?? {}
  if (!key || !isOwn(rule, parseArn(target.Arn)?.account ?? '')) return NO_KEY
  const read = await key.read.run({ ...when, sender: rule, target }, account)
  if (isUnread(read)) return unknownKey(read, target.Arn)
  return read.state === 'missing' || read.value.key === null ? NO_KEY : named(read.value.key, target.Arn, account)
}

/** The key of the target's dead-letter queue. */
export async function keyOfQueue(rule: RuleAddress, target: Target, account: Account): Promise<Keys> {
  const queue = parseArn(target.DeadLetterConfig?.Arn ?? '')
  if (queue?.service !== 'sqs' || !isOwn(rule, queue.account)) return NO_KEY
  const read = await account.queue(queue.text)
  const name = read.state === 'found' ? read.value.kmsKey : undefined
  return name === undefined ? NO_KEY : named(name, queue.text, account)
}

/** Only what an alias stands for has to be asked; nobody here changes the keys that AWS manages. */
async function named(name: string, owner: string, account: Account): Promise<Keys> {
  if (isAwsAlias(name)) return NO_KEY
  if (name.includes('alias/')) {
    const key = await account.kmsKey(name, owner)
    if (isUnread(key)) return unknownKey(key, owner)
    return key.state === 'found' && key.value.manager === 'CUSTOMER' ? { keys: [key.value.arn] } : NO_KEY
  }
  const at = parseArn(owner)
  return {
    keys: [name.startsWith('arn:') ? name : `arn:${at?.partition}:kms:${at?.region}:${at?.account}:key/${name}`],
  }
}

/** Whether something is the account's own: only its history can be asked for. */
export const isOwn = (rule: RuleAddress, account: string): boolean => !isAccountId(account) || account === rule.account
