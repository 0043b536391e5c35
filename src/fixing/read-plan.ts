import { READ_NAMES } from '../aws/account.js'
import { isObject } from '../text/json.js'
import type { Call, Change } from '../verdict/fix.js'
import type { Plan } from './plan.js'
import { operationOf } from './writes.js'

/** The file is no plan, or holds something that eb-doctor would not have planned. */
export class BadPlan extends Error {}

/** Reads a plan from JSON text. What is in it will be sent, so each change is held against what eb-doctor can do. */
export function readPlan(text: string): Plan {
  const plan = parsed(text)
  if (!isObject(plan) || plan['kind'] !== 'eb-doctor-plan') throw new BadPlan('it is not a plan of eb-doctor')
  if (plan['schemaVersion'] !== 1) throw new BadPlan('it was made by another version of eb-doctor')
  const { context, rules, changes, withheld, left } = plan
  if (!isObject(context) || !['account', 'partition', 'region'].every((key) => typeof context[key] === 'string')) {
    throw new BadPlan('it does not say for which account and region it is')
  }
  if (
    !areAll(rules, (rule) => isObject(rule) && ['name', 'bus', 'arn'].every((key) => typeof rule[key] === 'string'))
  ) {
    throw new BadPlan('it does not say for which rules it is')
  }
  if (!areAll(changes, isPlanned) || !areAll(withheld, isPlanned) || !Array.isArray(left)) {
    throw new BadPlan('it holds a change that eb-doctor does not make')
  }
  return plan as unknown as Plan
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadPlan('it is not JSON')
  }
}

const areAll = (list: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(list) && list.every(is)

const isTexts = (list: unknown): boolean => areAll(list, (item) => typeof item === 'string')

const isPlanned = (value: unknown): boolean =>
  isChange(value) && areAll((value as unknown as Record<string, unknown>)['because'], isObject)

/** Whether something out of a file is a change that eb-doctor can make, read again and undo. */
export function isChange(value: unknown): value is Change {
  if (!isObject(value) || !isObject(value['source'])) return false
  const { id, resource, account, title, doubts, needs, source, call, undo } = value
  return (
    [id, resource, account, title].every((text) => typeof text === 'string') &&
    isTexts(doubts) &&
    isTexts(needs) &&
    'before' in value &&
    'after' in value &&
    READ_NAMES.some((name) => name === source['read']) &&
    Array.isArray(source['args']) &&
    Array.isArray(source['path']) &&
    isCall(call) &&
    isCall(undo)
  )
}

const isCall = (value: unknown): value is Call =>
  isObject(value) &&
  typeof value['service'] === 'string' &&
  typeof value['region'] === 'string' &&
  typeof value['operation'] === 'string' &&
  isObject(value['input']) &&
  operationOf({ service: value['service'], operation: value['operation'] }) !== undefined
