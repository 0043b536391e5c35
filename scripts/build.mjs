// Bundles the commands, their dependencies and the two libraries into dist/, so that the package has no dependencies and
// starts fast (docs/decisions/bundling.md). Shared code and each AWS client become chunks of their own: a command loads
// only what it needs.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { rolldown } from 'rolldown'
import { leftOut } from './left-out.mjs'
import { licenceText } from './licences.mjs'
import { minify } from './minify.mjs'
import { oclifWhenUsed, widthsWhenUsed } from './when-used.mjs'
import { writeWords } from './words.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
writeWords()

const named = (files, from, to) => Object.fromEntries(files.map((file) => [`${to}/${file}`, `${from}/${file}`]))
const scripts = (folder) => readdirSync(folder, { recursive: true }).filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
const commandsOf = (folder) => named(scripts(folder), folder, 'commands')

const entries = {
  start: 'src/cli/start.ts',
  'iam/index': 'src/iam/index.ts',
  'pattern/index': 'src/pattern/index.ts',
  'lambda/handler': 'src/lambda/handler.ts',
  ...commandsOf('src/commands'),
  // The plugin's commands become the tool's own: a plugin would have to be looked for at every start.
  ...commandsOf('node_modules/@oclif/plugin-autocomplete/lib/commands'),
}
const withoutExtension = (name) => name.replace(/\.[jt]s$/, '')

const SDK = /node_modules[\\/](@smithy|@aws-sdk[\\/](?!client-))/
const CLIENT = /@aws-sdk[\\/](client-[^\\/]+)/
const LIVE = /src[\\/]aws[\\/]live[\\/]/

/** A client that each diagnosis asks together with another stands in the other's file. */
const BESIDE = { 'client-sts': 'client-eventbridge', 'client-cloudwatch': 'client-cloudtrail' }

/** The AWS client whose file a module stands in: it is part of the client, or reads through that one alone. */
function clientOf(id) {
  const clients = LIVE.test(id)
    ? [...readFileSync(id, 'utf8').matchAll(/ from '@aws-sdk\/(client-[^']+)'/g)]
    : [CLIENT.exec(id)]
  const name = clients.length === 1 ? clients[0]?.[1] : undefined
  return BESIDE[name] ?? name ?? null
}

/** What every command loads; what looks into an account; and what diagnoses. Each with all that these files import. */
const COMMAND =
  /src[\\/](cli[\\/](base|flags|formats)|text[\\/](near|unwrap|sanitize))\.ts$|@oclif[\\/]core[\\/]lib[\\/]args\.js$/
const ACCOUNT =
  /src[\\/](cli[\\/](diagnosis|source|print|progress|request|settings)|aws[\\/](memory|queue-url|live[\\/](connect|look|pages))|text[\\/]policy-document)\.ts$/
const DIAGNOSIS = /src[\\/](checks[\\/]index|diagnosis[\\/]diagnose|report[\\/]terminal)\.ts$/

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [withoutExtension(name), file])),
  platform: 'node',
  // The ES modules of a package, of which what nobody uses can be left out.
  resolve: {
    mainFields: ['module', 'main'],
    // The ES modules of this one are called after browsers; they need nothing of one.
    alias: { yaml: `${root}node_modules/yaml/browser/dist/index.js` },
  },
  plugins: [leftOut, oclifWhenUsed, widthsWhenUsed],
})
const { output } = await bundle.write({
  dir: 'dist',
  cleanDir: true,
  format: 'esm',
  minify,
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: {
    groups: [
      // What the clients share, so that one does not have to load another for it.
      { test: SDK, name: 'sdk', minShareCount: 8, priority: 3 },
      // An AWS client stays in one piece: cut in two, its halves would import each other before either is ready.
      { name: clientOf, debugName: 'AWS clients' },
      // What is always needed stands in two files instead of fifty: finding and reading a file costs more than its lines.
      { test: COMMAND, name: 'command', priority: 2 },
      { test: ACCOUNT, name: 'account', priority: 2 },
      { test: DIAGNOSIS, name: 'diagnosis', priority: 1 },
    ],
  },
})
await bundle.close()
writeFileSync('dist/THIRD-PARTY-LICENCES.txt', licenceText(output.flatMap((chunk) => chunk.moduleIds ?? [])))

// The evaluator and the pattern engine are libraries: they ship their types.
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.libraries.json'], { stdio: 'inherit' })

// What oclif would otherwise find out at every start by loading all commands.
const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
writeFileSync('oclif.manifest.json', `${JSON.stringify(plugin.manifest)}\n`)
