import * as Errors from '@oclif/core/errors'
import * as Flags from '@oclif/core/flags'
import type * as Interfaces from '@oclif/core/interfaces'
import { parse } from '@oclif/core/parser'
import { parseWindow } from '../evidence/window.js'
import { parseDuration } from '../text/duration.js'
import { BadRuleRef } from '../verdict/rule-address.js'
import { type ExitCode, OF_STOP, type StopCode, setExitCode } from './exit.js'
import { REPORT_FORMATS, type ReportFormat } from './formats.js'

/** Something that ends the command: what is wrong and what to do; its code says with which exit code. */
export class Stop extends Error {
  constructor(
    readonly code: StopCode,
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }

  get exitCode(): ExitCode {
    return OF_STOP[this.code]
  }
}

/** A flag whose value is a duration such as 24h; the command receives seconds. */
export const duration = Flags.custom<number>({
  parse: async (text) => {
    const seconds = parseDuration(text)
    if (seconds === undefined) throw new Errors.CLIError(`"${text}" is not a duration: write 90s, 15m, 24h or 7d.`)
    return seconds
  },
})

/** A flag whose value is a time ago or a moment; the command receives how many seconds ago that is. */
const timeAgo = (windowOf: (text: string, now: Date) => ReturnType<typeof parseWindow>, end: 'from' | 'to') =>
  Flags.custom<number>({
    parse: async (text) => {
      const now = new Date()
      const parsed = windowOf(text, now)
      if ('error' in parsed) throw new Errors.CLIError(parsed.error)
      return Math.ceil((now.getTime() - parsed.window[end].getTime()) / 1000)
    },
  })

/** The beginning of a window, and its end. */
export const beginning = timeAgo((text, now) => parseWindow(text, undefined, now), 'from')
export const ending = timeAgo((text, now) => parseWindow(undefined, text, now), 'to')

/** The flag --output with the formats that a command has. */
export const outputFlag = <const Format extends ReportFormat>(options: readonly Format[]) =>
  Flags.option({ options })({
    default: 'text' as Format,
    description: 'How to print the result.',
    helpGroup: 'OUTPUT',
  })

