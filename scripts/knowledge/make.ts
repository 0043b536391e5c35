// Makes the tables of src/trigger/knowledge/data from the installed @aws-cdk/aws-service-spec and from botocore, which
// goes into a virtual environment that is removed again. Usage: npm run knowledge
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { callLines, type Models, pairLines, placeLines } from './call-lines.js'
import { eventLines } from './event-lines.js'
import { hashOf, moduleText, type Origin, type Table } from './tables.js'

const HERE = 'scripts/knowledge'
const DATA = 'src/trigger/knowledge/data'
const date = new Date().toISOString().slice(0, 10)

const spec: Origin = {
  package: '@aws-cdk/aws-service-spec',
  version: JSON.parse(readFileSync('node_modules/@aws-cdk/aws-service-spec/package.json', 'utf8')).version,
  licence: 'Apache-2.0',
}
const models = readModels()
const botocore: Origin = { package: 'botocore', version: models.version, licence: 'Apache-2.0' }

const events: Table = {
  file: 'events.ts',
  constant: 'EVENTS',
  format:
    'a source, a blank, and the shapes of its events in JSON, as scripts/knowledge/event-lines.ts describes them.',
  lines: eventLines(loadAwsServiceSpecSync()),
}
const ofBotocore: readonly Table[] = [
  {
    file: 'calls.ts',
    constant: 'CALLS',
    format: 'an event source without ".amazonaws.com", then groups VERB,VERB:NOUN,NOUN of its operations.',
    lines: callLines(models.operations),
  },
  {
    file: 'event-sources.ts',
    constant: 'EVENT_SOURCES',
    format: 'an event source without ".amazonaws.com".',
    lines: Object.keys(models.operations).sort().join('\n'),
  },
  {
    file: 'aliases.ts',
    constant: 'ALIASES',
    format: 'an endpoint that is no event source, and the event source of its service.',
    lines: pairLines(models.aliases),
  },
  {
    file: 'names.ts',
    constant: 'NAMES',
    format: 'what SDKs and the AWS CLI call a service, and the event source that it has.',
    lines: pairLines(models.names),
  },
  {
    file: 'places.ts',
    constant: 'PLACES',
    format: 'a partition, its regions, and SERVICE=REGION for services that have one endpoint in all of it.',
    lines: placeLines(models),
  },
]

write(events, spec)
for (const table of ofBotocore) write(table, botocore)
const origins = {
  date,
  events: { ...spec, hash: hashOf([events.lines]) },
  calls: { ...botocore, hash: hashOf(ofBotocore.map(({ lines }) => lines)) },
}
writeFileSync(join(DATA, 'origins.json'), `${JSON.stringify(origins, null, 2)}\n`)
writeFileSync(join(HERE, 'botocore-notice.txt'), `${models.notice}\n`)

function write(table: Table, origin: Origin): void {
  writeFileSync(join(DATA, table.file), moduleText(table, origin, date))
}

/** What botocore of the pinned version says. */
function readModels(): Models {
  const venv = mkdtempSync(join(tmpdir(), 'knowledge-'))
  try {
    const python = join(venv, 'bin/python')
    run('python3', ['-m', 'venv', venv])
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', `${HERE}/requirements.txt`])
    return JSON.parse(run(python, [`${HERE}/models.py`]))
  } finally {
    rmSync(venv, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
