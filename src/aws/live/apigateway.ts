import { APIGatewayClient, GetResourcesCommand, GetRestApiCommand, GetStagesCommand } from '@aws-sdk/client-api-gateway'
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetStagesCommand as GetHttpStagesCommand,
  GetRoutesCommand,
} from '@aws-sdk/client-apigatewayv2'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

const question = (arn: string) => ({ action: 'apigateway:GET', resource: arn, missing: ['NotFoundException'] }) as const

/** An ARN does not tell REST and HTTP APIs apart, so both services are asked at once; ids are of one of them only. */
export const webApi = async (aws: Aws, arn: string) => {
  const id = parseArn(arn)?.resource.split('/')[0] ?? ''
  const [rest, http] = await Promise.all([
    look(question(arn), () => restApi(aws, arn, id)),
    look(question(arn), () => httpApi(aws, arn, id)),
  ])
  if (rest.state === 'found') return rest
  if (http.state === 'found') return http
  return rest.state === 'missing' ? http : rest
}

async function restApi(aws: Aws, arn: string, restApiId: string) {
  const client = await aws.client(APIGatewayClient, arn)
  const options = { abortSignal: aws.signal }
  const [api, stages, resources] = await Promise.all([
    client.send(new GetRestApiCommand({ restApiId }), options),
    client.send(new GetStagesCommand({ restApiId }), options),
    pages(aws, async (position) => {
      const answer = await client.send(
        // 500 is the most that API Gateway gives at once.
        new GetResourcesCommand({ restApiId, embed: ['methods'], limit: 500, ...(position ? { position } : {}) }),
        options,
      )
      return [answer.items ?? [], answer.position]
    }),
  ])
  if (!api.id) throw new SyntaxError('the answer has no API')
  return {
    id: restApiId,
    name: api.name ?? restApiId,
    kind: 'REST' as const,
    endpointTypes: api.endpointConfiguration?.types ?? [],
    policy: api.policy ? unescaped(api.policy) : null,
    stages: (stages.item ?? []).flatMap((stage) => stage.stageName ?? []),
    methods: resources.flatMap((resource) =>
      Object.entries(resource.resourceMethods ?? {}).map(([method, { authorizationType }]) => ({
        path: resource.path ?? '/',
        method,
        authorization: authorizationType ?? 'NONE',
      })),
    ),
  }
}

async function httpApi(aws: Aws, arn: string, ApiId: string) {
  const client = await aws.client(ApiGatewayV2Client, arn)
  const options = { abortSignal: aws.signal }
  const [api, stages, routes] = await Promise.all([
    client.send(new GetApiCommand({ ApiId }), options),
    client.send(new GetHttpStagesCommand({ ApiId }), options),
    pages(aws, async (NextToken) => {
      const answer = await client.send(new GetRoutesCommand({ ApiId, ...(NextToken ? { NextToken } : {}) }), options)
      return [answer.Items ?? [], answer.NextToken]
    }),
  ])
  if (!api.ApiId) throw new SyntaxError('the answer has no API')
  return {
    id: ApiId,
    name: api.Name ?? ApiId,
    kind: api.ProtocolType === 'WEBSOCKET' ? ('WEBSOCKET' as const) : ('HTTP' as const),
    endpointTypes: ['REGIONAL'],
    policy: null,
    stages: (stages.Items ?? []).flatMap((stage) => stage.StageName ?? []),
    methods: routes.map((route) => {
      const [method = 'ANY', path] = (route.RouteKey ?? '').split(' ')
      const authorization = route.AuthorizationType ?? 'NONE'
      return path ? { path, method, authorization } : { path: method, method: 'ANY', authorization }
    }),
  }
}

/** API Gateway answers with the policy inside one more layer of quoting: `{\"Version\": ...}`. */
function unescaped(policy: string): string {
  if (!policy.startsWith('{\\')) return policy
  try {
    const text: unknown = JSON.parse(`"${policy}"`)
    return typeof text === 'string' ? text : policy
  } catch {
    return policy
  }
}
