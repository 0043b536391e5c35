/** How a result can be printed. */
export const OUTPUT_FORMATS = ['text', 'json', 'markdown'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** How one command prints its result in each format: a new format does not compile until every command has it. */
export type Renderers<Result> = Readonly<Record<OutputFormat, (result: Result) => string | Promise<string>>>

/** The format that was asked for: --json is the same as --output json. */
export const outputOf = (flags: { json: boolean; output: OutputFormat }): OutputFormat =>
  flags.json ? 'json' : flags.output
