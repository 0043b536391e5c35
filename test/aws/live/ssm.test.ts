import { DescribeDocumentCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetResponsePlanCommand, SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME, OTHER } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { ssmDocument, responsePlan } = live()
const PREFIX = `arn:aws:ssm:eu-west-1:${HOME}`
const PLAN = `arn:aws:ssm-incidents::${OTHER}:response-plan/outage`
const documents = mockClient(SSMClient)
const incidents = mockClient(SSMIncidentsClient)
beforeEach(() => {
  documents.reset()
  incidents.reset()
})

const Document = {
  Name: 'restart',
  Owner: HOME,
  Status: 'Active' as const,
  DocumentType: 'Automation' as const,
  Parameters: [
    { Name: 'InstanceId', Type: 'StringList' as const },
    { Name: 'Reason', DefaultValue: '' },
  ],
}

describe('a document of Systems Manager', () => {
  test.each([
    [`${PREFIX}:automation-definition/restart`, { Name: 'restart' }],
    [`${PREFIX}:automation-definition/restart:4`, { Name: 'restart', DocumentVersion: '4' }],
    [`${PREFIX}:automation-definition/restart:$DEFAULT`, { Name: 'restart', DocumentVersion: '$DEFAULT' }],
    ['arn:aws:ssm:eu-west-1:*:automation-definition/AWS-StopEC2Instance', { Name: 'AWS-StopEC2Instance' }],
    ['arn:aws:ssm:eu-west-1::document/AWS-RunShellScript', { Name: 'AWS-RunShellScript' }],
    [`${PREFIX}:document/patch`, { Name: 'patch' }],
  ])('is asked for by its name: %s', async (arn, input) => {
    documents.on(DescribeDocumentCommand).resolves({ Document })
    await ssmDocument(arn)
    expect(documents.call(0).args[0].input).toEqual(input)
  })

  test('that another account shares is asked for by its ARN, with our own credentials', async () => {
    documents.on(DescribeDocumentCommand).resolves({ Document })
    const read = await ssmDocument(`arn:aws:ssm:eu-west-1:${OTHER}:automation-definition/restart`)
    expect(read.state).toBe('found')
    expect(documents.call(0).args[0].input).toEqual({ Name: `arn:aws:ssm:eu-west-1:${OTHER}:document/restart` })
  })

  test('requires the parameters that have no default, an empty one included', async () => {
    documents.on(DescribeDocumentCommand).resolves({ Document })
    expect(await ssmDocument(`${PREFIX}:automation-definition/restart`)).toEqual({
      state: 'found',
      value: {
        name: 'restart',
        owner: HOME,
        status: 'Active',
        type: 'Automation',
        required: ['InstanceId'],
        parameters: [{ name: 'InstanceId', type: 'StringList' }, { name: 'Reason' }],
      },
    })
  })

  test.each(['InvalidDocument', 'InvalidDocumentVersion'])('is missing by %s', async (name) => {
    documents.on(DescribeDocumentCommand).rejects(named(name))
    expect(await ssmDocument(`${PREFIX}:document/patch`)).toEqual({ state: 'missing' })
  })

  test('is denied by a refusal, and failed when the answer is empty', async () => {
    documents.on(DescribeDocumentCommand).rejects(noAccess)
    expect(await ssmDocument(`${PREFIX}:document/patch`)).toMatchObject({ action: 'ssm:DescribeDocument' })
    documents.on(DescribeDocumentCommand).resolves({})
    expect(await ssmDocument(`${PREFIX}:document/patch`)).toMatchObject({ state: 'failed' })
  })
})

describe('a response plan', () => {
  test('is asked for by its ARN, with our own credentials even if another account shares it', async () => {
    incidents.on(GetResponsePlanCommand).resolves({ arn: PLAN, name: 'outage' })
    expect(await responsePlan(PLAN)).toEqual({ state: 'found', value: { arn: PLAN, name: 'outage' } })
    expect(incidents.call(0).args[0].input).toEqual({ arn: PLAN })
  })

  test('is missing by ResourceNotFoundException, denied by a refusal, failed when the answer is empty', async () => {
    incidents.on(GetResponsePlanCommand).rejects(named('ResourceNotFoundException'))
    expect(await responsePlan(PLAN)).toEqual({ state: 'missing' })
    incidents.on(GetResponsePlanCommand).rejects(noAccess)
    expect(await responsePlan(PLAN)).toMatchObject({ action: 'ssm-incidents:GetResponsePlan' })
    incidents.on(GetResponsePlanCommand).resolves({} as never)
    expect(await responsePlan(PLAN)).toMatchObject({ state: 'failed' })
  })
})
