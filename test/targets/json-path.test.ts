import { describe, expect, test } from 'vitest'
import { pathFlaw } from '../../src/targets/json-path.js'

describe('a JSON path', () => {
  test.each([
    '$',
    '$.detail',
    '$.detail-type',
    '$.detail.requestParameters.bucketName',
    '$.resources[0]',
    '$.resources[*]',
    '$.detail.items[0].id',
    '$.detail.*',
    '$[0]',
    '$.detail.a/b',
    '$.detail.aws:cloudformation:stack-name',
  ])('false positive: %s is in order', (path) => {
    expect(pathFlaw(path)).toBeUndefined()
  })

  test.each(['', 'detail', '.detail', '$detail', '$.detail.', '$.resources[0', '$.resources0]', '$.resources[]'])(
    'is malformed: %j',
    (path) => {
      expect(pathFlaw(path)?.kind).toBe('malformed')
    },
  )

  test.each([
    "$.detail['instance-id']",
    '$["detail"]',
    '$..id',
    '$.items[?(@.id == 1)]',
    '$.items[-1]',
    '$.items[0:2]',
    '$.items[0]x',
  ])('is evaluated only when an event comes, and perhaps in vain: %s', (path) => {
    expect(pathFlaw(path)?.kind).toBe('runtime')
  })

  test('false positive: a bracket within a quoted name is part of the name', () => {
    expect(pathFlaw("$.detail['a[b']")?.kind).toBe('runtime')
  })
})
