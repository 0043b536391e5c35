import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** One method of an API. */
export interface ApiMethod {
  /** `/pets/{id}`, or `$default` for the catch-all route of an HTTP API. */
  path: string
  /** GET, POST ... or ANY. */
  method: string
  /** NONE, AWS_IAM, CUSTOM, JWT or COGNITO_USER_POOLS. */
  authorization: string
}

/** A REST or HTTP API, as API Gateway tells it. */
export interface WebApi {
  id: string
  name: string
  kind: 'REST' | 'HTTP' | 'WEBSOCKET'
  /** EDGE, REGIONAL or PRIVATE, as far as the API tells. */
  endpointTypes: readonly string[]
  /** The resource policy as JSON text; null when there is none. HTTP APIs have none. */
  policy: string | null
  stages: readonly string[]
  methods: readonly ApiMethod[]
}

export interface ApiGatewayReads {
  /** The API that an `execute-api` ARN names, with its stages and methods. */
  webApi(arn: string): Promise<Read<WebApi>>
}

export const apiGatewayFacts: FactsOf<ApiGatewayReads> = { webApi: { actions: ['apigateway:GET'] } }
