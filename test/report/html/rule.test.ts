import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { renderHtml } from '../../../src/report/html/rule.js'
import { findingsOf, type Report } from '../../../src/report/report.js'
import { demos, diagnoseDemo } from '../../conventions/demo.js'
import { golden } from '../../support/golden.js'
import { healthy, sample } from '../sample.js'
import { readStrictly } from './markup.js'

const page = renderHtml(sample)

test('a recorded rule as a page that a person can open', async () => {
  const report = await diagnoseDemo('happened-change-broke-it')
  golden(new URL('../golden/demo/happened-change-broke-it.html', import.meta.url), readable(renderHtml(report)))
})

/** A line for each part, so that a difference can be read; a browser shows the same. */
const readable = (text: string): string =>
  text.replace(/(?<=[^\n])<(?=(section|article|h[1-4]|p|li|tr|dt|details|pre|svg|style)\b)/g, '\n<')

describe('the page of a rule', () => {
  test.each(demos)('is well formed for the recorded rule %s', async (name) => {
    readStrictly(renderHtml(await diagnoseDemo(name)))
  })
  test('says every finding, every reason, every check that is open, every refusal and every limit', () => {
    const { text } = readStrictly(page)
    const shown = (said: string) => said.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
    const wanted = [
      ...findingsOf(sample).flatMap((finding) => [finding.summary, ...finding.because, finding.fix?.title ?? '']),
      ...sample.checks.flatMap(({ status, because }) => (status === 'unknown' ? [because ?? ''] : [])),
      ...sample.gaps.flatMap(({ action, resource }) => [action, resource]),
      ...sample.limits,
      ...sample.timeline.map((entry) => entry.text),
    ]
    expect(wanted.filter((said) => !text.includes(shown(said)))).toEqual([])
  })
  test('each link within the page has its place, and no place has two', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const wanted = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id)
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([])
    expect(wanted.length).toBeGreaterThan(4)
  })
  test('its policy allows its own style and script and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
    const hash = (element: string) => {
      const [, text = ''] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page) ?? []
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')}; base-uri 'none'; form-action 'none'`,
    )
  })
  test('a healthy rule has no part for what is wrong', () => {
    expect(renderHtml(healthy)).not.toContain('What is wrong')
  })
})

describe('the chart of what happened', () => {
  const of = (points: Report['metrics'][number]['points'], timeline: Report['timeline'] = []): string => {
    const window = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' }
    return renderHtml({ ...healthy, window, metrics: [{ label: 'failed', points, total: 4 }], timeline })
  }
  const barsIn = (text: string): string => /class="bars" d="([^"]*)"/.exec(text)?.[1] ?? 'none'

  test('has a bar of 30 minutes where something was counted, a line for zero, and nothing where nothing was', () => {
    const points = [
      { time: '2026-11-24T00:00:00.000Z', value: 4 },
      { time: '2026-11-24T12:00:00.000Z', value: 0 },
      { time: '2026-11-24T23:45:00.000Z', value: 2 },
    ]
    expect(barsIn(of(points))).toBe('M1 28v-28h8v28zM241 28v-1h8v1zM471 28v-14h8v14z')
  })
  test('has a dashed line at each change', () => {
    const entry = { kind: 'change', text: 'PutTargets.', source: 'CloudTrail' } as const
    const text = of([], [{ ...entry, time: '2026-11-24T06:00:00.000Z' }])
    expect(text).toContain('class="mark" d="M120 0V28"')
    expect(text).toContain('A dashed line is a change.')
  })
})
