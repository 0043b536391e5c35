import { isAwsAlias } from '../../access/encrypted.js'
import type { Account } from '../../aws/account.js'
import { isAccountId, parseArn } from '../../aws/arn.js'
import { isUnread, mapRead, type Unread } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import {
  type Change,
  type ChangeLookup,
  changeLookups,
  changesOn,
  deployed,
  type Stacks,
} from '../../evidence/changes.js'
import type { WayInput, WayTarget } from '../../evidence/way.js'
import { windowOf } from '../../evidence/window.js'
import { readsOfAll, serviceOf } from '../../targets/index.js'
import type { ReadsFor } from '../../targets/target.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import type { RuleSubject } from '../../verdict/subject.js'

/** What CloudTrail's history shows to have been changed on the way. */
export interface Changed {
  list: readonly Change[]
  /** A history that could not be read, or what is on the way: `what` for a sentence. */
  unread?: { read: Unread; what: string }
  /** Whether there were more records than were read. */
  more: boolean
}

/** The reads that the stack of what was changed is found with: only its name is lacking without them. */
export const stackReads = ['tags', 'role'] as const

/** The reads that the changes are found with, for a target of one service. */
export const changeReadsFor: ReadsFor = ({ key }) => [
  ...(['targets', 'attachedPolicies', 'apiDestination', 'eventBus', 'queue', 'kmsKey', 'changeRecords'] as const),
  ...stackReads,
  ...(key?.read.reads ?? []),
]

/** The reads that the changes are found with. */
export const changeReads = readsOfAll(changeReadsFor)

/** Asks CloudTrail for the changes of all that is on the way of a rule's events. */
export async function changesOf(subject: RuleSubject, targets: readonly Target[], account: Account): Promise<Changed> {
  const { rule } = subject
  const window = windowOf(subject)
  const ask = ({ by, value, region }: ChangeLookup) =>
    account.changeRecords(by, value, region, window.from.toISOString(), window.to.toISOString())
  // What the rule itself tells is asked for while the rest is found out.
  const first = changeLookups({ rule, targets }).map(ask)
  const [more, busKey] = await Promise.all([
    Promise.all(targets.map((target) => withMore(subject, target, account))),
    keyOfBus(rule, account),
  ])
  const way: WayInput = { rule, busKeys: busKey.keys, targets: more.map(({ target }) => target) }
  const reads = await Promise.all([...first, ...changeLookups(way).map(ask)])
  const records = reads.flatMap((read) => (read.state === 'found' ? read.value.changes : []))
  const history = reads.find(isUnread)
  const unread = history
    ? { read: history, what: "CloudTrail's event history" }
    : [...more, busKey].find((one) => one.unread)?.unread
  return {
    list: changesOn(way, records, await stacksOf(deployed(way, records), account)),
    more: reads.some((read) => read.state === 'found' && read.value.more),
    ...(unread ? { unread } : {}),
  }
}

/** Whether something is the account's own: only its history can be asked for. */
const isOwn = (rule: RuleAddress, account: string): boolean => !isAccountId(account) || account === rule.account

/** A target with the policies, keys and connections that it uses, as far as they can be read and are the account's own. */
async function withMore(
  subject: RuleSubject,
  target: Target,
  account: Account,
): Promise<{ target: WayTarget; unread?: Changed['unread'] }> {
  const { rule } = subject
  const role = parseArn(target.RoleArn ?? '')
  const arn = parseArn(target.Arn)
  const [policies, destination, key, queueKey] = await Promise.all([
    role?.service === 'iam' && isOwn(rule, role.account) ? account.attachedPolicies(role.text) : undefined,
    arn?.service === 'events' && arn.resource.startsWith('api-destination/') && isOwn(rule, arn.account)
      ? account.apiDestination(arn.text)
      : undefined,
    keyOfTarget(subject, target, account),
    keyOfQueue(rule, target, account),
  ])
  const connection =
    destination?.state === 'found' ? parseArn(destination.value.connectionArn)?.resource.split('/')[1] : undefined
  return {
    target: {
      ...target,
      // The policies of AWS change without anybody here.
      policies:
        policies?.state === 'found'
          ? policies.value.flatMap(({ arn }) => (arn && isAccountId(parseArn(arn)?.account ?? '') ? [arn] : []))
          : [],
      keys: key.keys,
      queueKeys: queueKey.keys,
      connections: connection === undefined ? [] : [connection],
    },
    // An event does not pass the dead-letter queue on its way to the target: what is not known of that one matters less.
    ...(key.unread ? { unread: key.unread } : {}),
  }
}

/** The ARN of a key, if there is one that the account can change. */
interface Keys {
  keys: readonly string[]
  unread?: Changed['unread']
}

const NO_KEY: Keys = { keys: [] }

const unknownKey = (read: Unread, owner: string): Keys => ({ keys: [], unread: { read, what: `the key of ${owner}` } })

async function keyOfBus(rule: RuleAddress, account: Account): Promise<Keys> {
  if (!isOwn(rule, parseArn(rule.busArn)?.account ?? '')) return NO_KEY
  const bus = await account.eventBus(rule.busArn)
  if (isUnread(bus)) return unknownKey(bus, rule.busArn)
  const name = bus.state === 'found' ? bus.value.kmsKey : undefined
  return name === undefined ? NO_KEY : named(name, rule.busArn, account)
}

async function keyOfTarget({ rule, ...when }: RuleSubject, target: Target, account: Account): Promise<Keys> {
  const { key } = serviceOf(target) ?? {}
  if (!key || !isOwn(rule, parseArn(target.Arn)?.account ?? '')) return NO_KEY
  const read = await key.read.run({ ...when, sender: rule, target }, account)
  if (isUnread(read)) return unknownKey(read, target.Arn)
  return read.state === 'missing' || read.value.key === null ? NO_KEY : named(read.value.key, target.Arn, account)
}

async function keyOfQueue(rule: RuleAddress, target: Target, account: Account): Promise<Keys> {
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

/** The stacks of what CloudFormation changed, as the tags of these resources tell them. */
async function stacksOf(resources: readonly string[], account: Account): Promise<Stacks> {
  const entries = await Promise.all(
    resources.map(async (arn) => {
      const tags =
        parseArn(arn)?.service === 'iam'
          ? mapRead(await account.role(arn), (role) => role.tags)
          : await account.tags(arn)
      const stack = tags.state === 'found' ? tags.value['aws:cloudformation:stack-name'] : undefined
      return stack === undefined ? [] : [[arn, stack] as const]
    }),
  )
  return Object.fromEntries(entries.flat())
}
