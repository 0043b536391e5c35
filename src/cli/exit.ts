/** Every exit code of eb-doctor; docs/exit-codes.md says what each means. */
export const EXIT_CODES = [0, 1, 2, 3, 4, 5, 130] as const
export type ExitCode = (typeof EXIT_CODES)[number]

/**
 * The exit code of each reason to stop before there is a result, by the code of its error in JSON: 2 wrong usage or a file that
 * cannot be used, 4 no credentials or no connection, 5 a fix that was refused.
 */
export const OF_STOP = {
  'wrong-usage': 2,
  'wrong-place': 2,
  'cannot-listen': 2,
  'bus-not-found': 2,
  'rule-not-found': 2,
  'no-pattern': 2,
  'bad-accounts': 2,
  'bad-baseline': 2,
  'bad-event': 2,
  'bad-journal': 2,
  'bad-merge': 2,
  'bad-pattern': 2,
  'bad-plan': 2,
  'bad-scan': 2,
  'bad-settings': 2,
  'bad-snapshot': 2,
  'plan-not-written': 2,
  'report-not-written': 2,
  'snapshot-not-written': 2,
  internal: 2,
  'no-credentials': 4,
  'no-organization': 4,
  'no-region': 4,
  'not-reachable': 4,
  'no-journal': 5,
  'nobody-to-ask': 5,
  'nothing-made': 5,
} as const satisfies Readonly<Record<string, ExitCode>>

/** A reason to stop before there is a result. */
export type StopCode = keyof typeof OF_STOP

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
