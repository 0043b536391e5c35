import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { describe, expect, test } from 'vitest'
import { eventLines } from '../../../scripts/knowledge/event-lines.js'
import { hashOf } from '../../../scripts/knowledge/tables.js'
import { ALIASES } from '../../../src/trigger/knowledge/data/aliases.js'
import { CALLS } from '../../../src/trigger/knowledge/data/calls.js'
import { EVENT_SOURCES } from '../../../src/trigger/knowledge/data/event-sources.js'
import { EVENTS } from '../../../src/trigger/knowledge/data/events.js'
import { NAMES } from '../../../src/trigger/knowledge/data/names.js'
import origins from '../../../src/trigger/knowledge/data/origins.json' with { type: 'json' }
import { PLACES } from '../../../src/trigger/knowledge/data/places.js'
import { fieldOf, registryField, sources } from '../../../src/trigger/knowledge/event-types.js'
import type { ValueType } from '../../../src/trigger/knowledge/shape.js'
import { read, root } from '../../conventions/pages.js'

const DATA = 'src/trigger/knowledge/data/'
const files = readdirSync(new URL(DATA, root)).filter((name) => name.endsWith('.ts'))
const db = loadAwsServiceSpecSync()

describe('the tables are current', () => {
  test('those of events are what the installed @aws-cdk/aws-service-spec makes ("npm run knowledge")', () => {
    const { version } = createRequire(import.meta.url)('@aws-cdk/aws-service-spec/package.json') as { version: string }
    expect(origins.events.version).toBe(version)
    expect(EVENTS).toBe(eventLines(db))
    expect(origins.events.hash).toBe(hashOf([EVENTS]))
  })

  test('those of botocore are as they were made, from the version that the script installs', () => {
    expect(read('scripts/knowledge/requirements.txt')).toBe(`botocore==${origins.calls.version}\n`)
    expect(hashOf([CALLS, EVENT_SOURCES, ALIASES, NAMES, PLACES])).toBe(origins.calls.hash)
  })

  test('each says in its first line when and from what it was made', () => {
    for (const file of files) {
      const { package: name, version } = file === 'events.ts' ? origins.events : origins.calls
      const made = `Made by "npm run knowledge" on ${origins.date} from ${name} ${version} (Apache-2.0). Do not edit.`
      expect.soft(read(DATA + file).split('\n')[0], file).toBe(`// ${made}`)
    }
  })
})

type Type = { type: string; reference?: { $ref: string }; element?: Type; types?: readonly Type[] }
interface Leaf {
  source: string
  detailType: string
  path: readonly string[]
  type: string
}

/** Every leaf with a type, as the database itself has it: read apart from the script that makes the table. */
const leaves: readonly Leaf[] = db.all('event').flatMap(({ source, detailType, rootProperty }) => {
  const below = (type: Type, path: readonly string[]): readonly Leaf[] => {
    if (type.type === 'array' && type.element) return below(type.element, path)
    // A choice between objects has the fields of all of them; of a choice with plain values nothing is certain.
    if (type.types?.every((one) => one.type === 'ref')) return type.types.flatMap((one) => below(one, path))
    if (type.type !== 'ref' || !type.reference) return [{ source, detailType, path, type: type.type }]
    const { properties } = db.get('eventTypeDefinition', type.reference.$ref)
    return Object.entries(properties).flatMap(([name, one]) => below(one.type as Type, [...path, name]))
  }
  return below({ type: 'ref', reference: rootProperty }, ['detail'])
})

const VALUES: Readonly<Record<string, ValueType>> = {
  string: 'text',
  number: 'number',
  integer: 'integer',
  boolean: 'true or false',
}

