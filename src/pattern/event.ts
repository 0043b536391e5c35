import { PatternError } from './errors.js'
import { readJson, type Token } from './json.js'
import type { Literal } from './model.js'

/** A leaf of an event. */
export type EventValue = Literal & {
  /** The innermost element of a list that it lies in; 0, the event itself, when it lies in none. */
  readonly element: number
  /** A key above it is the empty text: EventBridge overlooks it unless a pattern has such a key. */
  readonly blank: boolean
}

/** What stands at a path, in all elements of lists together. */
export interface EventNode {
  children: Map<string, EventNode>
  values: EventValue[]
  /** Whether an object, a list stands there. */
  object: boolean
  list: boolean
}

/**
 * An event, read once for any number of patterns.
 *
 * Elements of lists (those that are objects or lists) and the lists themselves are numbered together in the order of the text. So what is inside `n`
 * has the numbers from `n` to `end[n]`, and a list's number is always between two elements'. A plain value in a list belongs to no
 * element of that list: EventBridge lets it stand beside any other one.
 */
export interface EventModel {
  readonly root: EventNode
  /** Of an element the list that it is in, of a list the element that holds it; -1 for the event itself. */
  readonly parent: readonly number[]
  readonly end: readonly number[]
}

interface ObjectFrame {
  kind: '{'
  node: EventNode
  element: number
  blank: boolean
}

interface ListFrame {
  kind: '['
  node: EventNode
  /** The list's own number. */
  list: number
  /** The element that holds the list. */
  element: number
  blank: boolean
}

/** An element of a list that is itself open: what ends when its frame ends. */
type Frame = (ObjectFrame | ListFrame) & { readonly ends: number | undefined }

// Most nodes have either children or values: shared, until something is put in.
const NO_CHILDREN: Map<string, EventNode> = new Map()
const NO_VALUES: EventValue[] = []

const createNode = (): EventNode => ({ children: NO_CHILDREN, values: NO_VALUES, object: false, list: false })

/** Reads an event, JSON text. Dots in keys count as steps. Throws `PatternError` when it is no JSON object. */
export function readEvent(text: string): EventModel {
  try {
    return eventOf(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new PatternError('event', thrown.message)
    throw thrown
  }
}

function eventOf(text: string): EventModel {
  const reader = readJson(text)
  if (reader.next() !== '{') throw new PatternError('event', 'Event must be a JSON object')
  const root = createNode()
  const [parent, end]: [number[], number[]] = [[-1], [0]]
  const touched: EventNode[] = []
  const number = (above: number): number => {
    parent.push(above)
    end.push(parent.length - 1)
    return parent.length - 1
  }
  const add = (node: EventNode, token: Token, element: number, blank: boolean): void => {
    const kind = token === 'true' || token === 'false' ? 'boolean' : token
    if (kind !== 'string' && kind !== 'number' && kind !== 'boolean' && kind !== 'null') return
    const last = node.values.at(-1)
    if (last && last.element > element) touched.push(node)
    if (node.values === NO_VALUES) node.values = []
    node.values.push({ kind, text: reader.text(), element, blank })
  }
  const stack: Frame[] = [{ kind: '{', node: root, element: 0, blank: false, ends: undefined }]
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const token = reader.next()
    if (token === '}' || token === ']') {
      if (frame.ends !== undefined) end[frame.ends] = parent.length - 1
      if (frame.kind === '[') end[frame.list] = parent.length - 1
      stack.pop()
      continue
    }
    const here: Opening = frame.kind === '{' ? memberOf(frame, reader.text()) : frame
    const inner = frame.kind === '{' ? reader.next() : token
    const opens = inner === '{' || inner === '['
    // An element is numbered only when something can lie in it.
    const element = opens && frame.kind === '[' ? number(frame.list) : frame.element
    const ends = opens && frame.kind === '[' ? element : undefined
    if (inner === '{') {
      here.node.object = true
      stack.push({ kind: '{', node: here.node, element, blank: here.blank, ends })
    } else if (inner === '[') {
      here.node.list = true
      stack.push({ kind: '[', node: here.node, list: number(element), element, blank: here.blank, ends })
    } else {
      add(here.node, inner, element, here.blank)
    }
  }
  for (const node of touched) node.values.sort((a, b) => a.element - b.element)
  return { root, parent, end }
}

interface Opening {
  node: EventNode
  blank: boolean
}

function memberOf({ node, blank }: ObjectFrame, key: string): Opening {
  if (!key.includes('.')) return { node: childOf(node, key), blank: blank || key === '' }
  return { node: key.split('.').reduce(childOf, node), blank }
}

function childOf(node: EventNode, step: string): EventNode {
  const known = node.children.get(step)
  if (known) return known
  const child = createNode()
  if (node.children === NO_CHILDREN) node.children = new Map()
  node.children.set(step, child)
  return child
}

/** What stands at a path of the event, its keys joined with dots. */
export const nodeAt = (event: EventModel, path: string): EventNode | undefined =>
  path.split('.').reduce<EventNode | undefined>((node, step) => node?.children.get(step), event.root)
