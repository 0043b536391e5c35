import { describe, expect, test } from 'vitest'
import { withheldFrom } from '../../src/event/read-only.js'

const call = (detail: object, rest: object = {}): string =>
  JSON.stringify({
    ...{ source: 'aws.kms', 'detail-type': 'AWS API Call via CloudTrail' },
    ...rest,
    detail: {
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      readOnly: true,
      managementEvent: true,
      ...detail,
    },
  })

describe('a rule in state ENABLED', () => {
  test('does not get an API call that only reads, and it is said which call and which state would', () => {
    const why = withheldFrom('ENABLED', call({}))
    expect(why).toContain('the API call Decrypt only reads (readOnly: true)')
    expect(why).toContain('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS does')
  })

  test.each([
    ['in the state that lets all in', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', call({})],
    ['of a call that writes', 'ENABLED', call({ readOnly: false })],
    [
      'of a data event',
      'ENABLED',
      call({ managementEvent: false, eventSource: 's3.amazonaws.com', eventName: 'GetObject' }),
    ],
    ['of a category that is not management', 'ENABLED', call({ eventCategory: 'Data', eventName: 'GetItem' })],
    ['of an own application', 'ENABLED', call({}, { source: 'shop' })],
    ['of another detail-type', 'ENABLED', call({}, { 'detail-type': 'AWS Service Event via CloudTrail' })],
    ['of text that is no event', 'ENABLED', 'x'],
  ])('nothing is said %s', (_, state, event) => {
    expect(withheldFrom(state, event)).toBeNull()
  })
})
