import type { Account } from '../../aws/account.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { error, ok, unread, type Verdict } from '../../verdict/verdict.js'

/** A partner's event source sends nothing until it is accepted. */
export async function partnerSends(
  rule: RuleAddress,
  account: Pick<Account, 'eventSource'>,
): Promise<Verdict<'source-not-sending'>> {
  const read = await account.eventSource(rule.bus)
  if (read.state === 'missing') {
    return error(
      'source-not-sending',
      `The partner event source ${rule.bus}, which feeds the bus of rule ${rule.name}, does not exist.`,
      {
        because: ['events:DescribeEventSource: ResourceNotFoundException'],
      },
    )
  }
  if (read.state !== 'found') return unread(read, `the partner event source ${rule.bus}`, 'to see whether it is active')
  if (read.value.state === 'ACTIVE') return ok(`The partner event source ${rule.bus} is active.`)
  return error(
    'source-not-sending',
    `The partner event source ${rule.bus}, which feeds the bus of rule ${rule.name}, is not active.`,
    {
      because: [`events:DescribeEventSource: State = "${read.value.state}"`],
    },
  )
}
