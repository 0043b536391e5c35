import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { READS } from '../../src/aws/account.js'
import { CHECKS } from '../../src/checks/index.js'
import { clientsOf, ecsIntegration, lambdaIntegration, stepFunctionsIntegration } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  const clients = clientsOf(moto.url)
  await lambdaIntegration(clients)
  await stepFunctionsIntegration(clients)
  await ecsIntegration(clients)
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
})

/** The actions in the policy that `eb-doctor permissions` prints. */
async function printed(...flags: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await ebDoctor(['permissions', ...flags], { env: awsEnv(proxy.url) })
  expect([code, stderr]).toEqual([0, ''])
  const policy = JSON.parse(stdout) as { Statement: { Effect: string; Action: string[] }[] }
  return policy.Statement.flatMap((statement) => statement.Action)
}

describe('the least policy is what the checks declare, and what is really called', () => {
  test.each(['order-paid', 'order-flow', 'nightly-report', 'no-such-rule'])(
    'diagnosing %s calls nothing that is not in the policy',
    async (rule) => {
      const granted = await printed()
      proxy.behave()
      await ebDoctor(['rule', rule], { env: awsEnv(proxy.url) })
      const called = proxy.actions()
      expect(called.length).toBeGreaterThan(3)
      expect(called.filter((action) => !granted.includes(action))).toEqual([])
    },
  )

  test.each(['order-paid', 'order-flow', 'nightly-report'])(
    'the policy for the rule %s is enough for its diagnosis',
    async (rule) => {
      const granted = await printed('--rule', rule)
      expect(granted.length).toBeLessThan((await printed()).length)
      proxy.behave()
      await ebDoctor(['rule', rule], { env: awsEnv(proxy.url) })
      expect(proxy.actions().filter((action) => !granted.includes(action))).toEqual([])
    },
  )

  test('nothing is in it that neither the runner nor a check declares', async () => {
    const runner = ['caller', 'rule', 'targets'] as const
    const declared = [...runner, ...CHECKS.flatMap((check) => check.reads)]
      .filter((read) => !('profile' in READS[read]))
      .flatMap((read) => READS[read].actions)
    expect(await printed()).toEqual([...new Set<string>(declared)].sort())
  })

  test('it holds no wildcard and, for diagnosing, no write', async () => {
    const granted = await printed()
    // API Gateway's actions are named after the HTTP method.
    const reading = /:(Get|List|Describe|Lookup|BatchGet|Simulate|GET$)/
    expect(granted.filter((action) => action.includes('*') || !reading.test(action))).toEqual([])
  })
})
