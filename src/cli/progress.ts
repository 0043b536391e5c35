/** A single line on stderr that is overwritten, while a person waits at a terminal. */
export interface Progress {
  say(text: string): void
  clear(): void
}

/** Draws on a terminal only; elsewhere it is silent. Drawing begins after a moment, so that a quick answer has no flicker. */
export function makeProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { say: () => {}, clear: () => {} }
  const begin = Date.now() + 250
  let drawn = false
  return {
    say(text) {
      if (Date.now() < begin) return
      stream.write(`\r\u001b[2K${text.slice(0, Math.max(10, (stream.columns || 80) - 1))}`)
      drawn = true
    },
    clear() {
      if (drawn) stream.write('\r\u001b[2K')
      drawn = false
    },
  }
}
