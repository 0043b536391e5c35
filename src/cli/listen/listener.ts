import { plain } from '../../text/sanitize.js'
import { Stop } from '../base.js'

/** Who listens: how to ask them, how to tell them something, and when they have had enough. */
export interface Listening {
  /** Set off by Ctrl-C, by the end of the terminal or of the pipe, and by a signal to end. */
  stop: AbortSignal
  /** Says something beside the result. */
  note(text: string): void
  /** Prints a part of the result. */
  show(text: string): void
  /** Asks for leave. Throws Stop when nobody can be asked. */
  agree(question: string): Promise<boolean>
  leave(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The person at this terminal, or the pipe in place of one. From now on signals end the listening, not the process. */
export function listening(yes: boolean): Listening {
  const end = new AbortController()
  const onSignal = () => {
    if (!end.signal.aborted) process.stderr.write('eb-doctor: stopping; what was made is being removed.\n')
    end.abort()
  }
  // Whoever reads the events may go away, `head` for one; what was made still has to be removed.
  const onError = () => end.abort()
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.stdout.on('error', onError)
  process.stderr.on('error', onError)
  return {
    stop: end.signal,
    note: (text) => void process.stderr.write(`${text}\n`),
    show: (text) => void process.stdout.write(text),
    async agree(question) {
      if (yes) return true
      if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
        throw new Stop('nobody-to-ask', 'Nobody can be asked here, so nothing was done:', 'add --yes.')
      }
      const { default: confirm } = await import('@inquirer/confirm')
      try {
        return await confirm({ message: plain(question), default: false }, { output: process.stderr })
      } catch {
        // The prompt was left with Ctrl-C.
        end.abort()
        return false
      }
    },
    leave() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.stdout.off('error', onError)
      process.stderr.off('error', onError)
    },
  }
}
