/** Names made different from each other: the second of the same gets a 2 behind it, or the next number that is free. */
export function distinct(names: readonly string[], separator = ''): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const free = candidates(name, separator, names.length).find((one) => !taken.has(one)) ?? name
    taken.add(free)
    return free
  })
}

/** One more than there are names, so that one of them is free. */
const candidates = (name: string, separator: string, count: number): string[] => [
  name,
  ...Array.from({ length: count }, (_, i) => `${name}${separator}${i + 2}`),
]
