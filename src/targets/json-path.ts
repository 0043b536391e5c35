import type { JsonNode } from '../text/json-text.js'

/** What is wrong with a JSON path; `runtime`: EventBridge takes it and evaluates it only when an event comes. */
export interface PathFlaw {
  kind: 'malformed' | 'runtime'
  text: string
}

/** One step down: to a member, to an element, or to all of them. */
export type Step = { name: string } | { index: number } | { every: true }

/** A path as EventBridge lists them, or what keeps it from being one. */
export type Path = { steps: readonly Step[] } | { flaw: PathFlaw }

const malformed = (text: string): Path => ({ flaw: { kind: 'malformed', text } })
const runtime = (text: string): Path => ({ flaw: { kind: 'runtime', text } })

/**
 * Reads a JSON path as EventBridge uses them for InputPath, InputPathsMap and partition keys: dot notation, array indices
 * and wildcards. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function readPath(path: string): Path {
  if (!path.startsWith('$')) return malformed('a JSON path begins with "$"')
  const rest = path.slice(1)
  if (rest !== '' && !/^[.[]/.test(rest)) return malformed('after "$" comes "." or "["')
  if (rest.endsWith('.')) return malformed('it ends in "."')
  // Brackets are counted outside of quotes only.
  const bare = rest.replace(/'[^']*'|"[^"]*"/g, '')
  if (count(bare, '[') !== count(bare, ']')) return malformed('its brackets do not pair')
  if (/\[\s*\]/.test(rest)) return malformed('it has empty brackets')
  if (bare.includes('..')) return runtime('".." is not among the syntax that EventBridge lists')
  if (/\[\s*['"]/.test(rest)) return runtime("names in brackets are not supported: write .name for ['name']")
  if (/\[\s*\?/.test(rest)) return runtime('filters are not among the syntax that EventBridge lists')
  const parts = rest.match(/\.[^.[\]]+|\[[^[\]]*\]/g) ?? []
  const steps = parts.map(stepOf)
  // What the parts leave over, such as a name right after a bracket, is no listed syntax either.
  return parts.join('') === rest && steps.every((step) => step !== undefined)
    ? { steps }
    : runtime('in brackets EventBridge lists an index or "*" only')
}

function stepOf(part: string): Step | undefined {
  if (part === '.*' || /^\[\s*\*\s*\]$/.test(part)) return { every: true }
  if (part.startsWith('.')) return { name: part.slice(1) }
  const [, index] = /^\[\s*(\d{1,9})\s*\]$/.exec(part) ?? []
  return index === undefined ? undefined : { index: Number(index) }
}

/** What is wrong with a path, if anything. A path that finds nothing in an event is no flaw. */
export function pathFlaw(path: string): PathFlaw | undefined {
  const read = readPath(path)
  return 'flaw' in read ? read.flaw : undefined
}

/**
 * Whether a path leads to an object or a list in each event, whatever its detail holds.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export const isNeverScalar = (path: string): boolean => /^\$(\.detail|\.resources)?$/.test(path)

/** Whether a path may lead to several values. */
export const isWild = (steps: readonly Step[]): boolean => steps.some((step) => 'every' in step)

/**
 * What a path finds in an event: one value, or none. Behind a wildcard there are any number; they come in the event's
 * order.
 */
export function findAll(event: JsonNode, steps: readonly Step[]): readonly JsonNode[] {
  return steps.reduce<readonly JsonNode[]>((nodes, step) => nodes.flatMap((node) => below(node, step)), [event])
}

function below(node: JsonNode, step: Step): readonly JsonNode[] {
  if ('every' in step) {
    return node.kind === 'list' ? node.items : node.kind === 'object' ? [...node.members.values()] : []
  }
  const next =
    'name' in step
      ? node.kind === 'object'
        ? node.members.get(step.name)
        : undefined
      : node.kind === 'list'
        ? node.items[step.index]
        : undefined
  return next === undefined ? [] : [next]
}

const count = (text: string, character: string): number => text.split(character).length - 1
