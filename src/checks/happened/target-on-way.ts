import type { Account } from '../../aws/account.js'
import { isAccountId, parseArn } from '../../aws/arn.js'
import type { Target } from '../../aws/reads/events.js'
import type { WayTarget } from '../../evidence/way.js'
import type { RuleSubject } from '../../verdict/subject.js'
import { isOwn, keyOfQueue, keyOfTarget, type UnreadOnWay } from './keys.js'

/** A target with the policies, keys and connections that it uses, as far as they can be read and are the account's own. */
export async function withMore(
  subject: RuleSubject,
  target: Target,
  account: Account,
): Promise<{ target: WayTarget; unread?: UnreadOnWay }> {
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
