// Bundles the commands and the evaluator into dist/. Shared code and each AWS client become chunks of their own, so that
// a command loads only what it needs.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
rmSync('dist', { recursive: true, force: true })

const commands = readdirSync('src/commands').map((name) => `src/commands/${name}`)
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))

const bundle = await rolldown({
  input: {
    ...Object.fromEntries(commands.map((file) => [file.replace(/^src\//, '').replace(/\.ts$/, ''), file])),
    'iam/index': 'src/iam/index.ts',
  },
  platform: 'node',
  external: Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
})
await bundle.write({ dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' })
await bundle.close()

// The evaluator is a library: it ships its types.
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.iam.json'], { stdio: 'inherit' })
