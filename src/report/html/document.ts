import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './escape.js'
import { ICONS } from './icons.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'

/** What stands before and after the content of a page. */
export interface Frame {
  opening: string
  closing: string
}

/** Style and script that a page has beside those of every page. */
export interface Own {
  style: string
  script: string
}

/**
 * A page that stands alone: its style and script are inside, and its policy allows nothing else, so that whatever a name of
 * the account brings along is neither run nor fetched. Printed and read without its script it says the same.
 */
export function frame(title: string, more: Own = { style: '', script: '' }): Frame {
  const style = STYLE + more.style
  const script = SCRIPT + more.script
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const opening = html`<meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>${title}</title>
    <style>${trusted(style)}</style>`
  return {
    opening: `<!doctype html>\n<html lang="en">\n<head>${opening.markup}</head>\n<body>${ICONS.markup}\n`,
    closing: `<script>${script}</script>\n</body>\n</html>\n`,
  }
}

/** One whole page. */
export function wholePage(title: string, content: Html): string {
  const { opening, closing } = frame(title)
  return `${opening}${content.markup}\n${closing}`
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
