import stringWidth from 'string-width'

/**
 * Text of ASCII and of the signs that reports are drawn with, one column each: nearly all of what is printed. It needs no
 * table of widths, whose first use takes some 30 ms.
 */
const isPlain = (text: string): boolean => /^[ -~·…✓✗─-▟▲▶]*$/.test(text)

/** The number of terminal columns of a text without control characters. */
export const columns = (text: string): number => (isPlain(text) ? text.length : stringWidth(text))

/** The characters of a text as a reader sees them: an emoji of several code points is one. */
const charactersOf = (text: string): string[] =>
  isPlain(text) ? [...text] : [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)

/**
 * Breaks a text at blanks into lines of at most `width` columns. A word that is longer, such as an ARN, is never broken:
 * it gets a line of its own, and the terminal folds that line in a way that copies as one.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  // Two blanks in a row are part of what was seen, and stay.
  for (const word of text.trim().split(/(?<! ) (?! )/)) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** Cuts a text to at most `width` columns, ending in `…` when something is missing. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text
  let kept = ''
  let used = 0
  for (const character of charactersOf(text)) {
    used += columns(character)
    if (used > width - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/**
 * Breaks a shell command between its words into lines that end in a backslash, so that what is pasted is still one
 * command. Quoted words stay whole, however long they are.
 */
export function foldCommand(command: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of pairs(shellWords(command))) {
    const indent = lines.length === 0 ? '' : '  '
    if (line !== '' && columns(indent) + columns(line) + 1 + columns(word) + 2 > width) {
      lines.push(`${indent}${line} \\`)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, `${lines.length === 0 ? '' : '  '}${line}`]
}

/** The words of a command as they are written, quotes included. */
export const shellWords = (command: string): string[] =>
  command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs) ?? []

/** A flag and its value read better on one line. */
function pairs(words: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (last?.startsWith('--') && !last.includes(' ') && !word.startsWith('--'))
      joined[joined.length - 1] = `${last} ${word}`
    else joined.push(word)
  }
  return joined
}
