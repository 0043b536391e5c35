import { describe, expect, test } from 'vitest'
import { renderJson } from '../../src/report/json.js'
import { sample } from '../report/sample.js'
import { strictComplaints } from '../report/schema.js'
import { demos, diagnoseDemo } from './demo.js'
import { assertVoice } from './voice.js'

describe('every finding, reason and fix is said in one voice', () => {
  test('in the report that holds every status', () => assertVoice(sample))

  for (const name of demos) {
    test(`in the demo ${name}, whose report fits the published schema`, async () => {
      const report = await diagnoseDemo(name)
      assertVoice(report)
      expect(strictComplaints(JSON.parse(renderJson(report)))).toEqual([])
    })
  }
})
