import type { Read } from '../aws/read.js'

/**
 * Asks a list of questions of its own accord, a bounded number before they are needed. So the services that are asked the
 * slowest work while the diagnosis waits for something else. Answers are handed out in any order, each once.
 */
export class Prefetch<T> {
  private readonly answers = new Map<number, Promise<Read<T>>>()
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

  /** The answer to question `i`, which is no longer kept. */
  take(i: number): Promise<Read<T>> {
    const known = this.answers.get(i)
    this.answers.delete(i)
    // What was not asked yet is asked now, and not again when its turn comes.
    if (!known && i >= this.next) this.next = i + 1
    const answer = known ?? this.ask(i)
    this.begin()
    return answer
  }

  /** Asks nothing more. */
  end(): void {
    this.ended = true
  }

  private begin(): void {
    const { atOnce, most } = this.limits
    while (!this.ended && this.asking < atOnce && this.answers.size < most && this.next < this.count) {
      const i = this.next++
      this.asking += 1
      const answer = this.ask(i)
      this.answers.set(i, answer)
      const done = () => {
        this.asking -= 1
        this.begin()
      }
      answer.then(done, done)
    }
  }
}
