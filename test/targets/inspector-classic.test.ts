import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, codes, finding } from './ask.js'

const TEMPLATE = `arn:aws:inspector:eu-west-1:${HOME}:target/0-abc/template/0-def`

describe('an assessment of Inspector Classic', () => {
  test('is no target any more: the service ended', async () => {
    const found = finding(await about({ Arn: TEMPLATE }, {}).config())
    expect(found.code).toBe('target-unsupported')
    expect(found.severity).toBe('error')
    expect(found.summary).toContain('2026')
  })

  test('has nothing left to look up', async () => {
    expect(codes(await about({ Arn: TEMPLATE }, {}).state())).toEqual(['skipped'])
  })

  test('near miss: resources of its successor are another service, and unknown as targets', async () => {
    const verdict = await about({ Arn: `arn:aws:inspector2:eu-west-1:${HOME}:scan/1` }, {}).config()
    expect(codes(verdict)).toEqual(['target-type-unknown warning'])
  })
})
