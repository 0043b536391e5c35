import { describe, expect, test } from 'vitest'
import { isNoPolicy, policyContent, policyText } from '../../src/text/policy-document.js'

const bom = '\ufeff'

describe('No policy', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['empty text', ''],
    ['a space', ' '],
    ['line breaks and tabs', '\r\n\t\n'],
    ['a no-break space', '\u00a0'],
    ['a byte order mark', bom],
    ['URL-encoded white space', '%20%0A'],
    ['a URL-encoded byte order mark', '%EF%BB%BF'],
  ])('is %s', (_name, document) => {
    expect(policyContent(document)).toEqual({ state: 'none' })
    expect(isNoPolicy(document)).toBe(true)
    if (document === undefined || document === null || typeof document === 'string') {
      expect(policyText(document)).toBeNull()
    }
  })

  test.each([
    ['a document without a statement in its list', '{"Version": "2012-10-17", "Statement": []}'],
    ['a document that lacks its Statement', '{"Version": "2012-10-17"}'],
    ['an object without members, of which nobody knows what was meant', '{}'],
    ['the text "null"', 'null'],
    ['an empty list', '[]'],
    ['a number', '0'],
    ['false', 'false'],
    ['quotes around nothing', '""'],
    ['a brace that is never closed', '{'],
    ['a percent sign', '%'],
    ['a zero-width space, which is not white space', '\u200b'],
  ])('is not %s', (_name, document) => {
    expect(isNoPolicy(document)).toBe(false)
    expect(policyText(document)).toBe(document)
  })
})

describe('The content of a policy document', () => {
  const document = { Version: '2012-10-17', Statement: [] }
  const text = JSON.stringify(document)

  test.each([
    ['an object', document],
    ['its text', text],
    ['its text after a byte order mark', bom + text],
    ['its text, URL-encoded', encodeURIComponent(text)],
    ['its text after a byte order mark, URL-encoded', encodeURIComponent(bom + text)],
  ])('is read from %s', (_name, form) => {
    expect(policyContent(form)).toEqual({ state: 'value', value: document })
  })

  test('is not there in text that is not JSON', () => {
    for (const broken of ['{', '%7B', '%', '%zz', 'Statement']) {
      expect(policyContent(broken), broken).toEqual({ state: 'not-json' })
    }
  })
})
