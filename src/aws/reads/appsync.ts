import { string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { list, object } from './form.js'

/** A GraphQL API, as appsync:ListGraphqlApis tells it. */
export type GraphqlApi = Found<typeof graphqlApi>

/**
 * The GraphQL API behind an endpoint ARN (`endpoints/graphql-api/ID`). The id is that of the endpoint's host name, not of
 * the API, so all APIs of the region are gone through.
 */
export const graphqlApi = read({
  actions: ['appsync:ListGraphqlApis'],
  args: [arn],
  answer: () =>
    object({
      id: string(),
      arn: string(),
      name: string(),
      /** API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_LAMBDA: the first and the additional ones. */
      authentication: list(string()),
      /** GLOBAL or PRIVATE. */
      visibility: string(),
    }),
  live: async () => (await import('../live/appsync.js')).graphqlApi,
  example: {
    args: [exampleArn('appsync', 'endpoints/graphql-api/abc')],
    answer: (arn) => ({ id: 'abc', arn, name: 'shop', authentication: ['AWS_IAM'], visibility: 'GLOBAL' }),
  },
})
