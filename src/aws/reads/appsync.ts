import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A GraphQL API, as appsync:ListGraphqlApis tells it. */
export interface GraphqlApi {
  id: string
  arn: string
  name: string
  /** API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_LAMBDA: the first and the additional ones. */
  authentication: readonly string[]
  /** GLOBAL or PRIVATE. */
  visibility: string
}

export interface AppsyncReads {
  /**
   * The GraphQL API behind an endpoint ARN (`endpoints/graphql-api/ID`). The id is that of the endpoint's host name, not
   * of the API, so all APIs of the region are gone through.
   */
  graphqlApi(endpointArn: string): Promise<Read<GraphqlApi>>
}

export const appsyncFacts: FactsOf<AppsyncReads> = {
  graphqlApi: { actions: ['appsync:ListGraphqlApis'] },
}
