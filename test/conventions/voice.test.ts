import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { recall, remember } from '../../src/aws/memory.js'
import { readSnapshot } from '../../src/aws/snapshot.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnose.js'
import { renderJson } from '../../src/report/json.js'
import { sample } from '../report/sample.js'
import { strictComplaints } from '../report/schema.js'
import { read, root } from './pages.js'
import { assertVoice } from './voice.js'

const demos = readdirSync(new URL('demo/', root)).filter((name) => name.endsWith('.json') && name !== 'index.json')

describe('every finding, reason and fix is said in one voice', () => {
  test('in the report that holds every status', () => assertVoice(sample))

  for (const name of demos) {
    test(`in the demo ${name}, whose report fits the published schema`, async () => {
      const snapshot = readSnapshot(read(`demo/${name}`))
      const report = await diagnose({
        ref: snapshot.rule,
        account: remember(recall(snapshot.memory)),
        checks: CHECKS,
        region: snapshot.region,
        source: 'snapshot',
        version: '0.1.0',
        now: new Date(snapshot.takenAt),
        sinceMinutes: snapshot.sinceMinutes,
        signal: new AbortController().signal,
      })
      assertVoice(report)
      const json: unknown = JSON.parse(renderJson({ ...report, stats: { calls: 0, retries: 0, milliseconds: 0 } }))
      expect(strictComplaints(json)).toEqual([])
    })
  }
})
