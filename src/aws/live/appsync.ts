import { AppSyncClient, type GraphqlApi, ListGraphqlApisCommand } from '@aws-sdk/client-appsync'
import { lastSegment } from '../arn.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

/** The endpoint's id is the first label of the API's own host name; the API's id is another. */
const endpointId = (api: GraphqlApi): string | undefined => {
  const address = api.uris?.['GRAPHQL']
  return address && URL.canParse(address) ? new URL(address).hostname.split('.')[0] : undefined
}

export const graphqlApi = (aws: Aws, endpointArn: string) =>
  look({ action: 'appsync:ListGraphqlApis', resource: endpointArn }, async () => {
    const client = await aws.client(AppSyncClient, endpointArn)
    const apis = await pages<GraphqlApi>(aws, async (nextToken) => {
      const answer = await client.send(new ListGraphqlApisCommand(nextToken ? { nextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.graphqlApis) throw new SyntaxError('the answer has no list of APIs')
      return [answer.graphqlApis, answer.nextToken]
    })
    const wanted = lastSegment(endpointArn)
    const api = apis.find((one) => endpointId(one) === wanted)
    if (!api) throw new NotThere()
    if (!api.apiId) throw new SyntaxError('an API has no id')
    const more = (api.additionalAuthenticationProviders ?? []).map((provider) => provider.authenticationType)
    return {
      id: api.apiId,
      arn: api.arn ?? '',
      name: api.name ?? '',
      authentication: [api.authenticationType, ...more].flatMap((type) => type ?? []),
      visibility: api.visibility ?? 'GLOBAL',
    }
  })
