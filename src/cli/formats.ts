/** How every command can print its result. */
export const OUTPUT_FORMATS = ['text', 'json', 'markdown'] as const

/** How the commands can print that diagnose rules: one rule, or many. */
export const REPORT_FORMATS = [...OUTPUT_FORMATS, 'html', 'short', 'ndjson', 'junit'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/**
 * How one command prints its result in each format: a new format does not compile until every command that takes it has it.
 * A command that diagnoses rules says `ReportFormat`; what it prints of a scan stands in src/cli/scan/formats.ts.
 */
export type Renderers<Result, Format extends ReportFormat = OutputFormat> = Readonly<
  Record<Format, (result: Result) => string | Promise<string>>
>

/** The format that was asked for: --json is the same as --output json. */
export const outputOf = <Format extends ReportFormat>(flags: { json: boolean; output: Format }): Format | 'json' =>
  flags.json ? 'json' : flags.output
