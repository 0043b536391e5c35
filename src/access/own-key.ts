import { allowKey } from '../remedies/resource-policies.js'
import type { OwnCall } from '../targets/target.js'
import type { Sender } from '../verdict/sender.js'
import { error, ok, undecidable, type Verdict, warning, withFix } from '../verdict/verdict.js'
import { awsManaged, type Encrypted, isAwsAlias, type KeyAccount, type KeyCode, withKey } from './encrypted.js'
import { type AccessRequest, type Grant, grantOf, inOneSentence, ownCaller } from './grants.js'

/** Whether EventBridge can use a key under its own name. */
export async function ownKeyGrant(
  encrypted: Encrypted & { user: { own: OwnCall } },
  sender: Sender,
  account: KeyAccount,
): Promise<Verdict<KeyCode>> {
  const { key, noun, owner, actions, user } = encrypted
  const { own } = user
  if (isAwsAlias(key)) return awsManaged(encrypted, key)
  return withKey(encrypted, account, async (read, policy) => {
    if (read.manager === 'AWS') return awsManaged(encrypted, key)
    if (policy === undefined) return ok(`The key of the ${noun} is ${read.state}.`)
    const asked: AccessRequest = {
      caller: ownCaller(sender, own),
      actions,
      resource: read.arn,
      documents: [{ name: 'key policy', document: policy }],
      contested: own.contested ?? [],
      ...(own.page ? { page: own.page } : {}),
      sender,
    }
    const grant = withServiceWide(grantOf(asked), asked)
    const kind = noun === 'topic' ? 'topic' : noun === 'event bus' ? 'bus' : 'queue'
    if (grant.answer === 'allowed') return ok(`EventBridge may use the key of the ${noun}.`)
    const more = {
      because: grant.because,
      ...withFix(allowKey({ arn: read.arn, policy }, { kind, arn: owner }, sender)),
    }
    const what = `the key ${read.arn} of the ${noun} ${owner}`
    switch (grant.answer) {
      case 'cannot-tell':
        return undecidable(`Cannot tell whether EventBridge may use ${what}: ${inOneSentence(grant.because)}`)
      case 'contested':
        return warning(
          'key-policy-blocks',
          `EventBridge may use ${what} only through a statement that AWS does not document as working.`,
          more,
        )
      case 'missing':
      case 'mismatch':
        return error(
          'key-policy-blocks',
          `The policy of ${what} does not allow EventBridge to call ${grant.action}.`,
          more,
        )
      case 'denied':
        return error('key-policy-blocks', `The policy of ${what} denies EventBridge ${grant.action}.`, {
          because: grant.because,
        })
    }
  })
}

/** The keys that a policy for everybody who comes through one service compares, as in the keys that AWS manages. */
const THROUGH_A_SERVICE = ['kms:ViaService', 'kms:CallerAccount']

/**
 * A key's policy may allow `{"AWS": "*"}` through one service of the account, as AWS writes it for the keys that it manages.
 * EventBridge's call has neither of the keys that it compares. Templates that are in use rely on such a statement all the
 * same, so a refusal that rests on these keys alone is in doubt.
 */
function withServiceWide(grant: Grant, asked: AccessRequest): Grant {
  if (grant.answer !== 'missing' && grant.answer !== 'mismatch') return grant
  const { context, unknownKeys } = asked.caller
  const open = grantOf({
    ...asked,
    caller: {
      ...asked.caller,
      context: Object.fromEntries(Object.entries(context).filter(([key]) => !THROUGH_A_SERVICE.includes(key))),
      unknownKeys: [...unknownKeys, ...THROUGH_A_SERVICE],
    },
  })
  return open.answer === 'contested' ? { ...grant, answer: 'contested' } : grant
}
