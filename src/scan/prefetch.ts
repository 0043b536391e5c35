import type { Read } from '../aws/read.js'

/**
 * Asks a list of questions of its own accord, a bounded number before they are needed. So the services that are asked the
 * slowest work while the diagnosis waits for something else. Answers are handed out in any order, each once.
 */
export class Prefetch<T> {
  private readonly answers = new Map<number, Promise<Read<T>>>()
  /** Who waits for the answer to a question whose turn has not come yet. */
  private readonly waiting = new Map<number, (answer: Promise<Read<T>>) => void>()
  private next = 0
  private asking = 0
  private ended = false

  /** `ask` asks question `i` of `count`; `atOnce` are asked at the same time, `most` are kept for later. */
  constructor(
    private readonly count: number,
    private readonly ask: (i: number) => Promise<Read<T>>,
    private readonly limits: { atOnce: number; most: number },
  ) {
    this.begin()
  }

  /**
   * The answer to question `i`, which is no longer kept. What was not asked yet is asked when its turn comes, which it does
   * as long as the answers before it are taken.
   */
  take(i: number): Promise<Read<T>> {
    const known = this.answers.get(i)
    if (known) {
      this.answers.delete(i)
      this.begin()
      return known
    }
    if (this.ended || i < this.next) return this.ask(i)
    return new Promise((resolve) => this.waiting.set(i, resolve))
  }

  /** Asks nothing more of its own accord. */
  end(): void {
    this.ended = true
    for (const [i, tell] of this.waiting) tell(this.ask(i))
    this.waiting.clear()
  }

  private begin(): void {
    const { atOnce, most } = this.limits
    while (!this.ended && this.asking < atOnce && this.answers.size < most && this.next < this.count) {
      const i = this.next++
      this.asking += 1
      const answer = this.ask(i)
      const tell = this.waiting.get(i)
      this.waiting.delete(i)
      if (tell) tell(answer)
      else this.answers.set(i, answer)
      const done = () => {
        this.asking -= 1
        this.begin()
      }
      answer.then(done, done)
    }
  }
}
