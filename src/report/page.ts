import { wrap } from '../text/wrap.js'
import { renderTable } from './page-table.js'
import { paintWith } from './paint.js'
import type { TerminalOptions } from './terminal.js'

/** What a page of docs/findings says at its head. */
export interface PageHead {
  severity: 'error' | 'warning' | 'error or warning'
  /** Id of the check that reports the code. */
  check: string
  /** The first sentence of the page. */
  summary: string
}

/**
 * Reads the head of a page: `# code`, then "Error, found by the check `id`." (or "Warning", or when which), then the
 * paragraph that says what it means. Undefined when the page has another form.
 */
export function pageHead(markdown: string): PageHead | undefined {
  const [, by = '', meaning = ''] = markdown.split(/\n{2,}/)
  const [, grade = '', check] = /^(.+)[,;] found by the check `([a-z0-9-]+)`\.$/s.exec(by) ?? []
  const [error, warning] = [/\berror\b/i.test(grade), /\bwarning\b/i.test(grade)]
  const summary = /^.*?[.](?=\s|$)/s.exec(meaning)?.[0].replaceAll('\n', ' ')
  if (!check || !summary || (!error && !warning)) return undefined
  return { severity: error && warning ? 'error or warning' : error ? 'error' : 'warning', check, summary }
}

/** A line that begins an item of a list: its indentation, its mark, and the text. */
const ITEM = /^( *)(- |\d+\. )(.*)$/

/**
 * A page for the terminal: headings set apart, paragraphs, lists and tables wrapped to the width, code as it is. It knows
 * the Markdown that the pages of eb-doctor are written in, and no more.
 */
export function renderPage(markdown: string, { width, color }: TerminalOptions): string {
  const paint = paintWith(color)
  const lines: string[] = []
  let paragraph = { mark: '', text: '' }
  let table: string[] = []
  let code = false
  const flush = () => {
    const { mark, text } = paragraph
    const indent = ' '.repeat(mark.length)
    if (text !== '') lines.push(...wrap(text, width - mark.length).map((line, i) => (i === 0 ? mark : indent) + line))
    lines.push(...renderTable(table, width))
    paragraph = { mark: '', text: '' }
    table = []
  }
  for (const raw of markdown.trimEnd().split('\n')) {
    const line = code ? raw : spoken(raw)
    const [, indent = '', mark = '', text = ''] = ITEM.exec(line) ?? []
    if (line.startsWith('```')) {
      flush()
      code = !code
    } else if (code) {
      lines.push(line === '' ? '' : `    ${paint.code(line)}`)
    } else if (line.startsWith('<!--')) {
      // Says what of the source is made by a test: nothing for a reader.
    } else if (line.startsWith('#')) {
      flush()
      lines.push(...wrap(line.replace(/^#+ /, ''), width).map((part) => paint.bold(part)))
    } else if (line === '') {
      flush()
      lines.push('')
    } else if (line.startsWith('|')) {
      table.push(line)
    } else if (mark !== '') {
      flush()
      paragraph = { mark: indent + mark, text }
    } else {
      paragraph.text = paragraph.text === '' ? line : `${paragraph.text} ${line.trim()}`
    }
  }
  flush()
  return `${lines.join('\n')}\n`
}

/**
 * A line without the marks that only a browser shows. A link to a page that comes with eb-doctor becomes the command that
 * prints it, any other its address.
 */
const spoken = (line: string): string =>
  line.replace(/\*\*([^*`]+)\*\*/g, '$1').replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, text: string, to: string) => {
    const [, folder, name] = /^(?:\.\.\/(findings|runbooks)\/)?([a-z-]+)\.md$/.exec(to) ?? []
    if (to.includes('://')) return `${text} (${to})`
    return name ? `${text} (eb-doctor ${folder === 'findings' ? 'explain' : 'runbook'} ${name})` : text
  })
