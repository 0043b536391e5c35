// How fast the pattern engine is beside the obvious ways to do it, and that no pattern and no event can slow it down. Needs
// `npm run build` first.
import { pathToFileURL } from 'node:url'

const event = JSON.stringify({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2025-10-02T18:43:48Z',
  region: 'eu-west-1',
  resources: ['arn:aws:s3:::photos'],
  detail: {
    version: '0',
    bucket: { name: 'photos' },
    object: { key: 'incoming/2025/10/cat.png', size: 5_242_880, etag: 'b1946ac92492d2347c6235b4d2611184' },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '111122223333',
    'source-ip-address': '10.0.3.7',
    tags: [
      { key: 'team', value: 'orders' },
      { key: 'env', value: 'prod' },
    ],
  },
})

const pattern = JSON.stringify({
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: {
    bucket: { name: ['photos', 'archive'] },
    object: { key: [{ wildcard: 'incoming/*/cat.*' }], size: [{ numeric: ['>', 1024] }] },
    tags: { key: ['env'], value: ['prod'] },
  },
})

/** A bus with 300 rules: of a dozen sources, some with a few matchers. */
const rules = Array.from({ length: 300 }, (_, i) =>
  JSON.stringify({
    source: [i % 12 === 0 ? 'aws.s3' : `my.app-${i % 12}`],
    'detail-type': [i % 24 === 0 ? 'Object Created' : `Kind ${i % 7}`],
    detail: {
      bucket: { name: [`bucket-${i}`, 'photos'] },
      object: { key: [{ prefix: i % 48 === 0 ? 'incoming/' : `in-${i}/` }] },
    },
  }),
)

/** The obvious way: parse both, walk the pattern. It knows no repeated key and no dot, and does not hold lists of objects together. */
function naive(wanted, found) {
  if (Array.isArray(wanted)) {
    const values = Array.isArray(found) ? found : [found]
    return wanted.some((one) => values.some((value) => naiveMatcher(one, value)))
  }
  return Object.entries(wanted).every(([key, inner]) =>
    Array.isArray(found) ? found.some((one) => naive(inner, one?.[key])) : naive(inner, found?.[key]),
  )
}

function naiveMatcher(wanted, value) {
  if (wanted === null || typeof wanted !== 'object') return wanted === value
  const [[operator, argument]] = Object.entries(wanted)
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(argument)
    case 'wildcard':
      return typeof value === 'string' && new RegExp(`^${argument.replaceAll('*', '.*')}$`).test(value)
    case 'numeric':
      return argument[0] === '>' && value > argument[1]
  }
  throw new Error(`not needed here: ${operator}`)
}

