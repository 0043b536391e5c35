import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell, ok } from '../verdict/verdict.js'
import { operationOf } from './graphql.js'
import { invalid } from './parameters.js'
import { notReady, stateOf } from './state.js'
import type { Needs, TargetService } from './target.js'

/** A mutation of a public GraphQL API that accepts IAM. */
export const appsync: TargetService = {
  id: 'appsync',
  name: 'AppSync GraphQL API',
  arnForms: ['arn:aws:appsync:REGION:ACCOUNT:endpoints/graphql-api/ENDPOINT_ID'],
  matches: (arn) => arn.service === 'appsync',
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  flaws: ({ Id, AppSyncParameters }, arn) => {
    const text = AppSyncParameters?.GraphQLOperation
    return [
      ...(arn.resource.startsWith('endpoints/graphql-api/')
        ? []
        : [
            {
              code: 'arn-malformed' as const,
              summary: `The ARN of target ${Id} is not that of a GraphQL endpoint.`,
              because: [
                `Arn = "${arn.text}"`,
                'wanted arn:aws:appsync:REGION:ACCOUNT:endpoints/graphql-api/ENDPOINT_ID',
              ] as const,
            },
          ]),
      ...(text
        ? []
        : [invalid(`Target ${Id} names no GraphQL operation.`, 'AppSyncParameters.GraphQLOperation is absent')]),
    ]
  },
  settings: looking([], async ({ target: { Id, AppSyncParameters } }: TargetSubject) => {
    const text = AppSyncParameters?.GraphQLOperation ?? ''
    const operation = await operationOf(text)
    if (!operation || operation.kind === 'mutation') return { flaws: [] }
    const summary = `Target ${Id} runs a GraphQL ${operation.kind}; only mutations are supported.`
    return { flaws: [invalid(summary, `AppSyncParameters.GraphQLOperation begins with "${text.trim().slice(0, 60)}"`)] }
  }),
  state: looking(['graphqlApi'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.graphqlApi(target.Arn),
      {
        what: `the GraphQL API behind ${target.Arn}`,
        absent: 'appsync:ListGraphqlApis: no API has an endpoint with this id',
      },
      ({ name, authentication, visibility }) => {
        if (visibility === 'PRIVATE') {
          return notReady(`The API ${name} is private, which EventBridge cannot reach.`, 'visibility = "PRIVATE"')
        }
        return authentication.includes('AWS_IAM')
          ? ok(`The API ${name} exists, is public and accepts IAM authorization.`)
          : notReady(
              `The API ${name} does not accept IAM authorization, which EventBridge needs.`,
              `authentication: ${authentication.join(', ') || 'none'}; wanted AWS_IAM`,
            )
      },
    ),
  ),
  needs: looking(['graphqlApi'], async ({ target }: TargetSubject, account): Promise<Needs> => {
    const read = await account.graphqlApi(target.Arn)
    if (read.state === 'missing') return { needs: [] }
    if (read.state !== 'found') {
      return { needs: [], unseen: cannotTell(read, `the GraphQL API behind ${target.Arn}`, 'to know its ARN') }
    }
    const arn = parseArn(target.Arn)
    const api = `arn:${arn?.partition}:appsync:${arn?.region}:${arn?.account}:apis/${read.value.id}`
    const operation = await operationOf(target.AppSyncParameters?.GraphQLOperation ?? '')
    if (!operation) {
      const text = `Could not tell which fields the GraphQL operation of target ${target.Id} selects.`
      return { needs: [], unseen: { kind: 'undecidable', text } }
    }
    const needs = operation.fields.map(
      (field): Need => ({
        action: 'appsync:GraphQL',
        resource: `${api}/types/Mutation/fields/${field}`,
        why: `run the mutation ${field}`,
        severity: 'error',
      }),
    )
    return { needs }
  }),
  actions: ['appsync:GraphQL'],
  history: null,
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/target-appsync.html',
}
