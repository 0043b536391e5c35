import type { EventReport, ReportedEvent } from '../../event/report.js'
import { markdownText } from '../../text/sanitize.js'
import { terminalOf } from '../print.js'
import { endLine, endText, eventLine, type ListenResult } from './report.js'

/** How events and the end of the listening are printed. */
export interface Printer {
  event(event: ReportedEvent): Promise<string>
  end(result: ListenResult): string
}

/** Prints as text or Markdown as `event` does, or as lines of JSON. */
export function printerOf(output: 'text' | 'json' | 'markdown', color: boolean, version: string): Printer {
  const report = (event: ReportedEvent): EventReport => ({
    schemaVersion: 1,
    kind: 'event',
    tool: { name: 'eb-doctor', version },
    events: [event],
    limits: [],
  })
  switch (output) {
    case 'json':
      return { event: async (event) => eventLine(event), end: endLine }
    case 'markdown':
      return {
        async event(event) {
          const { renderEventMarkdown } = await import('../../event/render/markdown.js')
          return `${renderEventMarkdown(report(event))}\n`
        },
        end: (result) => `${endText(result).map(markdownText).join('\n\n')}\n`,
      }
    case 'text':
      return {
        async event(event) {
          const { renderEventTerminal } = await import('../../event/render/terminal.js')
          return `${renderEventTerminal(report(event), terminalOf(color))}\n`
        },
        end: (result) => `${endText(result).join('\n')}\n`,
      }
  }
}
