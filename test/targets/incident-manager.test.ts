import { describe, expect, test } from 'vitest'
import { HOME, OTHER } from '../support/home.js'
import { about, answers, codes, gone, may, reason, refused } from './ask.js'

const PLAN = `arn:aws:ssm-incidents::${HOME}:response-plan/outage`
const ask = (responsePlan = answers({ arn: PLAN, name: 'outage' }), Arn = PLAN) => about({ Arn }, { responsePlan })

describe('an Incident Manager response plan', () => {
  test('starts incidents when the role may; its ARN has no region, which is no other region', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('ssm-incidents:StartIncident', PLAN)))).toEqual(['ok'])
  })

  test('a near miss: a policy that writes a region into the ARN', async () => {
    const written = PLAN.replace('::', ':eu-west-1:')
    expect(codes(await ask().allowed(may('ssm-incidents:StartIncident', written)))).toEqual([
      'permission-missing error',
    ])
  })

  test('of another account may be shared with ours', async () => {
    const shared = PLAN.replace(HOME, OTHER)
    expect(codes(await ask(answers({ arn: shared, name: 'outage' }), shared).state())).toEqual(['ok'])
  })

  test('is missing when there is no such plan', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(refused('ssm-incidents:GetResponsePlan')).state())).toContain(
      'grant ssm-incidents:GetResponsePlan',
    )
  })
})
