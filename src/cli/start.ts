/** What bin/run.js starts: oclif, in the same file as all that it needs. */
export { execute } from '@oclif/core'
