// Runs a TypeScript file of the repository in this process. Usage: node scripts/ts.mjs FILE [ARGUMENT...]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

process.argv.splice(1, 1)
await runnerImport(resolve(process.argv[1]), { configFile: false, logLevel: 'error' })
