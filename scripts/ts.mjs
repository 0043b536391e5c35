// Runs a TypeScript file of the repository in this process. Usage: node scripts/ts.mjs FILE [ARGUMENT...]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

// As in bin/run.js: not this repository's news.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
process.argv.splice(1, 1)
await runnerImport(resolve(process.argv[1]), { configFile: false, logLevel: 'error' })
