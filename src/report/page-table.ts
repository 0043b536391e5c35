import { columns, wrap } from '../text/wrap.js'

/** Columns of a terminal between two columns of a table. */
const GAP = 2

/** The cells of one line of a Markdown table. A bar that is meant as itself is written `\|`. */
const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

/**
 * A Markdown table as columns that keep to the width: the widest ones are made narrower, and what is in them is wrapped.
 * `lines` are the lines of the table, the first one its head, the second one dashes. No lines give none.
 */
export function renderTable(lines: readonly string[], width: number): string[] {
  const [head, , ...body] = lines.map(cellsOf)
  if (!head) return []
  const rows = [head, ...body]
  const natural = head.map((_, i) => Math.max(...rows.map((row) => columns(row[i] ?? ''))))
  const widths = fitted(natural, width - GAP * (head.length - 1))
  const drawn = rows.flatMap((row) => drawRow(row, widths))
  const under = widths.map((wide) => '-'.repeat(wide)).join(' '.repeat(GAP))
  const below = drawRow(head, widths).length
  return [...drawn.slice(0, below), under, ...drawn.slice(below)]
}

/** Takes from the widest column until all fit; a column of some words is not made narrower than 8. */
function fitted(natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  for (;;) {
    const widest = Math.max(...widths)
    if (widths.reduce((sum, one) => sum + one, 0) <= width || widest <= 8) return widths
    widths[widths.indexOf(widest)] = widest - 1
  }
}

function drawRow(row: readonly string[], widths: readonly number[]): string[] {
  const wrapped = widths.map((wide, i) => wrap(row[i] ?? '', wide))
  const tall = Math.max(...wrapped.map((cell) => cell.length))
  return Array.from({ length: tall }, (_, y) =>
    widths
      .map((wide, x) => {
        const text = wrapped[x]?.[y] ?? ''
        return text + ' '.repeat(Math.max(0, wide - columns(text)))
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}
