import { plain } from '../../text/sanitize.js'
import { clip } from '../../text/wrap.js'
import type { Hop, HopState, Path } from '../path.js'
import { type Html, html } from './escape.js'

const WIDTH = 320
const ROW = 30
/** A broken hop has its code on a line of its own. */
const NOTE = 16
const TRUNK = 12
const BRANCH = 38

/** Words for the states: what a reader hears who does not see the picture. */
const SAID: Readonly<Record<HopState, string>> = {
  ok: 'ok',
  warning: 'warning',
  unknown: 'not certain',
  broken: 'broken',
  open: 'nothing seen',
}

interface Node {
  hop: Hop
  x: number
  y: number
  /** What leads to it is drawn as a way that no event passes. */
  cut: boolean
}

/**
 * The path of an event as a picture that reads from top to bottom, at any width of the page: one stop below the other, and
 * where a rule has several targets a branch for each. Beyond a broken hop the line is dashed.
 */
export function pathPicture(path: Path): Html {
  const branched = path.branches.length > 1
  const shared = rows(path.shared, TRUNK, 0, false)
  const nodes = [...shared]
  const lines: Html[] = [lineOf(shared)]
  const fork = shared.at(-1)
  for (const hops of path.branches) {
    const above = nodes.at(-1)
    const branch = rows(hops, branched ? BRANCH : TRUNK, above ? bottomOf(above) : 0, isCut(shared))
    nodes.push(...branch)
    const first = branch[0]
    if (fork && first) lines.push(joint(fork, first))
    lines.push(lineOf(branch))
  }
  const last = nodes.at(-1)
  const height = last ? bottomOf(last) : 0
  return html`<svg class="path" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" aria-label="${spoken(path)}">
    ${lines}${nodes.map((node) => drawn(node))}</svg>`
}

function rows(hops: readonly Hop[], x: number, top: number, cutAbove: boolean): Node[] {
  let y = top
  let cut = cutAbove
  return hops.map((hop) => {
    const node = { hop, x, y: y + ROW / 2, cut }
    y = bottomOf(node)
    cut ||= hop.state === 'broken'
    return node
  })
}

const bottomOf = ({ hop, y }: Node): number => y + ROW / 2 + (hop.broken ? NOTE : 0)

const isCut = (nodes: readonly Node[]): boolean => nodes.some(({ hop }) => hop.state === 'broken')

/** The looks of a line: green between two stops that are in order, grey where that was not seen, dashed where no event passes. */
const WAYS = ['way', 'way open', 'way cut'] as const

const lookOf = (from: Node, to: Node): (typeof WAYS)[number] =>
  to.cut ? 'way cut' : from.hop.state === 'ok' && to.hop.state === 'ok' ? 'way' : 'way open'

/** The lines between the stops of one part, all of one look in one. */
function lineOf(nodes: readonly Node[]): Html {
  return html`${WAYS.map((look) => {
    const d = nodes.flatMap((node, i) => {
      const above = nodes[i - 1]
      return above && lookOf(above, node) === look ? [`M${node.x} ${above.y}V${node.y}`] : []
    })
    return d.length > 0 ? html`<path class="${look}" d="${d.join('')}"/>` : null
  })}`
}

/** What leads from the last stop of all targets to the first of one. */
function joint(from: Node, to: Node): Html {
  const d = from.x === to.x ? `M${from.x} ${from.y}V${to.y}` : `M${from.x} ${from.y}V${to.y - 12}q0 12 12 12H${to.x}`
  return html`<path class="${lookOf(from, to)}" d="${d}"/>`
}

function drawn({ hop, x, y }: Node): Html {
  const label = plain(hop.label)
  const shown = clip(label, x === TRUNK ? 38 : 34)
  return html`<g class="${hop.state}"><use href="#i-${hop.state}" x="${x}" y="${y}"/>
    <text x="${x + 18}" y="${y + 4.5}">${shown}${shown === label ? null : html`<title>${label}</title>`}</text>
    ${hop.broken ? html`<text class="note" x="${x + 18}" y="${y + 20}">${noteOf(hop.broken)}</text>` : null}</g>`
}

const noteOf = ({ code, firstOfAll }: NonNullable<Hop['broken']>): string =>
  clip(plain(`${firstOfAll ? 'first broken hop: ' : ''}${code}`), 44)

const spokenHop = (hop: Hop): string =>
  `${hop.label}: ${SAID[hop.state]}${hop.broken ? ` (${noteOf(hop.broken)})` : ''}`

const spoken = ({ shared, branches }: Path): string =>
  `Path of an event. ${[shared, ...branches].map((hops) => hops.map(spokenHop).join(', ')).join('; ')}.`
