/** A single line on stderr that is overwritten, while a person waits at a terminal. */
export interface Progress {
  say(text: string): void
  clear(): void
}

/** Draws on a terminal only; elsewhere it is silent. Drawing begins after a moment, so that a quick answer has no flicker. */
export function makeProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { say: () => {}, clear: () => {} }
  // What is answered sooner feels immediate.
  const begin = Date.now() + 250
  let drawn = false
  let waiting: NodeJS.Timeout | undefined
  const draw = (text: string) => {
    stream.write(`\r\u001b[2K${text.slice(0, Math.max(10, (stream.columns || 80) - 1))}`)
    drawn = true
  }
  return {
    say(text) {
      clearTimeout(waiting)
      const early = begin - Date.now()
      // What was said too early is drawn later: it may be all that is said before a long wait.
      if (early > 0) waiting = setTimeout(draw, early, text)
      else draw(text)
    },
    clear() {
      clearTimeout(waiting)
      if (drawn) stream.write('\r\u001b[2K')
      drawn = false
    },
  }
}
