/** What an answer is taken to need beside its text, in characters: an estimate, so that many short texts do not add up to much. */
const OVERHEAD = 100

/**
 * A pure function of a text that keeps its answers. When the texts it was asked about add up to `limit` characters, it forgets all
 * of them and starts anew: policies come from the account that is looked at, so memory must stay bounded.
 */
export function remember<T extends object>(answer: (text: string) => T, limit = 2_000_000): (text: string) => T {
  const answers = new Map<string, T>()
  let held = 0
  return (text) => {
    const known = answers.get(text)
    if (known) return known
    const size = text.length + OVERHEAD
    if (held + size > limit) {
      answers.clear()
      held = 0
    }
    const found = answer(text)
    answers.set(text, found)
    held += size
    return found
  }
}
