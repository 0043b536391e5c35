import type { ScanFormat } from '../../scan/render/format.js'
import type { ReportFormat } from '../formats.js'

/** How a scan is printed in each format; what a format needs is loaded when it is asked for. */
export const SCAN_FORMATS: Readonly<Record<ReportFormat, () => Promise<ScanFormat>>> = {
  text: async () => (await import('../../scan/render/text.js')).text,
  json: async () => (await import('../../scan/render/json.js')).json,
  markdown: async () => (await import('../../scan/render/markdown.js')).markdown,
  html: async () => (await import('../../scan/render/html.js')).html,
  short: async () => (await import('../../scan/render/short.js')).short,
  ndjson: async () => (await import('../../scan/render/json.js')).ndjson,
  junit: async () => (await import('../../scan/render/junit.js')).junit,
}
