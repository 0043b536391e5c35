import type { Account } from '../aws/account.js'
import { isUnread } from '../aws/read.js'
import { enableRule } from '../remedies/enable-rule.js'
import { near } from '../text/near.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import { all, error, ok, undecidable, unread } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'

/** Nothing is delivered by a rule that is not there or that is switched off. */
export const rule = ruleCheck({
  id: 'rule',
  title: 'The rule exists and is enabled',
  stop: 'rule',
  saysWhetherItExists: true,
  reads: ['rule', 'buses', 'ruleNames'],
  findings: ['rule-not-found', 'rule-disabled'],

  async run({ rule: address }, account) {
    const read = await account.rule(address.name, address.busRef)
    // Only a bus of another account than that of the credentials is asked for by its ARN.
    const foreign = address.busRef.startsWith('arn:')
    if (foreign && read.state === 'denied') {
      return undecidable(
        `The rule belongs to account ${address.account}, and the credentials to another one: name a profile of account ${address.account} with --profile.`,
      )
    }
    if (read.state === 'missing') {
      const { hints, unseen } = await whereElse(address, account)
      const finding = error(
        'rule-not-found',
        `The rule ${address.name} does not exist on bus ${address.bus} in ${address.region}.`,
        {
          because: [
            `events:DescribeRule: ${address.arn} does not exist`,
            ...(foreign ? [`The credentials belong to another account than ${address.account}.`] : []),
            ...hints,
          ],
        },
      )
      return all([finding, ...unseen])
    }
    if (read.state !== 'found') return unread(read, `the rule ${address.name}`, 'to see whether it is enabled')
    if (read.value.state === 'DISABLED') {
      return error('rule-disabled', `The rule ${address.name} is disabled.`, {
        because: [`events:DescribeRule: State = "DISABLED"`],
        fix: enableRule(address, read.value.managedBy),
      })
    }
    const owner = read.value.managedBy ? ` It is managed by ${read.value.managedBy}.` : ''
    return ok(`The rule is ${read.value.state} on bus ${read.value.bus}.${owner}`)
  },
})

/** The same name on other buses of the region, and names close to it on the bus that was asked. */
async function whereElse(address: RuleAddress, account: Pick<Account, 'rule' | 'buses' | 'ruleNames'>) {
  const [buses, names] = await Promise.all([account.buses(), account.ruleNames(address.busRef)])
  const others = buses.state === 'found' ? buses.value.filter((bus) => bus !== address.bus) : []
  const elsewhere = await Promise.all(others.map(async (bus) => ({ bus, read: await account.rule(address.name, bus) })))
  const hints = elsewhere.flatMap(({ bus, read }) =>
    read.state === 'found' ? [`A rule of this name is on bus ${bus}: add --event-bus-name ${bus}.`] : [],
  )
  if (names.state === 'found') {
    const close = near(address.name, names.value)
    if (close.length > 0) hints.push(`Similar names on bus ${address.bus}: ${close.join(', ')}.`)
    else if (hints.length === 0)
      hints.push(`Bus ${address.bus} has ${names.value.length} rules, none with a similar name.`)
  }
  if (names.state === 'missing') hints.push(`The bus ${address.bus} does not exist in ${address.region}.`)
  const unseen = [
    ...elsewhere.flatMap(({ bus, read }) =>
      isUnread(read) ? [unread(read, `the rules of bus ${bus}`, 'to look for the rule there')] : [],
    ),
    ...(isUnread(buses) ? [unread(buses, 'the event buses', 'to look for the rule on other buses')] : []),
    ...(isUnread(names) ? [unread(names, `the rules of bus ${address.bus}`, 'to look for similar names')] : []),
  ]
  return { hints, unseen }
}
