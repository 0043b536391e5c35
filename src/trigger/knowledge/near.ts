/** A text without what is easily got wrong: case, blanks, hyphens, underscores, dots. */
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The names of a list in plain letters, by their length: a list may be long, and is asked for many texts. */
const PLAIN = new WeakMap<readonly string[], ReadonlyMap<number, readonly Name[]>>()

interface Name {
  name: string
  plain: string
}

function byLength(names: readonly string[]): ReadonlyMap<number, readonly Name[]> {
  const known = PLAIN.get(names)
  if (known) return known
  const lengths = new Map<number, Name[]>()
  for (const name of names) {
    const one = { name, plain: plain(name) }
    const same = lengths.get(one.plain.length)
    if (same) same.push(one)
    else lengths.set(one.plain.length, [one])
  }
  PLAIN.set(names, lengths)
  return lengths
}

/**
 * The one of some names that a text probably means: equal but for case and punctuation, else unlike in one letter, or in
 * two letters of long names. Undefined when the text is one of them, or like none.
 * `most`: how many letters may differ at most; where there are very many names, fewer.
 */
export function nearest(text: string, names: readonly string[], most = 2): string | undefined {
  if (names.includes(text)) return undefined
  const wanted = plain(text)
  if (wanted === '') return undefined
  const may = Math.min(most, wanted.length < 6 ? 0 : wanted.length < 14 ? 1 : 2)
  const lengths = byLength(names)
  const alike = [0, -1, 1, -2, 2]
    .filter((more) => Math.abs(more) <= may)
    .flatMap((more) => lengths.get(wanted.length + more) ?? [])
  const same = alike.find((one) => one.plain === wanted)
  if (same) return same.name
  return alike
    .map((one) => ({ name: one.name, edits: edits(one.plain, wanted, may) }))
    .filter((one) => one.edits <= may)
    .sort((one, other) => one.edits - other.edits)[0]?.name
}

/**
 * How many letters to add, leave out, change or swap with their neighbour make one text of another; more than `most` as
 * soon as it is clear that it takes more.
 */
function edits(one: string, other: string, most: number): number {
  const rows: (readonly number[])[] = [Array.from({ length: other.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= one.length; i += 1) {
    const row = nextRow(rows, one, other)
    if (Math.min(...row) > most) return most + 1
    rows.push(row)
  }
  return rows[one.length]?.[other.length] ?? 0
}

/** The row of the table of distances that follows `rows`: one more letter of `one`, against every beginning of `other`. */
function nextRow(rows: readonly (readonly number[])[], one: string, other: string): readonly number[] {
  const i = rows.length
  const [above = [], twoAbove = []] = [rows[i - 1], rows[i - 2]]
  const row = [i]
  for (let j = 1; j <= other.length; j += 1) {
    const swaps = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
    row.push(
      Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1),
        swaps ? (twoAbove[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      ),
    )
  }
  return row
}
