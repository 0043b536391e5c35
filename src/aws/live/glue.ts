import { GetTriggersCommand, GetWorkflowCommand, GlueClient, type Trigger } from '@aws-sdk/client-glue'
import { lastSegment } from '../arn.js'
import { mapRead, type Read } from '../read.js'
import type { Aws } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

export const glueWorkflow = async (aws: Aws, arn: string) => {
  const name = lastSegment(arn)
  const graph = await look(
    { action: 'glue:GetWorkflow', resource: arn, missing: ['EntityNotFoundException'] },
    async () => {
      const client = await aws.client(GlueClient, arn)
      const answer = await client.send(new GetWorkflowCommand({ Name: name, IncludeGraph: true }), {
        abortSignal: aws.signal,
      })
      if (!answer.Workflow) throw new SyntaxError('the answer has no workflow')
      return answer.Workflow.Graph?.Nodes?.flatMap(({ TriggerDetails: details }) => details?.Trigger ?? [])
    },
  )
  if (graph.state !== 'found') return graph
  // Where the graph is not told (by an emulator, say), the triggers of the whole account are.
  const triggers: Read<Trigger[]> = graph.value
    ? { state: 'found', value: graph.value }
    : await triggersOf(aws, arn, name)
  return mapRead(triggers, (all) => ({
    name,
    triggers: all.map(({ Name, Type, State }) => ({ name: Name ?? '', type: Type ?? '', state: State ?? '' })),
  }))
}

const triggersOf = (aws: Aws, arn: string, workflow: string): Promise<Read<Trigger[]>> =>
  look({ action: 'glue:GetTriggers', resource: '*' }, async () => {
    const client = await aws.client(GlueClient, arn)
    const all = await pages(aws, async (NextToken) => {
      const answer = await client.send(new GetTriggersCommand(NextToken ? { NextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.Triggers) throw new SyntaxError('the answer has no list of triggers')
      return [answer.Triggers, answer.NextToken]
    })
    return all.filter(({ WorkflowName }) => WorkflowName === workflow)
  })
