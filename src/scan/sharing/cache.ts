import type { Read } from '../../aws/read.js'

type Answer = Promise<Read<unknown>>

/**
 * The answers that many rules share, and the questions that are being asked. Beyond a size the answers that nobody asked for
 * longest are forgotten: they are asked for again when they are needed, so that memory does not grow with the rules.
 */
export class Cache {
  /** In the order in which they were last asked for. */
  private readonly entries = new Map<string, { answer: Answer; size: number }>()
  private size = 0

  /** `most`: how large the answers may be together, in characters of JSON. */
  constructor(private readonly most: number) {}

  /** The answer that is kept under a key, or else the one that `ask` brings. */
  get(key: string, ask: () => Answer): Answer {
    const known = this.entries.get(key)
    if (known) {
      this.entries.delete(key)
      this.entries.set(key, known)
      return known.answer
    }
    const answer = ask()
    const entry = { answer, size: 0 }
    this.entries.set(key, entry)
    answer.then(
      (read) => {
        // Who asks again may have more luck.
        if (isPassing(read)) this.forget(key, entry)
        else if (this.entries.get(key) === entry) this.weigh(key, entry, read)
      },
      () => this.forget(key, entry),
    )
    return answer
  }

  private weigh(key: string, entry: { size: number }, read: Read<unknown>): void {
    entry.size = key.length + JSON.stringify(read).length
    this.size += entry.size
    for (const [oldest, { size }] of this.entries) {
      if (this.size <= this.most) return
      // What is still being asked has no size yet.
      if (size === 0 || oldest === key) continue
      this.entries.delete(oldest)
      this.size -= size
    }
  }

  private forget(key: string, entry: object): void {
    if (this.entries.get(key) === entry) this.entries.delete(key)
  }
}

/** A failure that says nothing of the next attempt. */
const isPassing = (read: Read<unknown>): boolean =>
  read.state === 'failed' && ['throttled', 'network', 'timeout'].includes(read.error.kind)
