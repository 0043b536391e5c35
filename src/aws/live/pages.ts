/**
 * Reads page after page until there is no token. Throws when a token comes again, since the list would then be
 * incomplete without anybody knowing.
 */
export async function pages<T>(
  page: (token: string | undefined) => Promise<readonly [readonly T[], string | undefined]>,
): Promise<T[]> {
  const items: T[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    const [some, next] = await page(token)
    items.push(...some)
    if (next !== undefined && seen.has(next)) throw new SyntaxError('the same page was sent twice')
    if (next !== undefined) seen.add(next)
    token = next
  } while (token)
  return items
}
