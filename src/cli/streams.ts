/** The exit code when the result could not be written: as for a snapshot or a plan that cannot be. */
const NOT_WRITTEN = 2

/**
 * Takes over what goes wrong with stdout and stderr, which Node would throw at whoever writes next. The function that it
 * returns waits until all is written and ends the process: nothing that still hangs (a credential process, a socket) may
 * keep it. A reader that has gone away has seen what it wanted; any other failure is said on stderr.
 */
export function guardStreams(): () => Promise<never> {
  let failure: string | undefined
  // The command framework throws what it hears here.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error.code ?? error.message
  })
  process.stderr.on('error', () => {})
  return async () => {
    await written(process.stdout)
    if (failure !== undefined && failure !== 'EPIPE') {
      const code = Number(process.exitCode ?? 0)
      process.stderr.write(
        `eb-doctor: The result could not be written to standard output (${failure}); the exit code would have been ${code}.\n`,
      )
      process.exitCode = NOT_WRITTEN
    }
    await written(process.stderr)
    process.exit()
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
