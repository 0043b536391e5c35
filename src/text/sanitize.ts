import { INVISIBLE } from './invisible.js'

/**
 * Text from an account (names, policies, error messages) may hold anything, also what would colour, erase or reorder the
 * reader's terminal, or become HTML in a ticket. Whatever is shown passes through here first.
 */

const EACH_INVISIBLE = new RegExp(INVISIBLE, 'gu')

/** Longest text that is shown; a policy of the account may be 20 kB on one line. */
const MOST = 2000

/**
 * One line that is safe to print: tabs and line breaks become blanks, any other invisible character is shown as U+FFFD,
 * so that two names which differ by one do not look alike. Very long text is cut, and says so.
 */
export function plain(text: string, most = MOST): string {
  const line = text.replace(/\r\n|[\t\n\v\f\r]/g, ' ').replace(EACH_INVISIBLE, '\ufffd')
  const characters = line.length > most ? [...line] : []
  return characters.length > most
    ? `${characters.slice(0, most).join('')} [${characters.length - most} more characters: see --output json]`
    : line
}

/** Whether a command line can be shown as it is. Otherwise what is pasted would not be what was meant. */
export const isPrintable = (text: string): boolean => !INVISIBLE.test(text)

/**
 * Text as Markdown that shows just this text: no emphasis, link, image, table cell, HTML, autolink or formula, wherever
 * in a line, list or table it is put.
 */
export const markdownText = (text: string): string =>
  plain(text)
    .trim()
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}\\.`)
    .replace(/^(#|[-+](?= |$)|[-=]+$|- - )/, '\\$1')
    .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2')

/** Text as a Markdown code span, whatever backticks it holds. Not for tables, where a `|` would still divide. */
export function markdownCode(text: string): string {
  const line = plain(text)
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = /^`|`$|^ .* $|^ *$/.test(line) ? ' ' : ''
  return `${ticks}${pad}${line === '' ? ' ' : line}${pad}${ticks}`
}

/** Lines as a fenced code block, with a fence longer than any run of backticks in them. */
export function markdownFence(language: string, lines: readonly string[]): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${fence}${language}`, ...lines, fence]
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))

/** A word for a POSIX shell: as it is when nothing in it is special, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
