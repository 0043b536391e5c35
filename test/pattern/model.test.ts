import { describe, expect, test } from 'vitest'
import { fieldAt, type PatternModel, readPattern } from '../../src/pattern/model.js'

function modelOf(pattern: string): PatternModel {
  const read = readPattern(pattern)
  if (read.state !== 'read') throw new Error(read.reason)
  return read.model
}

/** Each alternative as its paths and what they say. */
const said = (pattern: string) =>
  modelOf(pattern).alternatives.map((fields) =>
    fields.map(({ path, matchers }) => `${path} ${matchers.map(({ says }) => says).join(' ')}`),
  )

describe('the model of a pattern', () => {
  test('has one alternative, its fields in the order of their paths', () => {
    expect(said('{"source":["b","a"],"detail":{"x-y":[1.0],"x":{"z":[null]}}}')).toEqual([
      ['detail.x-y 1.0', 'detail.x.z null', 'source "b" "a"'],
    ])
  })

  test('has one alternative a branch of $or, with what stands beside it', () => {
    expect(said('{"a":[1],"$or":[{"b":[2]},{"$or":[{"c":[3]},{"d":[4]}]}]}')).toEqual([
      ['a 1', 'b 2'],
      ['a 1', 'c 3'],
      ['a 1', 'd 4'],
    ])
  })

  test('does not tell a dotted key from a nested one: the last one counts', () => {
    expect(said('{"a.b":[1],"a":{"b":[2],"c":[3]}}')).toEqual([['a.b 2', 'a.c 3']])
    expect(modelOf('{"a.b":[1],"a":{"b":[2]}}').replaced.map(({ matchers }) => matchers[0]?.says)).toEqual(['1'])
  })

  test('keeps a field that only some branches of $or replace', () => {
    const pattern = '{"a":[1],"$or":[{"a":[2]},{"b":[3]}]}'
    expect(said(pattern)).toEqual([['a 2'], ['a 1', 'b 3']])
    expect(modelOf(pattern).replaced).toEqual([])
  })

  test('says of a path what an alternative asks for, or nothing', () => {
    const [alternative] = modelOf('{"detail":{"n":[{"numeric":[">",1,"<=",5]}]}}').alternatives
    expect(fieldAt(alternative, 'detail.n')?.matchers).toMatchObject([
      { kind: 'numeric', from: 1, fromOpen: true, to: 5, toOpen: false, says: '{"numeric":[">",1,"<=",5]}' },
    ])
    expect(fieldAt(alternative, 'detail')).toBeUndefined()
  })

  test('an operator without its list is a field of that name, which PutRule takes', () => {
    expect(said('{"total":{"numeric":[">",100]}}')).toEqual([['total.numeric ">" 100']])
  })

  test('is not there for text that EventBridge refuses', () => {
    expect(readPattern('{"a":[{"regex":"x"}]}')).toEqual({ state: 'invalid', reason: 'Unrecognized match type regex' })
  })
})