/** The best of several runs, in milliseconds of this process's own time: other processes do not count. */
function best(run, times = 7) {
  const measured = Array.from({ length: times }, () => {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return Math.min(...measured)
}

function perSecond(run, batch = 2000) {
  for (let i = 0; i < batch; i++) run()
  return Math.round(
    (batch * 1000) /
      best(() => {
        for (let i = 0; i < batch; i++) run()
      }),
  )
}

const list = (size, make) => Array.from({ length: size }, (_, i) => make(i))
const fill = (text, bytes) => text.repeat(Math.ceil(bytes / text.length))

/** Pairs that make a careless engine slow, each of about so many bytes of pattern and of event. */
export const hostile = {
  'one wildcard of stars against one long text': (bytes) => [
    { a: [{ wildcard: `${fill('*a', bytes)}b` }] },
    { a: fill('a', bytes) },
  ],
  'a long part of a wildcard that nearly matches everywhere': (bytes) => [
    { a: [{ wildcard: `*b${fill('a', bytes / 2)}*c` }] },
    { a: fill('a', bytes) },
  ],
  'many prefixes against many texts': (bytes) => [
    { a: list(bytes / 24, (i) => ({ prefix: `aaaaaaaa${i}` })) },
    { a: list(bytes / 12, (i) => `aaaaaaa${i}`) },
  ],
  'many values against many values': (bytes) => [
    { a: list(bytes / 10, (i) => `w${i}`) },
    { a: list(bytes / 10, (i) => `f${i}`) },
  ],
  'a list of objects, all fields met in none of them': (bytes) => [
    { a: { b: [1], c: [1], d: [1] } },
    { a: list(bytes / 20, (i) => ({ b: 1, c: i % 2, d: 1 - (i % 2) })) },
  ],
  'two lists of objects and a field that is missing': (bytes) => [
    { a: { b: [1] }, c: { d: [1] }, e: ['x'] },
    { a: list(bytes / 18, () => ({ b: 1 })), c: list(bytes / 18, () => ({ d: 1 })), e: 'y' },
  ],
  'lists within lists': (bytes) => [
    { a: { b: [1], c: { d: [2], e: [3] } } },
    { a: list(bytes / 200, (i) => ({ b: i % 2, c: list(12, (j) => ({ d: j % 3, e: (j + 1) % 3 })) })) },
  ],
}

/** Nested deeper than any stack, as text: `JSON.stringify` itself would overflow. */
export const deep = (bytes) => [
  `${fill('{"a":', bytes)}[1]${'}'.repeat(Math.ceil(bytes / 5))}`,
  `${fill('{"a":', bytes)}1${'}'.repeat(Math.ceil(bytes / 5))}`,
]

/** The figures, for a table or a report. */
export async function benchPattern() {
  const { compile, compileEvent, explain, matches } = await import(
    new URL('../../dist/pattern/index.js', import.meta.url)
  )
  const compiled = compile(pattern)
  const compiledRules = rules.map((rule) => compile(rule))
  const [parsed, parsedRules] = [JSON.parse(pattern), rules.map((rule) => JSON.parse(rule))]
  if (!compiled.matches(event) || !naive(parsed, JSON.parse(event))) throw new Error('the pattern does not match')
  const found = compiledRules.filter((rule) => rule.matches(event)).length
  if (found !== parsedRules.filter((rule) => naive(rule, JSON.parse(event))).length)
    throw new Error('not the same rules')
  const rate = (name, run, batch) => ({ name: `pattern: ${name}`, value: perSecond(run, batch), unit: 'events/s' })
  const againstAll = () => {
    const read = compileEvent(event)
    for (const rule of compiledRules) rule.matches(read)
  }
  const naiveAll = () => {
    const read = JSON.parse(event)
    for (const rule of parsedRules) naive(rule, read)
  }
  const carelessAll = () => {
    for (const rule of rules) naive(JSON.parse(rule), JSON.parse(event))
  }
  const time = (make, bytes) => {
    const [wanted, made] = make(bytes).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
    return best(() => matches(wanted, made), 3)
  }
  const figures = Object.entries({ ...hostile, 'nested deeper than any stack': deep }).flatMap(([name, make]) => {
    const [half, whole] = [time(make, 500_000), time(make, 1_000_000)]
    return [
      { name: `pattern: hostile, 1 MB each: ${name}`, value: Math.round(whole * 10) / 10, unit: 'ms' },
      { name: 'pattern: the same against half of it', value: Math.round((whole / half) * 10) / 10, unit: 'times' },
    ]
  })
  return [
    rate('one pattern, compiled once', () => compiled.matches(event)),
    rate('the same, the obvious way', () => naive(parsed, JSON.parse(event))),
    rate('one pattern, read for each event', () => matches(pattern, event)),
    rate('one pattern explained, read for each event', () => explain(pattern, event)),
    rate('300 rules, each compiled once', againstAll, 20),
    rate('the same, the obvious way, everything parsed once', naiveAll, 20),
    rate('the same, the obvious way, everything parsed for each rule', carelessAll, 20),
    ...figures,
  ]
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { name, value, unit } of await benchPattern())
    console.log(`${name.padEnd(96)} ${String(value).padStart(10)} ${unit}`)
}