/** A flag whose value names a format and a file. */
export const reportFile = Flags.custom<{ format: ReportFormat; file: string }>({
  parse: async (text) => {
    const [, name = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    const format = REPORT_FORMATS.find((known) => known === name)
    if (format === undefined || file === '') {
      const example = 'Example: --report junit=eb-doctor.xml.'
      throw new Errors.CLIError(`"${text}" is not FORMAT=FILE with one of ${REPORT_FORMATS.join(', ')}. ${example}`)
    }
    return { format, file }
  },
})

/** Where the package lies, and which version it is: of oclif's `Config`, all that commands use. */
export interface Installation {
  root: string
  version: string
}

/**
 * What every command of eb-doctor has in common: its flags, and how it says that it cannot go on, in every output format.
 * To oclif it is a command like its own, which would load the whole of oclif (docs/decisions/start-of-a-command.md).
 */
export abstract class BaseCommand {
  declare static summary: string
  declare static description: string
  declare static examples: string[]
  static args: Interfaces.ArgInput = {}
  static flags: Interfaces.FlagInput = {}
  static baseFlags = {
    json: Flags.boolean({ description: 'The same as --output json.', helpGroup: 'OUTPUT', exclusive: ['output'] }),
    redact: Flags.boolean({
      default: false,
      description: 'Give account ids, names and ARNs pseudonyms, so that the result can leave the company.',
      helpGroup: 'OUTPUT',
    }),
    color: Flags.boolean({
      default: true,
      allowNo: true,
      description: 'Colour on a terminal (NO_COLOR is respected).',
      helpGroup: 'OUTPUT',
    }),
  }

  /** Runs the command with what stands after its name. Every way out by error ends here. */
  static async run(
    this: new (
      argv: string[],
      config: Installation,
    ) => BaseCommand,
    argv: string[],
    config: Installation,
  ) {
    try {
      await new this(argv, config).run()
    } catch (thrown) {
      await refuse(thrown instanceof Error ? thrown : new Error(String(thrown)), argv)
    }
  }

  constructor(
    private readonly argv: string[],
    protected readonly config: Installation,
  ) {}

  abstract run(): Promise<void>

  /** What was typed, by the flags and arguments of the command. Throws oclif's errors of usage. */
  protected parse<Named extends Record<string, unknown>, Own extends Record<string, unknown>>({
    args,
    flags,
  }: {
    args: Interfaces.ArgInput<Named>
    flags: Interfaces.FlagInput<Own>
  }) {
    type Common = Interfaces.InferredFlags<typeof BaseCommand.baseFlags>
    return parse<Own & Common, Common, Named>(this.argv, {
      args,
      flags: { ...BaseCommand.baseFlags, ...flags } as Interfaces.FlagInput<Own & Common>,
    })
  }
}

/** Whether the user wants JSON: asked before the flags are parsed, since they may be what is wrong. */
const wantsJson = (argv: readonly string[]): boolean => argv.includes('--json') || asksFor(argv, 'json')

const asksFor = (argv: readonly string[], format: ReportFormat): boolean =>
  argv.some((word, i) => word === `--output=${format}` || (word === '--output' && argv[i + 1] === format))

/** Says what ended the command, as JSON on stdout or as one line on stderr, and sets the exit code. */
export async function refuse(thrown: Error, argv: readonly string[]): Promise<void> {
  const stop = argv.includes('--redact') ? await redacted(asStop(thrown), argv) : asStop(thrown)
  const { renderJsonError } = await import('../report/json.js')
  const { plain } = await import('../text/sanitize.js')
  const asLine = asksFor(argv, 'ndjson')
  if (asLine || wantsJson(argv)) {
    process.stdout.write(renderJsonError({ code: stop.code, message: stop.message, hint: stop.hint }, asLine))
  } else {
    process.stderr.write(`eb-doctor: ${plain(`${stop.message} ${stop.hint}`.trim())}\n`)
  }
  setExitCode(stop.exitCode)
}

/** The same without the names that the user has typed, and those that AWS said. */
async function redacted(stop: Stop, argv: readonly string[]): Promise<Stop> {
  const { hideInText } = await import('./redact.js')
  const hide = await hideInText(argv)
  return new Stop(stop.code, hide(stop.message), hide(stop.hint))
}

/** The flags of a command, its own and the common ones. */
export type FlagsOf<Own> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & Own>

const firstLine = (text: string): string => text.split('\n')[0]?.trim() ?? ''

/** Sorts what was thrown: wrong usage, a stop of our own, or a defect of eb-doctor, which must not pass for a diagnosis. */
function asStop(thrown: Error): Stop {
  if (thrown instanceof Stop) return thrown
  if (thrown instanceof BadRuleRef) return new Stop('wrong-usage', thrown.message, '')
  const isUsage = 'oclif' in thrown
  const message = isUsage ? usageMessage(thrown) : firstLine(thrown.message)
  return isUsage
    ? new Stop('wrong-usage', message, `${hintOf(message)}Try --help.`)
    : new Stop('internal', `Something went wrong in eb-doctor: ${message}`, 'Run again with --debug, and report it.')
}

/** A word that stands alone is mostly a second value of a flag. */
const hintOf = (message: string): string =>
  message.startsWith('Unexpected argument') ? 'A flag that takes several values is written once for each of them. ' : ''

/** What oclif says of flags that exclude or need each other, shorter and without their values. */
function related(text: string): string | undefined {
  const [, one, other] = /(--[\w-]+)(?:=.*?)? cannot also be provided when using (--[\w-]+)/.exec(text) ?? []
  if (one !== undefined && other !== undefined) return `${one} cannot be used together with ${other}.`
  const [, flag, needed] = /must be provided when using (--[\w-]+): (--[\w-]+)/.exec(text) ?? []
  return flag !== undefined && needed !== undefined ? `${flag} has no meaning without ${needed}.` : undefined
}

/** oclif puts the reason on the first lines and the help below. */
function usageMessage(thrown: Error): string {
  const lines = thrown.message.split('\n').map((line) => line.trim())
  const useful = lines.filter((line) => line !== '' && !line.startsWith('See more help'))
  const [first = 'wrong usage', ...more] = useful
  const [, flag] = /^Parsing (--\S+)$/.exec(first) ?? []
  if (flag) return `${flag}: ${more.join(' ')}`
  const told = related([first, ...more].join(' '))
  if (told !== undefined) return told
  const text = first.endsWith(':') ? `${first} ${more.join(', ')}` : [first, ...more].join(' ')
  return /[.!?]$/.test(text) ? text : `${text}.`
}
