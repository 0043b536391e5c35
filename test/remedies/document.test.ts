import { describe, expect, test } from 'vitest'
import { extend } from '../../src/remedies/document.js'

const added = { Sid: 'eb-doctor', Effect: 'Allow' } as const
const begun = { text: JSON.stringify({ Version: '2012-10-17', Statement: [added] }) }

describe('Adding a statement to a policy document', () => {
  test.each([null, '', ' ', '\n', '\ufeff', '%20'])('begins a document where %j says that there is none', (text) => {
    expect(extend(text, [added])).toMatchObject(begun)
  })

  test('keeps the document behind a byte order mark', () => {
    expect(extend('\ufeff{"Version": "2012-10-17", "Id": "kept", "Statement": []}', [added])).toMatchObject({
      text: JSON.stringify({ Version: '2012-10-17', Id: 'kept', Statement: [added] }),
    })
  })

  test.each(['{', '[]', 'null', '0', '%zz'])('does not touch %j, which is no document', (text) => {
    expect(extend(text, [added])).toHaveProperty('problem')
  })
})
