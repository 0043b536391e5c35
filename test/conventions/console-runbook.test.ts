import { describe, expect, test } from 'vitest'
import { parse, type ScalarTag } from 'yaml'
import { faultsOf } from '../support/schema-check.js'
import { read } from './pages.js'

interface Step {
  name: string
  action: string
  inputs: Record<string, unknown>
}
interface Document {
  assumeRole: string
  parameters: Record<string, { type: string; default?: string; allowedPattern: string }>
  mainSteps: Step[]
}

/** CloudFormation's short forms, as the functions that they stand for. */
const short = (tag: string): ScalarTag => ({ tag, resolve: (value: string) => ({ [tag.slice(1)]: value }) })
const template = () => parse(read('deploy/ssm.yaml'), { customTags: [short('!Ref'), short('!GetAtt'), short('!Sub')] })
const document = (): Document => parse(read('deploy/ssm/eb-doctor-rule.yaml'))

/** With a runtime that the schema knows in place of a newer one. */
const withOldRuntime = (given: Document): Document => ({
  ...given,
  mainSteps: given.mainSteps.map((step) =>
    'Runtime' in step.inputs ? { ...step, inputs: { ...step.inputs, Runtime: 'python3.7' } } : step,
  ),
})

describe('the runbook of Systems Manager', () => {
  test('is a document of Automation, as the schema of AWS says', () => {
    expect(faultsOf('ssm-automation', withOldRuntime(document()))).toEqual([])
    const wrong = withOldRuntime(document())
    expect(
      faultsOf('ssm-automation', { ...wrong, mainSteps: [{ ...wrong.mainSteps[1], action: 'aws:invoke' }] }),
    ).not.toEqual([])
  })

  test('stands in the template as it is, but for the defaults that only the stack knows', () => {
    const { Content, DocumentType } = template().Resources.Document.Properties
    const expected = structuredClone(document())
    Object.assign(expected.parameters['FunctionName'] ?? {}, { default: { Ref: 'FunctionName' } })
    Object.assign(expected.parameters['AutomationAssumeRole'] ?? {}, { default: { GetAtt: 'AutomationRole.Arn' } })
    expect(DocumentType).toBe('Automation')
    expect(Content).toEqual(expected)
  })

  test('runs with the role that it is given, which may invoke one function and nothing else', () => {
    expect(document().assumeRole).toBe('{{ AutomationAssumeRole }}')
    const { AssumeRolePolicyDocument: trust, Policies } = template().Resources.AutomationRole.Properties
    expect(trust.Statement).toMatchObject([
      {
        Principal: { Service: 'ssm.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ])
    expect(trust.Statement).toHaveLength(1)
    const statements = Policies.flatMap(
      (policy: { PolicyDocument: { Statement: unknown[] } }) => policy.PolicyDocument.Statement,
    )
    expect(statements).toEqual([
      {
        Sid: 'InvokeEbDoctor',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: written as CloudFormation reads it
        Resource: { Sub: 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}' },
      },
    ])
  })

  test('takes a name or an ARN of a rule, and nothing that is neither', () => {
    const rule = new RegExp(document().parameters['Rule']?.allowedPattern ?? '')
    for (const good of [
      'order-paid',
      'arn:aws:events:eu-west-1:111122223333:rule/order-paid',
      'arn:aws-cn:events:cn-north-1:111122223333:rule/aws.partner/x/y/order',
    ]) {
      expect(good).toMatch(rule)
    }
    for (const bad of ['', 'a b', 'arn:aws:sqs:eu-west-1:111122223333:q', '{{ x }}', '"x"', 'a\nb'])
      expect(bad).not.toMatch(rule)
  })

  test('every value that a step takes is a parameter, a variable of Automation, or an output of a step before it', () => {
    const { parameters, mainSteps } = document()
    const known = new Set([...Object.keys(parameters), 'global:REGION', 'global:ACCOUNT_ID', 'global:AWS_PARTITION'])
    for (const step of mainSteps) {
      const used = [...JSON.stringify(step.inputs).matchAll(/\{\{ *([\w.:]+) *\}\}/g)].map(([, name = '']) => name)
      expect(used.length, step.name).toBeGreaterThan(0)
      expect(
        used.filter((name) => !known.has(name)),
        step.name,
      ).toEqual([])
      for (const { Name } of (step as { outputs?: { Name: string }[] }).outputs ?? []) known.add(`${step.name}.${Name}`)
      if (step.action === 'aws:invokeLambdaFunction') known.add(`${step.name}.Payload`)
    }
  })
})
