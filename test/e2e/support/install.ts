import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder into which the packed eb-doctor was installed. */
    installation: string
    /** The tarball that `npm pack` made. */
    tarball: string
  }
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Packs eb-doctor and installs the tarball into an empty folder, once for all end-to-end tests. */
export default function setup(project: TestProject): () => void {
  if (!existsSync(join(root, 'dist/start.js'))) throw new Error('not built: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-e2e-'))
  const npm = (args: readonly string[], cwd: string) =>
    execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' })
  // The build has just been made; --ignore-scripts keeps npm from making it again.
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root)
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  const tarball = join(folder, filename)
  npm(['init', '-y'], folder)
  npm(['install', tarball], folder)
  project.provide('installation', folder)
  project.provide('tarball', tarball)
  return () => rmSync(folder, { recursive: true, force: true })
}
