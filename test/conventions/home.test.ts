import { expect, test } from 'vitest'
import { HOME } from '../../src/report/docs-address.js'
import { read } from './pages.js'

test('package.json and the published schema name the home of the project that stands in one line', () => {
  const { homepage, repository, bugs, publishConfig } = JSON.parse(read('package.json'))
  expect({ homepage, repository, bugs }).toEqual({
    homepage: `${HOME}#readme`,
    repository: { type: 'git', url: `git+${HOME}.git` },
    bugs: `${HOME}/issues`,
  })
  // A published package says from which commit and workflow it was built: docs.npmjs.com/generating-provenance-statements
  expect(publishConfig).toEqual({ access: 'public', provenance: true })
  expect(JSON.parse(read('report.schema.json')).$id).toBe(`${HOME}/blob/main/report.schema.json`)
})
