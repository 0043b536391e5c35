import { GetWorkflowCommand, GlueClient } from '@aws-sdk/client-glue'
import { lastSegment } from '../arn.js'
import { type LiveReads, look } from './look.js'

export const glueWorkflow: LiveReads['glueWorkflow'] = (aws, arn) =>
  look({ action: 'glue:GetWorkflow', resource: arn, missing: ['EntityNotFoundException'] }, async () => {
    const client = await aws.client(GlueClient, arn)
    const name = lastSegment(arn)
    const answer = await client.send(new GetWorkflowCommand({ Name: name, IncludeGraph: true }), {
      abortSignal: aws.signal,
    })
    if (!answer.Workflow) throw new SyntaxError('the answer has no workflow')
    const nodes = answer.Workflow.Graph?.Nodes
    return {
      name: answer.Workflow.Name ?? name,
      ...(nodes
        ? {
            triggers: nodes.flatMap(({ TriggerDetails: details }) =>
              details?.Trigger
                ? [
                    {
                      name: details.Trigger.Name ?? '',
                      type: details.Trigger.Type ?? '',
                      state: details.Trigger.State ?? '',
                    },
                  ]
                : [],
            ),
          }
        : {}),
    }
  })
