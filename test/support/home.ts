import { exampleArn, HOME, REGION } from '../../src/aws/reads/example.js'
import { addressOf, type RuleAddress } from '../../src/verdict/rule-address.js'

// What the tests are about. The account and the Region are those of the examples that the reads give.

export { HOME, REGION }
/** Another account. */
export const OTHER = '222233334444'
/** The rule on the default event bus, and that bus. */
export const RULE = exampleArn('events', 'rule/order-paid')
export const BUS = exampleArn('events', 'event-bus/default')
/** The rule of that name on a bus of its own, and that bus. */
export const ORDERS_RULE = exampleArn('events', 'rule/orders/order-paid')
export const ORDERS_BUS = exampleArn('events', 'event-bus/orders')

/** The address of a rule of the account, by default of the rule on the default event bus. */
export const ruleAddress = ({ name = 'order-paid', bus = 'default' } = {}): RuleAddress =>
  addressOf({ name, bus }, { account: HOME, partition: 'aws' }, REGION)
