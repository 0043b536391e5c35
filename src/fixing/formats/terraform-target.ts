import type { Target } from '../../aws/reads/events.js'
import { isObject, type Json } from '../../text/json.js'
import type { Block, Body, Value } from './hcl.js'
import { asTold, type Member, type Members, TARGET } from './target-members.js'

/** A body, with the members for which no argument of the provider is known, each as a path: `EcsParameters.ReferenceId`. */
interface Written {
  attributes: Readonly<Record<string, Value>>
  blocks: readonly Block[]
  strangers: readonly string[]
}

/**
 * A target as the body of an aws_cloudwatch_event_target. No member is left out: one without a known argument is written
 * under the name that the provider's habit suggests, and Terraform refuses it if there is no such argument.
 */
export function targetBody(
  target: Target,
  rule: { name: string; bus: string },
): { body: Body; strangers: readonly string[] } {
  const { attributes, blocks, strangers } = membersOf(asTold(target), TARGET, '')
  return { body: { attributes: { rule: rule.name, event_bus_name: rule.bus, ...attributes }, blocks }, strangers }
}

const NOTHING: Written = { attributes: {}, blocks: [], strangers: [] }

const together = (parts: readonly Written[]): Written => ({
  attributes: Object.assign({}, ...parts.map(({ attributes }) => attributes)) as Written['attributes'],
  blocks: parts.flatMap(({ blocks }) => blocks),
  strangers: parts.flatMap(({ strangers }) => strangers),
})

function membersOf(value: Json, members: Members, path: string): Written {
  if (!isObject(value)) return NOTHING
  return together(
    Object.entries(value).map(([name, item]) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined
      return written(name, item, member ?? 'none', `${path}${name}`)
    }),
  )
}

function written(name: string, value: Json, member: Member, path: string): Written {
  if (member === 'none') return { ...NOTHING, attributes: { [snake(name)]: value }, strangers: [path] }
  if ('argument' in member) return { ...NOTHING, attributes: { [member.argument]: value } }
  if ('flag' in member) return { ...NOTHING, attributes: { [member.flag]: value === member.on } }
  if ('tags' in member) return { ...NOTHING, attributes: { [member.tags]: tagMap(value) } }
  if ('lifted' in member) return membersOf(value, member.lifted, `${path}.`)
  const inner = [value].flat().map((item) => membersOf(item as Json, member.of, `${path}.`))
  return {
    attributes: {},
    blocks: inner.map(({ attributes, blocks }) => ({ type: member.block, labels: [], body: { attributes, blocks } })),
    strangers: inner.flatMap(({ strangers }) => strangers),
  }
}

const tagMap = (tags: Json): Json =>
  Object.fromEntries(
    [tags].flat().flatMap((tag) => (isObject(tag) ? [[String(tag['Key']), String(tag['Value'])]] : [])),
  )

/** The name of an argument as the provider makes it of a member: letters of a name are kept, what HCL does not take is not. */
const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^(?![a-z_])/, '_')
