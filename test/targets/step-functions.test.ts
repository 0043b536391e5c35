import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { targetState } from '../../src/checks/target-state.js'
import { HOME } from '../support/home.js'
import {
  about,
  account,
  answers,
  codes,
  delivery,
  doc,
  finding,
  gone,
  may,
  ROLE,
  reason,
  refused,
  role,
} from './ask.js'

const MACHINE = `arn:aws:states:eu-west-1:${HOME}:stateMachine:ship`
const OWN_ROLE = `arn:aws:iam::${HOME}:role/ship-execution`

const machine = (status = 'ACTIVE') => answers({ arn: MACHINE, status, type: 'STANDARD', roleArn: OWN_ROLE })
const trusting = (...Service: string[]) =>
  answers(
    role({
      arn: OWN_ROLE,
      name: 'ship-execution',
      trustPolicy: doc({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }),
    }),
  )
const state = (reads: Partial<Account> = {}, Arn = MACHINE) =>
  targetState.run(
    delivery({ Arn, RoleArn: ROLE }),
    account({ stateMachine: machine(), role: trusting('states.amazonaws.com'), ...reads }),
  )
const ask = (Arn = MACHINE) => about({ Arn }, { stateMachine: machine() })

describe('a state machine', () => {
  test('is started when it is ACTIVE and the role may start executions', async () => {
    expect(codes(await state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('states:StartExecution', MACHINE)))).toEqual(['ok'])
  })

  test('near miss: a policy that names only the alias fails, since the machine itself is what is authorized', async () => {
    const alias = `${MACHINE}:live`
    expect(codes(await ask(alias).allowed(may('states:StartExecution', alias)))).toEqual(['permission-missing error'])
    expect(codes(await ask(alias).allowed(may('states:StartExecution', MACHINE)))).toEqual(['ok'])
  })

  test('is missing, or being deleted', async () => {
    expect(codes(await state({ stateMachine: gone }))).toEqual(['target-not-found error'])
    expect(codes(await state({ stateMachine: machine('DELETING') }))).toEqual(['target-not-ready error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await state({ stateMachine: refused('states:DescribeStateMachine') }))).toContain(
      'grant states:DescribeStateMachine',
    )
  })
})

describe('the role that a state machine itself runs with', () => {
  test('must trust Step Functions: the one that starts it is another', async () => {
    const found = finding(await state({ role: trusting('events.amazonaws.com') }))
    expect(found.code).toBe('target-not-ready')
    expect(found.summary).toContain('ship-execution')
    expect(found.because.length).toBeGreaterThan(0)
  })

  test("false positive: the region's own name of Step Functions will do", async () => {
    expect(codes(await state({ role: trusting('states.eu-west-1.amazonaws.com') }))).toEqual(['ok'])
    expect(codes(await state({ role: trusting('lambda.amazonaws.com', 'states.amazonaws.com') }))).toEqual(['ok'])
  })

  test('must be there', async () => {
    expect(codes(await state({ role: gone }))).toEqual(['target-not-ready error'])
  })

  test('leaves the answer open when it may not be looked at', async () => {
    expect(reason(await state({ role: refused('iam:GetRole') }))).toContain('grant iam:GetRole')
  })
})
