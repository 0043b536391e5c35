import { distance } from 'fastest-levenshtein'

/**
 * Names that somebody may have meant: a typing mistake away, the same but for case, or one within the other.
 * At most `most`, closest first. A typing mistake is two characters, in a long name a quarter of them; no name of ours or of AWS's
 * that is compared differs only behind its 64th character.
 */
export function near(wanted: string, names: readonly string[], most = 5): string[] {
  const low = wanted.toLowerCase()
  return names
    .map((name) => {
      const other = name.toLowerCase()
      const within = low.length > 3 && (other.includes(low) || (other.length > 3 && low.includes(other)))
      return { name, far: within ? 1 : distance(low.slice(0, 64), other.slice(0, 64)) }
    })
    .filter(({ far }) => far <= Math.max(2, Math.floor(wanted.length / 4)))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name)
}

/** What to say to whoever typed a name that is none: the names that they may have meant, or else `otherwise`. */
export function didYouMean(wanted: string, names: readonly string[], otherwise: string): string {
  const close = near(wanted, names)
  return close.length > 0 ? `Did you mean ${close.join(' or ')}?` : otherwise
}
