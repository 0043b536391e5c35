// Fails when a package that is bundled into dist/ has a known vulnerability. Usage: node scripts/audit.mjs
// Without a registry that answers such questions it says so, and fails nothing.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const shipped = new Map(
  [...readFileSync('dist/THIRD-PARTY-LICENCES.txt', 'utf8').matchAll(/^(\S+) (\d\S*) \([^)]+\)$/gm)].map((line) => [
    line[1],
    line[2],
  ]),
)
if (shipped.size === 0) throw new Error('dist/THIRD-PARTY-LICENCES.txt names no package')

// All packages are development dependencies, and what is shipped is among them.
const { stdout, stderr } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
const report = parsed(stdout)
if (!report?.vulnerabilities) {
  const reason = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n').at(-1)
  console.log(`Not known: the registry answers no questions about vulnerabilities (${reason}).`)
} else {
  const hits = Object.values(report.vulnerabilities).filter(({ name }) => shipped.has(name))
  const others = Object.keys(report.vulnerabilities).length - hits.length
  for (const { name, severity, via } of hits) {
    const titles = via.map((one) => (typeof one === 'string' ? one : `${one.title} (${one.url})`))
    console.log(`${name} ${shipped.get(name)}: ${severity}: ${titles.join('; ')}`)
  }
  console.log(`${shipped.size} packages are shipped, ${hits.length} with known vulnerabilities.`)
  if (others > 0) console.log(`(${others} more in packages that only development needs.)`)
  process.exitCode = hits.length > 0 ? 1 : 0
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
