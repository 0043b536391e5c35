/** Every exit code of eb-doctor; docs/exit-codes.md says what each means. */
export const EXIT_CODES = [0, 1, 2, 3, 4, 5, 130] as const
export type ExitCode = (typeof EXIT_CODES)[number]

/** The exit code when the result could not be written: as for a snapshot or a plan that cannot be. */
export const NOT_WRITTEN = 2

/** The exit code after Ctrl-C. */
export const INTERRUPTED = 130

/** Sets the code that the process will end with. The last one counts. */
export function setExitCode(code: ExitCode): void {
  process.exitCode = code
}

/** The code that the process would end with now. */
export const exitCodeNow = (): number => Number(process.exitCode ?? 0)

/** Ends the process, with this code or with the one that was set. */
export function exitNow(code?: ExitCode): never {
  // An undefined code, given to exit(), would take the place of the one that was set.
  if (code !== undefined) setExitCode(code)
  process.exit()
}
