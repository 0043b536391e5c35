import type { EventReport } from '../event/report.js'
import type { Report } from '../report/report.js'
import type { TerminalOptions } from '../report/terminal.js'
import type { Severity } from '../verdict/verdict.js'
import { setExitCode } from './exit.js'
import { exitCodeOfEvents, exitCodeOfReport } from './exit-codes.js'
import type { OutputFormat, Renderers, ReportFormat } from './formats.js'

interface PrintOptions<Format extends ReportFormat> {
  output: Format
  color: boolean
}

/** Whether stdout is to be coloured: a terminal that can, unless the user says otherwise (NO_COLOR, FORCE_COLOR). */
function wantsColor(flag: boolean, env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  if (!flag || env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true
  return isTTY && env['TERM'] !== 'dumb'
}

/** What stdout is: how wide, and whether to be coloured. */
export const terminalOf = (color: boolean): TerminalOptions => ({
  // Without a terminal that tells its width: what most windows and tickets show without folding.
  width: process.stdout.columns || Number(process.env['COLUMNS']) || 100,
  color: wantsColor(color, process.env, process.stdout.isTTY),
})

/** Prints a report on stdout in the format that was asked for, and sets the exit code, which is the same in all. */
export async function printReport(
  report: Report,
  options: PrintOptions<ReportFormat>,
  failOn: Severity,
): Promise<void> {
  process.stdout.write(await reports(options.color, failOn)[options.output](report))
  setExitCode(exitCodeOfReport(report, failOn))
}

const reports = (color: boolean, failOn: Severity): Renderers<Report, ReportFormat> => ({
  text: async (report) => (await import('../report/terminal.js')).renderTerminal(report, terminalOf(color)),
  json: async (report) => (await import('../report/json.js')).renderJson(report),
  markdown: async (report) => (await import('../report/markdown.js')).renderMarkdown(report),
  html: async (report) => (await import('../report/html/rule.js')).renderHtml(report),
  short: async (report) => (await import('../report/short.js')).renderShort(report),
  ndjson: async (report) => (await import('../report/json.js')).renderJsonLine(report),
  junit: async (report) => (await import('../report/junit.js')).renderJunit(report, failOn),
})

/** Prints what became of events, in the format that was asked for, and sets the exit code. */
export async function printEvents(report: EventReport, options: PrintOptions<OutputFormat>): Promise<void> {
  process.stdout.write(await eventReports(options.color)[options.output](report))
  setExitCode(exitCodeOfEvents(report))
}

const eventReports = (color: boolean): Renderers<EventReport> => ({
  text: async (report) => (await import('../event/render/terminal.js')).renderEventTerminal(report, terminalOf(color)),
  json: async (report) => (await import('../event/render/json.js')).renderEventJson(report),
  markdown: async (report) => (await import('../event/render/markdown.js')).renderEventMarkdown(report),
})
