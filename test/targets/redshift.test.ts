import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const PREFIX = `arn:aws:redshift:eu-west-1:${HOME}`
const CLUSTER = `${PREFIX}:cluster:sales`
const SECRET = `arn:aws:secretsmanager:eu-west-1:${HOME}:secret:sales-AbCdEf`

const ask = (parameters: object = {}, redshiftCluster = answers({ name: 'sales', status: 'available' })) =>
  about(
    {
      Arn: CLUSTER,
      RedshiftDataParameters: { Database: 'dev', Sql: 'call nightly()', DbUser: 'loader', ...parameters },
    },
    { redshiftCluster },
  )
const execute = may('redshift-data:ExecuteStatement', CLUSTER)
const credentials = may('redshift:GetClusterCredentials', [
  `${PREFIX}:dbuser:sales/loader`,
  `${PREFIX}:dbname:sales/dev`,
])

describe('a Redshift cluster', () => {
  test('runs the statement when the role may, and may log in as the database user', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(execute, credentials))).toEqual(['ok'])
  })

  test('a near miss: the managed policy covers one database user, redshift_data_api_user, and no other', async () => {
    const managed = may('redshift:GetClusterCredentials', [
      'arn:aws:redshift:*:*:dbname:*/*',
      'arn:aws:redshift:*:*:dbuser:*/redshift_data_api_user',
    ])
    const found = finding(await ask().allowed(execute, managed))
    expect(found.code).toBe('permission-missing')
    expect(found.because.join('\n')).toContain('redshift_data_api_user')
  })

  test('opens the database with a secret when the target names one', async () => {
    const withSecret = ask({ SecretManagerArn: SECRET })
    expect(codes(await withSecret.allowed(execute, may('secretsmanager:GetSecretValue', SECRET)))).toEqual(['ok'])
    expect(codes(await withSecret.allowed(execute, credentials))).toEqual(['permission-missing error'])
  })

  test('opens the database with the role itself when there is neither a secret nor a user', async () => {
    const target = { Arn: CLUSTER, RedshiftDataParameters: { Database: 'dev', Sql: 'select 1' } }
    const bare = about(target, { redshiftCluster: answers({ name: 'sales', status: 'available' }) })
    const login = may('redshift:GetClusterCredentialsWithIAM', `${PREFIX}:dbname:sales/dev`)
    expect(codes(await bare.allowed(execute, login))).toEqual(['ok'])
    expect(codes(await bare.allowed(execute))).toEqual(['permission-missing error'])
  })

  test('runs several statements with another permission', async () => {
    const target = { Arn: CLUSTER, RedshiftDataParameters: { Database: 'dev', Sqls: ['a', 'b'], DbUser: 'loader' } }
    const several = about(target, { redshiftCluster: answers({ name: 'sales', status: 'available' }) })
    expect(codes(await several.config())).toEqual(['ok'])
    expect(codes(await several.allowed(execute, credentials))).toEqual(['permission-missing error'])
  })

  test('wants a database, and either one statement or several', async () => {
    expect(codes(await ask({ Database: '' }).config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask({ Sqls: ['select 2'] }).config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask({ Sql: '' }).config())).toEqual(['parameters-invalid error'])
  })

  test('warns of a statement that is not called like the rule, with the page that asks for it', async () => {
    const found = finding(await ask({ StatementName: 'nightly' }).config())
    expect(found.severity).toBe('warning')
    expect(found.because.join('\n')).toContain('data-api-calling-event-bridge')
    expect(codes(await ask({ StatementName: 'order-paid' }).config())).toEqual(['ok'])
  })

  test('takes no query while it is paused', async () => {
    const found = finding(await ask({}, answers({ name: 'sales', status: 'paused' })).state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because[0]).toContain('paused')
  })

  test('false positive: a cluster that is being modified takes queries', async () => {
    expect(codes(await ask({}, answers({ name: 'sales', status: 'modifying' })).state())).toEqual(['ok'])
  })

  test('is missing when there is no such cluster', async () => {
    expect(codes(await ask({}, gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask({}, refused('redshift:DescribeClusters')).state())).toContain(
      'grant redshift:DescribeClusters',
    )
  })
})
