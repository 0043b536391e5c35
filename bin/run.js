#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import module from 'node:module'

// On Node 20 the AWS SDK prints a notice about its own future releases: none of this tool's users can act on it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// Ctrl-C. A command that has to finish something first listens for itself; everything else may stop at once.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') > 1) return
  // The progress line, if there is one.
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
  process.exit(130)
})

if (process.argv.length === 3 && process.argv[2] === '--version') {
  // Answered without loading anything: scripts ask for it again and again.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`)
} else {
  // Keeps the compiled code between runs, where this Node can (22.8 and newer).
  module.enableCompileCache?.()
  const { execute } = await import('../dist/start.js')
  await execute({ dir: import.meta.url })
}
