import { describe, expect, test } from 'vitest'
import { nextTimes, readSchedule } from '../../src/trigger/schedule.js'

/** A Saturday. */
const now = new Date('2026-11-21T12:00:00Z')
const state = (expression: string) => readSchedule(expression, now).state

describe('the next times of a cron expression, checked by hand against a calendar', () => {
  test.each([
    ['every day at noon', 'cron(0 12 * * ? *)', ['2026-11-22T12:00:00Z', '2026-11-23T12:00:00Z']],
    ['a time that is now has passed', 'cron(0 12 21 11 ? *)', ['2027-11-21T12:00:00Z', '2028-11-21T12:00:00Z']],
    ['0/15 goes on to the end of the hour', 'cron(0/15 * * * ? *)', ['2026-11-21T12:15:00Z', '2026-11-21T12:30:00Z']],
    ['1/10 starts at minute 1', 'cron(1/10 * * * ? *)', ['2026-11-21T12:01:00Z', '2026-11-21T12:11:00Z']],
    ['day 1 of the week is Sunday', 'cron(0 8 ? * 1 *)', ['2026-11-22T08:00:00Z', '2026-11-29T08:00:00Z']],
    ['day 7 of the week is Saturday', 'cron(0 8 ? * 7 *)', ['2026-11-28T08:00:00Z', '2026-12-05T08:00:00Z']],
    ['2-6 is Monday to Friday', 'cron(0 8 ? * 2-6 *)', ['2026-11-23T08:00:00Z', '2026-11-24T08:00:00Z']],
    ['MON-FRI says the same', 'cron(0 18 ? * MON-FRI *)', ['2026-11-23T18:00:00Z', '2026-11-24T18:00:00Z']],
    [
      'FRI-MON runs over the end of the week',
      'cron(0 8 ? * FRI-MON *)',
      ['2026-11-22T08:00:00Z', '2026-11-23T08:00:00Z', '2026-11-27T08:00:00Z', '2026-11-28T08:00:00Z'],
    ],
    [
      '22-2 runs over midnight',
      'cron(0 22-2 * * ? *)',
      [
        '2026-11-21T22:00:00Z',
        '2026-11-21T23:00:00Z',
        '2026-11-22T00:00:00Z',
        '2026-11-22T01:00:00Z',
        '2026-11-22T02:00:00Z',
        '2026-11-22T22:00:00Z',
      ],
    ],
    [
      'L is the last day of the month',
      'cron(0 0 L * ? *)',
      ['2026-11-30T00:00:00Z', '2026-12-31T00:00:00Z', '2027-01-31T00:00:00Z', '2027-02-28T00:00:00Z'],
    ],
    ['L as the day of the week is Saturday', 'cron(0 13 ? * L *)', ['2026-11-21T13:00:00Z', '2026-11-28T13:00:00Z']],
    [
      '6L is the last Friday of the month',
      'cron(15 10 ? * 6L *)',
      ['2026-11-27T10:15:00Z', '2026-12-25T10:15:00Z', '2027-01-29T10:15:00Z'],
    ],
    [
      '3#2 is the second Tuesday of the month',
      'cron(0 9 ? * 3#2 *)',
      ['2026-12-08T09:00:00Z', '2027-01-12T09:00:00Z', '2027-02-09T09:00:00Z'],
    ],
    [
      'a fifth Tuesday exists in some months only',
      'cron(0 9 ? * 3#5 *)',
      ['2026-12-29T09:00:00Z', '2027-03-30T09:00:00Z'],
    ],
    [
      '15W is the Friday before when the 15th is a Saturday (May 2027)',
      'cron(0 9 15W 5 ? 2027)',
      ['2027-05-14T09:00:00Z'],
    ],
    [
      '15W is the Monday after when the 15th is a Sunday (August 2027)',
      'cron(0 9 15W 8 ? 2027)',
      ['2027-08-16T09:00:00Z'],
    ],
    [
      '1W never goes back into the month before (1 May 2027 is a Saturday)',
      'cron(0 9 1W 5 ? 2027)',
      ['2027-05-03T09:00:00Z'],
    ],
    ['29 February comes in leap years', 'cron(0 0 29 2 ? *)', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    ['a single time far ahead', 'cron(0 0 1 1 ? 2199)', ['2199-01-01T00:00:00Z']],
    [
      'lists and names of months',
      'cron(0 10,15 1 JAN,MAR ? *)',
      ['2027-01-01T10:00:00Z', '2027-01-01T15:00:00Z', '2027-03-01T10:00:00Z'],
    ],
  ])('%s', (_, expression, times) => {
    expect(nextTimes(expression, now, times.length)).toEqual(times)
  })

  test('five of them are shown unless another number is asked for', () => {
    expect(nextTimes('cron(0 12 * * ? *)', now)).toHaveLength(5)
  })

  test('a rate has no known times, since AWS does not tell from when it counts', () => {
    expect(nextTimes('rate(5 minutes)', now)).toEqual([])
  })
})

describe('schedules that are in order (false positives if they were flagged)', () => {
  test.each(['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'rate(12 hours)', 'rate(1 day)', 'rate(365 days)'])(
    '%s repeats',
    (expression) => {
      expect(state(expression)).toBe('repeats')
    },
  )

  test.each([
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0/10 * ? * MON-FRI *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(0/30 20-2 ? * MON-FRI *)',
    'cron(0/1 * * * ? *)',
    'cron(0 1 * * ? *)',
    'cron(0 0 ? * SUN *)',
    'cron(0 12 ? * sun,sat *)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 9 LW * ? *)',
    'cron(0 9 ? * FRIL *)',
    'cron(0 9 ? JAN-JUN/2 MON *)',
    'cron(0 9 1-7 * ? 2026-2030)',
    'cron(59 23 31 12 ? 2026)',
    'cron(0,30 */2 * * ? *)',
  ])('%s fires', (expression) => {
    expect(state(expression)).toBe('fires')
  })
})

describe('schedules that never fire again although EventBridge accepts them', () => {
  test.each([
    ['the years are past', 'cron(15 10 ? * 6L 2002-2005)'],
    ['the year is past', 'cron(0/5 5 ? JAN 1-5 2022)'],
    ['this year, but the day is past', 'cron(0 0 1 1 ? 2026)'],
    ['this very minute is past', 'cron(0 12 21 11 ? 2026)'],
    ['February has no 30th', 'cron(0 0 30 2 ? *)'],
    ['these months have no 31st', 'cron(0 0 31 4,6,9,11 ? *)'],
    ['none of these years is a leap year', 'cron(0 0 29 2 ? 2027,2029-2031)'],
    ['February 2027 has no fifth Tuesday', 'cron(0 0 ? 2 3#5 2027)'],
    ['the last time was one year ago', 'cron(0 0 * * ? 1970-2025)'],
  ])('%s', (_, expression) => {
    expect(state(expression)).toBe('over')
  })
})

describe('schedules that EventBridge refuses', () => {
  test.each([
    ['rate(10 seconds)', /"seconds" is not a unit/],
    ['rate(1 minutes)', /with 1 the unit is "minute", not "minutes"/],
    ['rate(10 minute)', /with 10 the unit is "minutes", not "minute"/],
    ['rate(0 minutes)', /must be positive/],
    ['rate(10 MINUTES)', /has the form/],
    ['rate( 10 minutes )', /has the form/],
    ['rate(-5 minutes)', /has the form/],
    ['rate(1.5 hours)', /has the form/],
    ['rate(2 weeks)', /"weeks" is not a unit/],
    ['cron(0 1 * * * *)', /exactly one of day-of-month and day-of-week must be "\?"/],
    ['cron(0 1 ? * ? *)', /exactly one/],
    ['cron(0 1 15 * MON *)', /exactly one/],
    ['cron(71 8 1 * ? *)', /minutes "71" is not between 0 and 59/],
    ['cron(0 24 * * ? *)', /hours "24" is not between 0 and 23/],
    ['cron(0 0 0 * ? *)', /day-of-month "0"/],
    ['cron(0 0 1 13 ? *)', /month "13"/],
    ['cron(0 0 ? * 0 *)', /day-of-week "0" is not between 1 and 7/],
    ['cron(0 0 ? * 8 *)', /day-of-week "8"/],
    ['cron(0 0 ? * MON#6 *)', /no week number 6/],
    ['cron(0 0 1 1 ? 1969)', /year "1969"/],
    ['cron(0 0 1 1 ? 2030-2027)', /runs backwards/],
    ['cron(0/0 * * * ? *)', /step must be at least 1/],
    ['cron(* * * * *)', /six fields .* here are 5/],
    ['cron(0 0 12 * * ? *)', /six fields .* here are 7/],
    ['cron()', /six fields/],
    ['cron(0 0 1 FOO ? *)', /month "FOO"/],
    ['0 12 * * ? *', /cron\(\.\.\.\) or rate\(\.\.\.\)/],
    ['at(2027-01-01T00:00:00)', /EventBridge Scheduler/],
    ['every day', /cron\(\.\.\.\) or rate/],
  ])('%s', (expression, reason) => {
    const schedule = readSchedule(expression, now)
    expect(schedule).toMatchObject({ state: 'invalid', reason: expect.stringMatching(reason) })
  })
})

describe('what AWS does not document is neither right nor wrong', () => {
  test.each(['cron(0 0 L-3 * ? *)', 'cron(0 0 1W,15W * ? *)', 'cron(0 0 ? * 2#1,4#3 *)'])('%s', (expression) => {
    expect(state(expression)).toBe('unclear')
  })
})

test('a hostile expression ends quickly and quietly', () => {
  expect(state(`cron(${'*/'.repeat(5000)} * * * ? *)`)).toBe('invalid')
  expect(state(`rate(${'9'.repeat(5000)} days)`)).toBe('invalid')
  expect(state(`cron(0 0 ${'1,'.repeat(3000)}1 * ? *)`)).toBe('fires')
})
