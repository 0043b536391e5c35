import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Licences under which bundled code may be passed on with no more than its notice. */
const PERMISSIVE = /^(Apache-2\.0|MIT|ISC|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0)$/

/** The folder of the npm package that a module's file belongs to; undefined for the project's own. */
function packageFolder(file) {
  const from = file.lastIndexOf('/node_modules/')
  if (from < 0) return undefined
  const name = file.slice(from + '/node_modules/'.length).match(/^(@[^/]+\/)?[^/]+/)[0]
  return `${file.slice(0, from)}/node_modules/${name}`
}

/** The licence and notice files of a package, as they stand in it. */
const notices = (folder) =>
  readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())

/**
 * The packages that bundled modules come from: name, version, licence, folder, sorted by name.
 * `modules`: absolute paths of the modules, as the bundler tells them.
 */
export function bundledPackages(modules) {
  const folders = new Set(modules.map((id) => packageFolder(id.replaceAll('\\', '/'))).filter(Boolean))
  return [...folders]
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return { name, version, licence: license, folder }
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/**
 * The packages that tables among the bundled modules were made from: of these packages no module is bundled, but data.
 * They are under the licence of this project, so its text is at hand; botocore, no npm package, has a notice besides, of
 * which the script that makes the tables keeps the part about botocore itself.
 */
function packagesOfTables(modules) {
  if (!modules.some((id) => id.replaceAll('\\', '/').includes('/src/trigger/knowledge/data/'))) return []
  const { events, calls } = JSON.parse(readFileSync('src/trigger/knowledge/data/origins.json', 'utf8'))
  const licence = readFileSync('LICENSE', 'utf8').trim()
  const notice = readFileSync('scripts/knowledge/botocore-notice.txt', 'utf8').trim()
  return [
    { name: events.package, version: events.version, licence: events.licence, text: licence },
    { name: calls.package, version: calls.version, licence: calls.licence, text: `${notice}\n\n${licence}` },
  ]
}

/** The text that the licences ask to be passed on with the code. Throws when a licence is not permissive. */
export function licenceText(modules) {
  const bundled = bundledPackages(modules).map((one) => ({
    ...one,
    text: notices(one.folder).join('\n\n') || `${one.licence} (the package has no licence file)`,
  }))
  const packages = [...bundled, ...packagesOfTables(modules)]
  const foreign = packages.filter(({ licence }) => !PERMISSIVE.test(licence))
  if (foreign.length > 0) {
    throw new Error(`not permissive: ${foreign.map((p) => `${p.name} (${p.licence})`).join(', ')}`)
  }
  // The same text stands in many packages (all of the AWS SDK's): once is enough.
  const byText = new Map()
  for (const { name, version, licence, text } of packages) {
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${licence})`])
  }
  const rule = '-'.repeat(80)
  const sections = [...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n\n${text}\n`)
  return `eb-doctor contains code or data of these packages, under these licences.\n\n${sections.join('\n')}`
}
