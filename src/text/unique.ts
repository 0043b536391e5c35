/** The items, each once, in the order in which they first came. */
export const unique = <T>(items: readonly T[]): T[] => [...new Set(items)]
