import { compact, type JsonNode } from '../../text/json-text.js'
import type { ReportedField } from '../report.js'

/** A line of an event as it is shown, and the fields in the way that it is about. */
export interface EventLine {
  text: string
  /** Set for a line that begins a member: the names to it, joined by dots; the event itself has the empty path. */
  path?: string
  /** The value of such a line as JSON text, when it fits on it. */
  value?: string
  marks: readonly ReportedField[]
}

/** Lists of values that fit stay on one line: a narrow terminal without the indentation. */
const SHORT = 60

/** An event over several lines, numbers as they were written. */
export function linesOf(event: JsonNode): EventLine[] {
  return below(event, '', '', '')
}

function below(node: JsonNode, path: string, indent: string, label: string, end = ''): EventLine[] {
  const one = compact(node)
  const opening = { path, marks: [] }
  const isShort = node.kind === 'list' && one.length <= SHORT && node.items.every(isLeaf)
  if (isLeaf(node) || isShort) return [{ text: `${indent}${label}${one}${end}`, value: one, ...opening }]
  const inner = `${indent}  `
  const parts =
    node.kind === 'object'
      ? [...node.members].map(([key, value], i) =>
          below(value, join(path, key), inner, `${JSON.stringify(key)}: `, i < node.members.size - 1 ? ',' : ''),
        )
      : node.items.map((item, i) => element(below(item, path, inner, '', i < node.items.length - 1 ? ',' : '')))
  const [open, close] = node.kind === 'object' ? ['{', '}'] : ['[', ']']
  return [
    { text: `${indent}${label}${open}`, ...opening },
    ...parts.flat(),
    { text: `${indent}${close}${end}`, marks: [] },
  ]
}

/** An element has the path of its list, whose line stands for both. */
const element = ([first, ...rest]: EventLine[]): EventLine[] =>
  first ? [{ text: first.text, marks: first.marks }, ...rest] : []

type Node<Kind> = Extract<JsonNode, { kind: Kind }>
const isLeaf = (node: JsonNode): node is Exclude<JsonNode, Node<'object'> | Node<'list'>> =>
  !(node.kind === 'object' && node.members.size > 0) && !(node.kind === 'list' && node.items.length > 0)

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

/**
 * Marks the lines that keep a pattern from being met. Of several elements that have a field only those with the value that
 * came nearest are marked. A field that the event lacks gets a line of its own, under the last
 * object on the way to it that is there.
 */
export function withMarks(lines: readonly EventLine[], fields: readonly ReportedField[]): EventLine[] {
  return fields.reduce<EventLine[]>(
    (marked, field) => {
      const there = marked.filter(({ path }) => path === field.path)
      if (there.length === 0) return withMissing(marked, field)
      const nearest = there.filter(({ value }) => value === field.found)
      const meant = new Set(nearest.length > 0 ? nearest : there)
      return marked.map((line) => (meant.has(line) ? { ...line, marks: [...line.marks, field] } : line))
    },
    [...lines],
  )
}

function withMissing(lines: readonly EventLine[], field: ReportedField): EventLine[] {
  const names = field.path.split('.')
  const prefixes = names.map((_, i) => names.slice(0, names.length - 1 - i).join('.'))
  const at = prefixes.map((prefix) => lines.findIndex(({ path }) => path === prefix)).find((index) => index >= 0) ?? 0
  const parent = lines[at]
  const rest = parent?.path ? field.path.slice(parent.path.length + 1) : field.path
  const indent = ' '.repeat((parent?.text ?? '').search(/\S|$/) + 2)
  const missing: EventLine = { text: `${indent}(no ${JSON.stringify(rest)})`, marks: [field] }
  // Behind those that are missing there already, so that they stand in the order of the pattern.
  const behind = lines.findIndex(({ path, marks }, i) => i > at && (path !== undefined || marks.length === 0))
  const place = behind < 0 ? lines.length : behind
  return [...lines.slice(0, place), missing, ...lines.slice(place)]
}

/** Lines around a mark that stay when a long event is shortened: as many as diff shows. */
const AROUND = 3

/** Shortens an event of more than `most` lines to what is marked and what stands around it. */
export function shortened(lines: readonly EventLine[], most: number): EventLine[] {
  if (lines.length <= most) return [...lines]
  const near = new Set<number>()
  lines.forEach(({ marks }, i) => {
    if (marks.length > 0) for (let j = i - AROUND; j <= i + AROUND; j++) near.add(j)
  })
  const head = Math.max(AROUND, Math.floor(most / 3))
  const kept = (i: number): boolean => i < head || i >= lines.length - AROUND || near.has(i)
  return lines.flatMap((line, i) => {
    if (kept(i)) return [line]
    if (!kept(i - 1)) return []
    const gap = lines.slice(i).findIndex((_, j) => kept(i + j))
    const indent = ' '.repeat(line.text.search(/\S|$/))
    return [{ text: `${indent}... ${gap} lines`, marks: [] }]
  })
}
