import { plain } from '../text/sanitize.js'
import { clip, columns } from '../text/wrap.js'
import { type Paint, SYMBOL, styleOf } from './paint.js'
import type { Hop, Path } from './path.js'

const ARROW = ' ──▶ '
/** Beyond a broken hop no event passes. */
const NO_WAY = ' ┄┄▶ '

interface Line {
  first: string
  /** Before further lines of the same part. */
  next: string
}

/**
 * The path of the delivery as lines of at most `width` columns, with a mark under the first broken hop:
 *
 *     ✓ event ──▶ ✓ bus orders ──▶ ✓ rule order-paid ──▶ ✓ target settle ──▶ ✗ role pay ┄┄▶ · Lambda function
 *                                                                             ▲ first broken hop: role-not-trusted
 *
 * One target follows the rule on the same line where there is room; several, or a long way, branch off below it.
 */
export function drawPath(path: Path, width: number, paint: Paint): string[] {
  const [only, ...others] = path.branches
  const whole = [...path.shared, ...(only ?? [])]
  if (others.length === 0 && widthOf(whole) + 2 <= width)
    return drawHops(whole, { first: '  ', next: '  ' }, width, paint)
  const cut = path.shared.some((hop) => hop.state === 'broken')
  return [
    ...drawHops(path.shared, { first: '  ', next: '    ' }, width, paint),
    ...path.branches.flatMap((hops, i) => {
      const last = i === path.branches.length - 1
      const arrow = cut ? NO_WAY : ARROW
      const prefix = { first: `    ${last ? '└' : '├'}${arrow.slice(1)}`, next: last ? '         ' : '    │    ' }
      return drawHops(hops, prefix, width, paint, cut)
    }),
  ]
}

const cellOf = (hop: Hop, most: number): string => `${SYMBOL[hop.state]} ${clip(plain(hop.label), most)}`

const widthOf = (hops: readonly Hop[]): number =>
  hops.reduce((sum, hop) => sum + columns(cellOf(hop, 80)), 0) + ARROW.length * (hops.length - 1)

function drawHops(hops: readonly Hop[], prefix: Line, width: number, paint: Paint, broken = false): string[] {
  const lines: string[] = []
  let line = paint.dim(prefix.first)
  let used = columns(prefix.first)
  let empty = true
  let cut = broken
  let notes: string[] = []
  const flush = () => {
    lines.push(line, ...notes)
    notes = []
  }
  for (const hop of hops) {
    const cell = cellOf(hop, Math.max(10, width - 20))
    const arrow = cut ? NO_WAY : ARROW
    if (!empty && used + ARROW.length + columns(cell) > width) {
      flush()
      line = paint.dim(`${prefix.next}${arrow}`)
      used = columns(prefix.next) + ARROW.length
    } else if (!empty) {
      line += paint.dim(arrow)
      used += ARROW.length
    }
    if (hop.broken) notes.push(...noteAt(used, hop.broken, prefix.next, width, paint))
    line += styleOf(paint, hop.state)(cell)
    used += columns(cell)
    empty = false
    cut ||= hop.state === 'broken'
  }
  flush()
  return lines
}

/** The mark below a hop, with its text to the right, else to the left, else below it: where there is room. */
function noteAt(at: number, broken: NonNullable<Hop['broken']>, margin: string, width: number, paint: Paint): string[] {
  const text = `${broken.firstOfAll ? 'first broken hop' : 'broken'}: ${plain(broken.code)}`
  const free = Math.max(0, at - columns(margin))
  const long = columns(text)
  const line = (body: string): string => paint.dim(margin) + paint.bad(body)
  if (at + 2 + long <= width) return [line(`${' '.repeat(free)}▲ ${text}`)]
  if (free > long) return [line(`${' '.repeat(free - long - 1)}${text} ▲`)]
  return [line(`${' '.repeat(free)}▲`), line(text)]
}
