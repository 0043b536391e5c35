import { describe, expect, test } from 'vitest'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const WORKFLOW = `arn:aws:glue:eu-west-1:${HOME}:workflow/nightly`
const workflow = (...types: string[]) =>
  answers({ name: 'nightly', triggers: types.map((type, i) => ({ name: `t${i}`, type, state: 'CREATED' })) })
const ask = (glueWorkflow = workflow('EVENT', 'CONDITIONAL') as Parameters<typeof about>[1]['glueWorkflow']) =>
  about({ Arn: WORKFLOW }, { glueWorkflow: glueWorkflow ?? gone })

describe('a Glue workflow', () => {
  test('is started by events when its start trigger is of type EVENT and the role may notify it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('glue:notifyEvent', WORKFLOW)))).toEqual(['ok'])
  })

  test('false positive: the action may be written NotifyEvent, too', async () => {
    expect(codes(await ask().allowed(may('glue:NotifyEvent', WORKFLOW)))).toEqual(['ok'])
  })

  test('a near miss: the permission to start a run is not the one that is asked', async () => {
    expect(codes(await ask().allowed(may('glue:StartWorkflowRun', WORKFLOW)))).toEqual(['permission-missing error'])
  })

  test('is not started by an event when its start trigger waits for a schedule', async () => {
    const found = finding(await ask(workflow('SCHEDULED', 'CONDITIONAL')).state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because[0]).toContain('t0 (SCHEDULED)')
  })

  test('is not started when it has no trigger at all', async () => {
    expect(codes(await ask(workflow()).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when there is no such workflow', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
  })

  test('cannot be judged when it may not be looked at', async () => {
    expect(reason(await ask(refused('glue:GetWorkflow')).state())).toContain('grant glue:GetWorkflow')
  })
})
