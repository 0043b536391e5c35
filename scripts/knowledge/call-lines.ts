/** What `models.py` prints. */
export interface Models {
  version: string
  operations: Readonly<Record<string, readonly string[]>>
  aliases: Readonly<Record<string, string>>
  names: Readonly<Record<string, string>>
  regions: Readonly<Record<string, readonly string[]>>
  homes: Readonly<Record<string, Readonly<Record<string, string>>>>
  notice: string
}

/**
 * Operations as lines, one an event source: its name, then groups `VERBS:NOUNS`. Nouns with the same verbs stand
 * together, so that `CreateVpc DeleteVpc` is `Create,Delete:Vpc`: a third of the size that the names have by themselves.
 */
export function callLines(operations: Models['operations']): string {
  return inOrder(Object.entries(operations))
    .map(([source, names]) => `${source} ${groups(names).join(' ')}`)
    .join('\n')
}

function groups(operations: readonly string[]): readonly string[] {
  const verbs = new Map<string, readonly string[]>()
  for (const name of operations) {
    const [, verb, noun] = /^([A-Z][a-z]+)([A-Za-z0-9]*)$/.exec(name) ?? []
    if (verb === undefined || noun === undefined) throw new Error(`an operation has the name "${name}"`)
    verbs.set(noun, [...(verbs.get(noun) ?? []), verb])
  }
  const nouns = new Map<string, readonly string[]>()
  for (const [noun, list] of verbs) {
    const key = [...list].sort().join(',')
    nouns.set(key, [...(nouns.get(key) ?? []), noun])
  }
  return inOrder([...nouns]).map(([key, list]) => `${key}:${[...list].sort().join(',')}`)
}

/** Pairs as lines: `NAME VALUE`, sorted. */
export const pairLines = (pairs: Readonly<Record<string, string>>): string =>
  inOrder(Object.entries(pairs))
    .map((pair) => pair.join(' '))
    .join('\n')

/** Partitions as lines: name, regions separated by commas, and homes of global services as `SERVICE=REGION`. */
export const placeLines = ({ regions, homes }: Pick<Models, 'regions' | 'homes'>): string =>
  inOrder(Object.entries(regions))
    .map(([partition, names]) => {
      const at = inOrder(Object.entries(homes[partition] ?? {})).map((pair) => pair.join('='))
      return [partition, names.join(','), ...at].join(' ')
    })
    .join('\n')

const inOrder = <T>(pairs: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] =>
  [...pairs].sort(([one], [other]) => (one < other ? -1 : 1))
