import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, gone, may, reason, refused } from './ask.js'

const WORKGROUP = `arn:aws:redshift-serverless:eu-west-1:${HOME}:workgroup/11111111-2222-3333-4444-555555555555`
const workgroup = (status: string) => answers({ arn: WORKGROUP, name: 'sales', status })
const ask = (parameters: object = {}, redshiftWorkgroup = workgroup('AVAILABLE')) =>
  about(
    { Arn: WORKGROUP, RedshiftDataParameters: { Database: 'dev', Sql: 'select 1', ...parameters } },
    { redshiftWorkgroup },
  )
const execute = may('redshift-data:ExecuteStatement', WORKGROUP)

describe('a Redshift Serverless workgroup', () => {
  test('runs the statement when the role may, and may log in', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(execute, may('redshift-serverless:GetCredentials', WORKGROUP)))).toEqual(['ok'])
  })

  test('a near miss: a policy by the name of the workgroup, where its ARN has an id', async () => {
    const byName = WORKGROUP.replace(/[^/]+$/, 'sales')
    const verdict = await ask().allowed(execute, may('redshift-serverless:GetCredentials', byName))
    expect(codes(verdict)).toEqual(['permission-missing error'])
  })

  test('a secret that the target names without an ARN is matched by its name and any ending', async () => {
    const named = ask({ SecretManagerArn: 'sales' })
    const secret = may('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${HOME}:secret:sales-*`)
    expect(codes(await named.allowed(execute, secret))).toEqual(['ok'])
  })

  test('false positive: a workgroup that is being modified takes queries', async () => {
    expect(codes(await ask({}, workgroup('MODIFYING')).state())).toEqual(['ok'])
  })

  test('takes no query while it is being deleted', async () => {
    expect(codes(await ask({}, workgroup('DELETING')).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when no workgroup has the ARN', async () => {
    expect(codes(await ask({}, gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when the workgroups may not be listed', async () => {
    expect(reason(await ask({}, refused('redshift-serverless:ListWorkgroups')).state())).toContain(
      'grant redshift-serverless:ListWorkgroups',
    )
  })
})
