import type { Json } from '../../text/json.js'
import type { Plan } from '../plan.js'
import { templateOf } from '../writes.js'
import { RESOURCES, type Resource } from './cloudformation-resources.js'
import type { Facts } from './facts.js'
import { replacedIn } from './intrinsic.js'
import { distinct } from './names.js'
import { remarks } from './remarks.js'

/**
 * What belongs into a CloudFormation template, as whole resources: one that exists belongs into the template that made it,
 * in place of its old self. What a reader has to know stands in the template's Metadata, since JSON has no comments.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export function cloudFormation(plan: Plan, facts: Facts): Json {
  const written = plan.changes.flatMap((change) => {
    const template = templateOf(change.call)
    return typeof template === 'string' ? RESOURCES[template](change, plan, facts) : []
  })
  const resources = once(written.filter((one): one is Resource => 'Type' in one))
  const ids = distinct(resources.map(({ id }) => logicalId(id)))
  const notes = [
    ...remarks(plan),
    ...written.flatMap((one) => one.notes),
    ...resources.flatMap(({ Properties }, i) => replacedIn(Properties, `Resources.${ids[i]}`)),
  ]
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: shortened(`What eb-doctor would change for ${plan.rules.map(({ name }) => name).join(', ')}`),
    ...(notes.length > 0 ? { Metadata: { 'eb-doctor': [...new Set(notes)] } } : {}),
    Resources: Object.fromEntries(resources.map(({ Type, Properties }, i) => [ids[i] ?? '', { Type, Properties }])),
  }
}

/** A template's description has at most 1024 bytes. */
const shortened = (text: string): string => text.slice(0, 1024)

/** Two changes of one rule leave one rule. */
const once = (resources: readonly Resource[]): Resource[] => [
  ...new Map(resources.map((one) => [JSON.stringify([one.Type, one.Properties]), one])).values(),
]

/** A logical id has letters and digits only. */
const logicalId = (id: string): string =>
  id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, 200)
