/**
 * A pure function of a text that keeps its answers. When the texts it was asked about add up to more than `limit` characters, it
 * forgets all of them and starts anew: policies come from the account that is looked at, so memory must stay bounded.
 */
export function remember<T extends object>(answer: (text: string) => T, limit = 1_000_000): (text: string) => T {
  const answers = new Map<string, T>()
  let held = 0
  return (text) => {
    const known = answers.get(text)
    if (known) return known
    held += text.length
    if (held > limit) {
      answers.clear()
      held = text.length
    }
    const found = answer(text)
    answers.set(text, found)
    return found
  }
}
