import { INVISIBLE } from '../../text/invisible.js'
import { plain } from '../../text/sanitize.js'

/** A piece of HTML that is safe to be put into a page. Only the functions of this file make one. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What a template takes: text is escaped, HTML is taken as it is, a list is its members one after the other. */
export type Part = string | number | Html | null | undefined | false | readonly Part[]

/**
 * A template that escapes: ``html`<p title="${text}">${text}</p>` `` shows just that text, whatever it holds. Attributes are
 * written in double quotes. A line break of the template, and the blanks that begin the next line, are left out.
 */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(piecesOf(template).reduce((markup, piece, i) => markup + markupOf(parts[i - 1]) + piece))
}

/** Text in which line breaks and the whole length stay: commands and policies, shown in `<pre>`. */
export const verbatim = (text: string): Html => new Html(escaped(text.replace(EACH_INVISIBLE_IN_LINE, '\ufffd')))

/** Markup of the project's own, such as its style: the one way around the escaping. */
export const trusted = (markup: string): Html => new Html(markup)

/** A link to a page of the web; an address of any other kind is shown as text. */
export const link = (address: string, text: string): Html =>
  /^https:\/\/[\w.-]+\//.test(address)
    ? html`<a href="${address}" rel="noreferrer">${text}</a>`
    : html`<code>${address}</code>`

function markupOf(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.markup
  if (typeof part === 'object') return part.map(markupOf).join('')
  return escaped(plain(String(part)))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '')

const EACH_INVISIBLE_IN_LINE = new RegExp(`(?!\\n)${INVISIBLE.source}`, 'gu')

/** The pieces of a template without its line breaks; made once for each template. */
function piecesOf(template: TemplateStringsArray): readonly string[] {
  const known = PIECES.get(template)
  if (known) return known
  const pieces = template.map((piece) => piece.replace(/\n\s*/g, ''))
  PIECES.set(template, pieces)
  return pieces
}

const PIECES = new WeakMap<TemplateStringsArray, readonly string[]>()
