#!/usr/bin/env node
// CommonJS, by the package.json beside it: Node is ready to run it without the loader of ECMAScript modules, which --version
// does not need.
const { readFileSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

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
  const { name, version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'))
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`)
} else {
  // Keeps the compiled code between runs, where this Node can (22.8 and newer).
  enableCompileCache?.()
  import('../dist/start.js').then(({ execute }) => execute(pathToFileURL(join(__dirname, '../')).href))
}
