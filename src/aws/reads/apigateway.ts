import { nullable, picklist, string } from 'valibot'
import { arn, type Formed, type Found, read } from './declare.js'
import { exampleArn, LETS_EVENTBRIDGE_IN } from './example.js'
import { list, object } from './form.js'

/** One method of an API. */
export type ApiMethod = Formed<typeof method>

const method = () =>
  object({
    /** `/pets/{id}`, or `$default` for the catch-all route of an HTTP API. */
    path: string(),
    /** GET, POST ... or ANY. */
    method: string(),
    /** NONE, AWS_IAM, CUSTOM, JWT or COGNITO_USER_POOLS. */
    authorization: string(),
  })

/** A REST or HTTP API, as API Gateway tells it. */
export type WebApi = Found<typeof webApi>

/** The API that an `execute-api` ARN names, with its stages and methods. */
export const webApi = read({
  actions: ['apigateway:GET'],
  args: [arn],
  answer: () =>
    object({
      id: string(),
      name: string(),
      kind: picklist(['REST', 'HTTP', 'WEBSOCKET']),
      /** EDGE, REGIONAL or PRIVATE, as far as the API tells. */
      endpointTypes: list(string()),
      /** The resource policy as JSON text; null when there is none. HTTP APIs have none. */
      policy: nullable(string()),
      stages: list(string()),
      methods: list(method()),
    }),
  live: async () => (await import('../live/apigateway.js')).webApi,
  example: {
    args: [exampleArn('execute-api', 'abc123/prod/POST/orders')],
    answer: () => ({
      id: 'abc123',
      name: 'shop',
      kind: 'REST',
      endpointTypes: ['REGIONAL'],
      policy: LETS_EVENTBRIDGE_IN,
      stages: ['prod'],
      methods: [{ path: '/orders', method: 'POST', authorization: 'NONE' }],
    }),
  },
})
