import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { Target } from '../../src/aws/reads/events.js'
import { targetConfig } from '../../src/checks/target-config.js'
import { HOME, REGION, RULE } from '../support/home.js'
import { account, answers, codes, delivery, finding, reason, refused } from './delivery.js'

const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
const API = 'AWS API Call via CloudTrail'
const OBJECTS = { source: ['aws.s3'], 'detail-type': ['Object Created'] }
const CALLS = { source: ['aws.s3'], 'detail-type': [API] }
const TASKS = { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] }

const reading = (pattern: unknown): Partial<Account> => ({
  rule: answers({
    name: 'order-paid',
    arn: RULE,
    bus: 'default',
    state: 'ENABLED',
    ...(pattern === undefined ? { scheduleExpression: 'rate(1 day)' } : { eventPattern: JSON.stringify(pattern) }),
  }),
})

const ask = (target: Partial<Target>, reads: Partial<Account>) =>
  targetConfig.run(delivery({ Arn: FUNCTION, ...target }), account(reads))

const mapped = (...paths: string[]): Partial<Target> => {
  const names = paths.map((_, i) => `v${i}`)
  return {
    InputTransformer: {
      InputPathsMap: Object.fromEntries(paths.map((path, i) => [`v${i}`, path])),
      InputTemplate: `{${names.map((name) => `"${name}": <${name}>`).join(', ')}}`,
    },
  }
}

describe('an input that was made for another event', () => {
  test.each([
    ['for a call, of an object event', OBJECTS, ['$.detail.requestParameters.bucketName'], 'via CloudTrail" do'],
    ['for an object event, of a call', CALLS, ['$.detail.bucket.name'], `"${API}" events do not have`],
    ['in another case', TASKS, ['$.detail.laststatus'], 'did you mean "detail.lastStatus"?'],
    [
      'for another service, all of several',
      TASKS,
      ['$.detail.build-status', '$.detail.project-name'],
      'detail.build-status, which',
    ],
    ['with a misspelt field at the top', { source: ['shop'] }, ['$.detailType'], 'did you mean "detail-type"?'],
    ['with a list element', TASKS, ['$.detail.containers[0].exitcode'], 'mean "detail.containers.exitCode"?'],
  ])('is a warning: %s', async (_, pattern, paths, says) => {
    const verdict = await ask(mapped(...paths), reading(pattern))
    const findings = verdict.status === 'problem' ? verdict.findings : []
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      paths.map(() => 'warning input-invalid'),
    )
    expect([findings[0]?.summary, ...(findings[0]?.because ?? [])].join('\n')).toContain(says)
    expect(findings[0]?.because[0]).toContain('InputPathsMap["v0"]')
  })

  test('is a warning for the path of the whole input too', async () => {
    const found = finding(await ask({ InputPath: '$.detail.lasttStatus' }, reading(TASKS)))
    expect(found.because[0]).toBe('InputPath = "$.detail.lasttStatus"')
  })

  test.each([
    [
      'fields of the event',
      TASKS,
      ['$.detail.lastStatus', '$.detail.containers[0].exitCode', '$.source', '$.replay-name'],
    ],
    ['fields of a call', CALLS, ['$.detail.requestParameters.bucketName', '$.detail.userIdentity.arn']],
    ['one field that the registry may lack', TASKS, ['$.detail.freshlyAdded', '$.detail.lastStatus']],
    ['any field of a custom event', { source: ['shop'] }, ['$.detail.requestParameters', '$.detail.total']],
    [
      'fields of an event that the registry lacks',
      { source: ['aws.backup'], 'detail-type': ['Backup Job State Change'] },
      ['$.detail.state', '$.detail.bucket.name'],
    ],
    [
      'a field of one of two events',
      { source: ['aws.s3'], 'detail-type': ['Object Created', API] },
      ['$.detail.bucket.name'],
    ],
    [
      'fields when an own source sends too',
      { source: ['aws.s3', 'shop'], 'detail-type': ['Object Created'] },
      ['$.detail.requestParameters.x'],
    ],
    [
      'fields when the detail-type is left open',
      { source: ['aws.ecs'] },
      ['$.detail.requestParameters.x', '$.detail.foo'],
    ],
    ['the whole event', TASKS, ['$']],
    ['a schedule, which has no pattern', undefined, ['$.detail.foo', '$.time']],
  ])('is not seen in (false positive) %s', async (_, pattern, paths) => {
    expect(codes(await ask(mapped(...paths), reading(pattern)))).toEqual(['ok'])
  })

  test('nothing is read for a target without paths', async () => {
    expect((await ask({ Input: '{}' }, {})).status).toBe('ok')
  })

  test('is unknown when the rule may not be read', async () => {
    const verdict = await ask(mapped('$.detail.x'), { rule: refused('events:DescribeRule') })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant events:DescribeRule')
  })
})
