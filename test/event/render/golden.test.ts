import { describe, expect, test } from 'vitest'
import { renderEventJson } from '../../../src/event/render/json.js'
import { renderEventMarkdown } from '../../../src/event/render/markdown.js'
import { renderEventTerminal } from '../../../src/event/render/terminal.js'
import { columns } from '../../../src/text/wrap.js'
import { golden } from '../../support/golden.js'
import { REPORT } from './sample.js'

const file = (name: string): URL => new URL(`golden/${name}`, import.meta.url)
const text = (width: number, color = false): string => renderEventTerminal(REPORT, { width, color })

describe('the report of events', () => {
  test('fits 80 columns', () => golden(file('events.80.txt'), text(80)))
  test('fits 160 columns', () => golden(file('events.160.txt'), text(160)))
  test('is coloured when it may be', () => golden(file('events.80.ansi'), text(80, true)))
  test('is Markdown for a ticket', () => golden(file('events.md'), renderEventMarkdown(REPORT)))
  test('is JSON for programs', () => golden(file('events.json'), renderEventJson(REPORT)))
  test('says the same in colour and without', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(text(80, true).replace(/\u001b\[[\d;]*m/g, '')).toBe(text(80))
  })
  test.each([80, 160])('keeps to %i columns, but for names that must not be broken', (width) => {
    const long = text(width)
      .split('\n')
      .filter((line) => columns(line) > width)
    expect(long.filter((line) => !/\S{60,}/.test(line))).toEqual([])
  })
})
