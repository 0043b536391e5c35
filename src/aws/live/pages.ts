/** No list that eb-doctor reads comes near so many pages; one that does is taken for one without an end. */
export const MOST_PAGES = 1000

/**
 * Reads page after page until there is no token. `signal` ends it, and is looked at once: a list that has begun ends with
 * the time that it was begun in. Throws when a token comes again or the pages do not end, since the list would then be
 * incomplete without anybody knowing.
 */
export async function pages<T>(
  { signal }: { readonly signal: AbortSignal },
  page: (token: string | undefined) => Promise<readonly [readonly T[], string | undefined]>,
): Promise<T[]> {
  const items: T[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    signal.throwIfAborted()
    if (seen.size >= MOST_PAGES) throw new SyntaxError(`the list does not end after ${MOST_PAGES} pages`)
    const [some, next] = await page(token)
    for (const item of some) items.push(item)
    if (next !== undefined && seen.has(next)) throw new SyntaxError('the same page was sent twice')
    if (next !== undefined) seen.add(next)
    token = next
  } while (token)
  return items
}