describe('every leaf of AWS’s schemas is in the tables', () => {
  test('there are hundreds of events, and thousands of leaves', () => {
    expect(db.all('event').length).toBeGreaterThanOrEqual(381)
    expect(leaves.length).toBeGreaterThan(5000)
  })

  test('with the same type', () => {
    const wrong = leaves.filter(({ source, detailType, path, type }) => {
      const fact = registryField(source, detailType, path)
      const wanted = VALUES[type]
      return wanted ? fact?.state !== 'value' || fact.type !== wanted : fact?.state !== 'open'
    })
    expect(wrong).toEqual([])
  })

  test('and what is typed of CloudTrail’s record contradicts none of them', () => {
    const wrong = leaves.filter(({ source, detailType, path, type }) => {
      const fact = fieldOf(source, detailType, path)
      return fact?.state !== 'open' && (fact?.state !== 'value' || fact.type !== VALUES[type])
    })
    expect(wrong.map(({ source, path, type }) => `${source} ${path.join('.')} ${type}`)).toEqual([])
  })
})

describe('the tables are small, and loaded only when they are needed', () => {
  const sizes = files.map((file) => {
    const text = readFileSync(new URL(DATA + file, root))
    return { file, raw: text.length, packed: gzipSync(text, { level: 9 }).length }
  })

  test('together they take at most 150 KB of the tarball', () => {
    expect(sizes.reduce((sum, { packed }) => sum + packed, 0)).toBeLessThan(150 * 1024)
  })

  test('outside their room, only index.ts of it is imported, what is typed by hand, and what compares names', () => {
    const importing = readdirSync(new URL('src/', root), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts') && !name.startsWith('trigger/knowledge/'))
      .flatMap((name) => [...read(`src/${name}`).matchAll(/from '[^']*knowledge\/([^']+)'/g)].map(([, file]) => file))
    const fine = ['index.js', 'cloudtrail-record.js', 'event-facts.js', 'event-values.js', 'near.js']
    expect(importing.filter((file) => !fine.includes(`${file}`))).toEqual([])
  })

  test('neither index.ts nor what is typed by hand imports a table when it is loaded', () => {
    for (const file of [
      'index',
      'cloudtrail-record',
      'event-facts',
      'event-values',
      'shape',
      'near',
      'known',
      'lines',
    ]) {
      const text = read(`src/trigger/knowledge/${file}.ts`)
      const loaded = [...text.matchAll(/^import (?!type\b).* from '([^']+)'/gm)].map(([, from]) => from)
      expect
        .soft(
          loaded.filter((from) => !['./shape.js', './near.js'].includes(`${from}`)),
          file,
        )
        .toEqual([])
    }
  })

  test('docs/knowledge.md names the tables with their source, date and size', () => {
    const names: Readonly<Record<string, string>> = {
      'events.ts': 'events, their fields and types, by source and detail-type',
      'calls.ts': 'operations by event source',
      'event-sources.ts': 'event sources',
      'aliases.ts': 'endpoints that have another name than the event source',
      'names.ts': 'what SDKs call the services',
      'places.ts': 'partitions, regions, and where global services live',
    }
    const rows = sizes.map(({ file, raw }) => {
      const { package: from, version } = file === 'events.ts' ? origins.events : origins.calls
      return `| \`${file}\` | ${names[file]} | \`${from}\` ${version} | ${kilobytes(raw)} |`
    })
    const total = sizes.reduce((sum, one) => ({ raw: sum.raw + one.raw, packed: sum.packed + one.packed }), {
      raw: 0,
      packed: 0,
    })
    const made = [
      `Made on ${origins.date}.`,
      '',
      '| table | what it holds | from | size |',
      '| --- | --- | --- | --- |',
      ...rows,
      `| together | | | ${kilobytes(total.raw)}, packed about ${Math.round(total.packed / 10_240) * 10} KB |`,
      '',
      `${db.all('event').length} events of ${sources().length} sources with ${leaves.length} fields; ` +
        `${EVENT_SOURCES.split('\n').length} event sources.`,
    ].join('\n')
    const begin = '<!-- tables: made from the code, see CONTRIBUTING.md -->\n'
    const end = '\n<!-- end of tables -->'
    const text = read('docs/knowledge.md')
    if (process.env['UPDATE_DOCS']) {
      const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
      writeFileSync(new URL('docs/knowledge.md', root), text.slice(0, from) + made + text.slice(to))
    }
    expect(read('docs/knowledge.md')).toContain(begin + made + end)
  })
})

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`
