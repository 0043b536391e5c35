import { describe, expect, test } from 'vitest'
import { loosened } from '../../../src/fixing/listen/loosen.js'

const RULE = '{"source":["shop"],"detail-type":["Paid",{"prefix":"Ref"}],"detail":{"n":[1]}}'

describe('the pattern of a listener', () => {
  test('keeps the detail-types alone, else the sources', () => {
    expect(loosened(RULE, undefined)).toEqual({
      pattern: '{"detail-type":["Paid",{"prefix":"Ref"}]}',
      like: 'detail-type',
    })
    expect(loosened('{"source":["shop"],"detail":{"n":[1]}}', undefined)).toEqual({
      pattern: '{"source":["shop"]}',
      like: 'source',
    })
  })

  test('keeps what is asked for', () => {
    expect(loosened(RULE, 'source')).toMatchObject({ pattern: '{"source":["shop"]}' })
    expect(loosened(RULE, 'rule')).toEqual({ pattern: RULE, like: 'rule' })
  })

  test('of alternatives it takes what all of them name, together and each once', () => {
    const or = '{"$or":[{"source":["a","b"],"detail-type":["x"]},{"source":["b","c"]}]}'
    expect(loosened(or, undefined)).toEqual({ pattern: '{"source":["a","b","c"]}', like: 'source' })
    expect(loosened(or, 'detail-type')).toEqual({ because: 'its pattern does not always name a detail-type' })
  })

  test('there is none for a pattern that names neither, or that cannot be followed', () => {
    expect(loosened('{"detail":{"n":[1]}}', undefined)).toEqual({
      because: 'its pattern does not always name a detail-type or a source',
    })
    expect(loosened('{"source":[{"newer":1}]}', undefined)).toEqual({
      because: expect.stringContaining('could not be followed'),
    })
  })
})
