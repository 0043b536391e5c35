import { exitCodeNow, exitNow, NOT_WRITTEN, setExitCode } from './exit.js'

/**
 * Takes over what goes wrong with stdout and stderr, which Node would throw at whoever writes next. The function that it
 * returns waits until all is written and ends the process: nothing that still hangs (a credential process, a socket) may
 * keep it. A reader that has gone away has seen what it wanted; any other failure is said on stderr.
 */
export function guardStreams(): () => Promise<never> {
  let failure: string | undefined
  // The command framework throws the errors that it gets here.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error.code ?? error.message
  })
  process.stderr.on('error', () => {})
  return async () => {
    await written(process.stdout)
    if (failure !== undefined && failure !== 'EPIPE') {
      process.stderr.write(
        `eb-doctor: The result could not be written to standard output (${failure}); the exit code would have been ${exitCodeNow()}.\n`,
      )
      setExitCode(NOT_WRITTEN)
    }
    await written(process.stderr)
    exitNow()
  }
}

/** Resolves once all that was written so far has left, or cannot leave any more. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve()
    else {
      stream.once('error', () => resolve())
      stream.write('', () => resolve())
    }
  })
