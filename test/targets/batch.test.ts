import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const PREFIX = `arn:aws:batch:eu-west-1:${HOME}`
const QUEUE = `${PREFIX}:job-queue/nightly`
const DEFINITION = `${PREFIX}:job-definition/import:7`

const queue = (more = {}) => answers({ arn: QUEUE, state: 'ENABLED', status: 'VALID', ...more })
const definition = (status = 'ACTIVE') => answers({ arn: DEFINITION, status })
const ask = (reads: Partial<Account> = {}, parameters: object = {}) =>
  about(
    { Arn: QUEUE, BatchParameters: { JobDefinition: DEFINITION, JobName: 'import', ...parameters } },
    { jobQueue: queue(), jobDefinition: definition(), ...reads },
  )

describe('a Batch job queue', () => {
  test('takes jobs when the role may submit to the queue and the definition', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('batch:SubmitJob', [QUEUE, DEFINITION])))).toEqual(['ok'])
  })

  test('refuses a role that may submit to the queue alone: the definition is asked, too', async () => {
    const found = finding(await ask().allowed(may('batch:SubmitJob', QUEUE)))
    expect(found.code).toBe('permission-missing')
    expect(found.summary).toContain(DEFINITION)
  })

  test('a near miss: a policy pinned to an older revision of the definition', async () => {
    const found = finding(await ask().allowed(may('batch:SubmitJob', [QUEUE, DEFINITION.replace(':7', ':6')])))
    expect(found.because.join('\n')).toContain('import:6')
  })

  test('of a definition without a revision AWS does not say which ARN counts: a warning, not an error', async () => {
    const unpinned = ask({}, { JobDefinition: 'import' })
    expect(codes(await unpinned.allowed(may('batch:SubmitJob', [QUEUE, `${PREFIX}:job-definition/import:*`])))).toEqual(
      ['permission-at-risk warning'],
    )
    expect(codes(await unpinned.allowed(may('batch:SubmitJob', [QUEUE, `${PREFIX}:job-definition/import*`])))).toEqual([
      'ok',
    ])
  })

  test('takes no job while it is DISABLED or INVALID', async () => {
    expect(codes(await ask({ jobQueue: queue({ state: 'DISABLED' }) }).state())).toEqual(['target-not-ready error'])
    expect(codes(await ask({ jobQueue: queue({ status: 'INVALID' }) }).state())).toEqual(['target-not-ready error'])
  })

  test('runs no definition that was deregistered', async () => {
    expect(codes(await ask({ jobDefinition: definition('INACTIVE') }).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when the queue is, or the definition', async () => {
    expect(codes(await ask({ jobQueue: gone }).state())).toEqual(['target-not-found error'])
    expect(codes(await ask({ jobDefinition: gone }).state())).toEqual(['target-not-found error'])
  })

  test('says both that the queue is disabled and that the definition could not be seen', async () => {
    const verdict = await ask({
      jobQueue: queue({ state: 'DISABLED' }),
      jobDefinition: refused('batch:DescribeJobDefinitions'),
    }).state()
    expect(codes(verdict)).toEqual(['target-not-ready error'])
    expect(verdict.status === 'problem' && verdict.unseen?.text).toContain('grant batch:DescribeJobDefinitions')
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask({ jobQueue: refused('batch:DescribeJobQueues') }).state())).toContain(
      'grant batch:DescribeJobQueues',
    )
  })

  test.each([
    [{ JobDefinition: '' }],
    [{ JobName: '' }],
    [{ ArrayProperties: { Size: 1 } }],
    [{ ArrayProperties: { Size: 10_001 } }],
    [{ RetryStrategy: { Attempts: 11 } }],
  ])('refuses the parameters %j', async (parameters) => {
    expect(codes(await ask({}, parameters).config())).toEqual(['parameters-invalid error'])
  })

  test.each([
    [{ ArrayProperties: { Size: 2 } }],
    [{ ArrayProperties: { Size: 10_000 } }],
    [{ RetryStrategy: { Attempts: 1 } }],
  ])('false positive: the limits themselves are allowed: %j', async (parameters) => {
    expect(codes(await ask({}, parameters).config())).toEqual(['ok'])
  })
})
