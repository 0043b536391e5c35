import { askPattern } from '../../src/event/ask.js'
import { reportedEvent } from '../../src/event/assemble.js'
import { parsePattern } from '../../src/event/match.js'
import { readEvents } from '../../src/event/read.js'
import { renderEventTerminal } from '../../src/event/render/terminal.js'
import { markdownFence } from '../../src/text/sanitize.js'

const EVENT = {
  ...{ version: '0', id: '6a7e8feb', 'detail-type': 'OrderPaid', source: 'shop.orders', account: '111122223333' },
  ...{ time: '2026-01-02T03:04:05Z', region: 'eu-west-1', resources: [] as string[] },
  detail: {
    status: 'PAID',
    total: 12.5,
    items: [
      { sku: 'a', count: 1 },
      { sku: 'b', count: 2 },
    ],
  } as unknown,
}

/** Five reasons why an event does not match, the commonest first. */
const REASONS: readonly { title: string; why: string; pattern: object }[] = [
  {
    title: 'Upper and lower case',
    why: 'Values are compared letter by letter. Where case may differ, write `[{"equals-ignore-case": "paid"}]`.',
    pattern: { source: ['shop.orders'], detail: { status: ['Paid'] } },
  },
  {
    title: 'The names of PutEvents in the pattern',
    why: 'PutEvents takes `DetailType`; the event that comes of it has `detail-type`.',
    pattern: { source: ['shop.orders'], DetailType: ['OrderPaid'] },
  },
  {
    title: 'A number that is text',
    why: 'A number never equals a text. The sender, or the pattern, has to change.',
    pattern: { detail: { total: ['12.5'] } },
  },
  {
    title: 'A field at another place',
    why: 'A pattern names each field at its place in the event.',
    pattern: { source: ['shop.orders'], status: ['PAID'] },
  },
  {
    title: 'Two fields of different elements of a list',
    why: 'Fields of one list of objects must be met within one element.',
    pattern: { detail: { items: { sku: ['a'], count: [2] } } },
  },
]

/** The examples of the walk-through, each with what `eb-doctor event` prints. */
export async function walkThrough(): Promise<string> {
  const parts = await Promise.all(
    REASONS.map(async ({ title, why, pattern }, i) => {
      const file = `pattern-${i + 1}.json`
      const text = JSON.stringify(pattern)
      const read = readEvents(JSON.stringify(EVENT), { account: '', region: '', time: '', id: String })
      if (!read.ok) throw new Error(read.error)
      const events = await Promise.all(
        read.events.map((event) => reportedEvent(event, null, [askPattern(file, parsePattern(text))])),
      )
      const tool = { name: 'eb-doctor', version: '' }
      const printed = renderEventTerminal(
        { schemaVersion: 1, kind: 'event', tool, events, limits: [] },
        { width: 100, color: false },
      )
      return [
        `### ${i + 1}. ${title}`,
        why,
        markdownFence('text', [
          `$ cat ${file}`,
          text,
          `$ eb-doctor event event.json --pattern ${file}`,
          ...printed.trimEnd().split('\n'),
        ]).join('\n'),
      ].join('\n\n')
    }),
  )
  return parts.join('\n\n')
}
