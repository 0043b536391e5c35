import { wrap } from '../text/wrap.js'
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

/** A page for the terminal: headings set apart, text wrapped to the width, code as it is. */
export function renderPage(markdown: string, { width, color }: TerminalOptions): string {
  const paint = paintWith(color)
  const lines: string[] = []
  let paragraph = ''
  let code = false
  const flush = () => {
    const bullet = paragraph.startsWith('- ') ? '- ' : ''
    const text = paragraph.slice(bullet.length)
    if (paragraph !== '') {
      const indent = ' '.repeat(bullet.length)
      lines.push(...wrap(text, width - indent.length).map((line, i) => (i === 0 ? bullet : indent) + line))
    }
    paragraph = ''
  }
  for (const line of markdown.trimEnd().split('\n')) {
    if (line.startsWith('```')) {
      flush()
      code = !code
    } else if (code) {
      lines.push(line === '' ? '' : `    ${paint.code(line)}`)
    } else if (line.startsWith('#')) {
      flush()
      lines.push(paint.bold(line.replace(/^#+ /, '')))
    } else if (line === '') {
      flush()
      lines.push('')
    } else if (line.startsWith('- ')) {
      flush()
      paragraph = line
    } else {
      paragraph = paragraph === '' ? line : `${paragraph} ${line.trim()}`
    }
  }
  flush()
  return `${lines.join('\n')}\n`
}
