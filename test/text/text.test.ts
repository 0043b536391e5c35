import { describe, expect, test } from 'vitest'
import { withArticle } from '../../src/text/article.js'
import { parseDuration } from '../../src/text/duration.js'
import { near } from '../../src/text/near.js'

describe('a duration', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['7d', 604_800],
    ['1s', 1],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  test.each([
    '',
    '0s',
    '0h',
    '24',
    'h',
    '-1h',
    '1.5h',
    '24 h',
    '24H',
    '1w',
    '1h30m',
    '99999999s',
    'constructor',
    '٣h',
    ' 1h',
  ])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('names close to what was asked for', () => {
  test('are a typing mistake away, the same but for case, or one within the other', () => {
    const names = ['order-payed', 'ORDER-PAID', 'prod-order-paid', 'nightly']
    expect(near('order-paid', names)).toEqual(['ORDER-PAID', 'prod-order-paid', 'order-payed'])
  })

  test('are at most five, the closest first', () => {
    const names = ['rule-12', 'rule-13', 'rule-14', 'rule-15', 'rule-16', 'rule-11x', 'rule-1']
    const found = near('rule-11', names)
    expect(found).toHaveLength(5)
    expect(found[0]).toBe('rule-1')
    expect(near('rule-11', names, 1)).toHaveLength(1)
  })

  test('are none where nothing is close', () => {
    expect(near('order-paid', ['nightly-report', 'stock'])).toEqual([])
    expect(near('order-paid', [])).toEqual([])
  })

  test('are found without delay among huge and hostile names', () => {
    const started = performance.now()
    const names = Array.from({ length: 300 }, (_, i) => `${'('.repeat(5000)}${i}`)
    expect(near('(order+)*$', names)).toEqual([])
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('the article of a noun', () => {
  test.each([
    ['Lambda function', 'a'],
    ['SQS queue', 'an'],
    ['SNS topic', 'an'],
    ['ECS task', 'an'],
    ['SSM document', 'an'],
    ['SageMaker pipeline', 'a'],
    ['Step Functions state machine', 'a'],
    ['event bus', 'an'],
    ['API destination', 'an'],
    ['AppSync API', 'an'],
    ['Batch job queue', 'a'],
    ['Kinesis stream', 'a'],
    ['Redshift cluster', 'a'],
    ['Firehose stream', 'a'],
    ['EC2 action', 'an'],
    ['HTTP API', 'an'],
    ['user', 'a'],
  ])('of %s is "%s"', (noun, article) => {
    expect(withArticle(noun)).toBe(`${article} ${noun}`)
  })
})
