import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, codes, finding, may } from './ask.js'

const OPSITEM = `arn:aws:ssm:eu-west-1:${HOME}:opsitem`
const template = (InputTemplate: string) => ({
  InputTransformer: { InputPathsMap: { what: '$.detail-type' }, InputTemplate },
})
const FULL = template('{"title":"<what>","description":"<what> happened","source":"orders"}')
const ask = (target: object = FULL, Arn = OPSITEM) => about({ Arn, ...target }, {})

describe('an OpsItem', () => {
  test('is created when the role may and the transformer gives title, description and source', async () => {
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm:CreateOpsItem', '*')))).toEqual(['ok'])
  })

  test('has nothing to look up, which is said', async () => {
    expect(codes(await ask().state())).toEqual(['skipped'])
  })

  test('false positive: its ARN is in use with and without an account', async () => {
    expect(codes(await ask(FULL, 'arn:aws:ssm:eu-west-1::opsitem').config())).toEqual(['ok'])
  })

  test('is not created by a role that may do nothing', async () => {
    expect(codes(await ask().allowed())).toEqual(['permission-missing error'])
  })

  test('a near miss: the action is not called CreateOpsItems, as one page of AWS has it', async () => {
    expect(codes(await ask().allowed(may('ssm:CreateOpsItems', '*')))).toEqual(['permission-missing error'])
  })

  test('may fail for want of a source', async () => {
    const found = finding(await ask(template('{"title":"<what>","description":"<what> happened"}')).config())
    expect(found.severity).toBe('warning')
    expect(found.summary).toContain('source')
  })

  test('may fail without an input transformer', async () => {
    expect(codes(await ask({}).config())).toEqual(['parameters-invalid warning'])
  })
})
