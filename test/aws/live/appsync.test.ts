import { AppSyncClient, ListGraphqlApisCommand } from '@aws-sdk/client-appsync'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, noAccess } from '../../support/live.js'

const { graphqlApi } = live()
const ENDPOINT = `arn:aws:appsync:eu-west-1:${HOME}:endpoints/graphql-api/abcdef`
const api = mockClient(AppSyncClient)
beforeEach(() => void api.reset())

const of = (apiId: string, host: string) => ({
  apiId,
  name: apiId,
  arn: `arn:aws:appsync:eu-west-1:${HOME}:apis/${apiId}`,
  uris: { GRAPHQL: `https://${host}.appsync-api.eu-west-1.amazonaws.com/graphql` },
  authenticationType: 'API_KEY' as const,
  additionalAuthenticationProviders: [{ authenticationType: 'AWS_IAM' as const }],
})

describe('a GraphQL API', () => {
  test('is found by the first part of its host name, on whatever page it is', async () => {
    api
      .on(ListGraphqlApisCommand)
      .resolves({ graphqlApis: [of('other', 'ghijkl')], nextToken: 'more' })
      .on(ListGraphqlApisCommand, { nextToken: 'more' })
      .resolves({ graphqlApis: [of('orders', 'abcdef')] })
    expect(await graphqlApi(ENDPOINT)).toEqual({
      state: 'found',
      value: {
        id: 'orders',
        name: 'orders',
        arn: `arn:aws:appsync:eu-west-1:${HOME}:apis/orders`,
        authentication: ['API_KEY', 'AWS_IAM'],
        visibility: 'GLOBAL',
      },
    })
    expect(api.calls()).toHaveLength(2)
  })

  test('is missing when no API has the host, though one has that id', async () => {
    api.on(ListGraphqlApisCommand).resolves({ graphqlApis: [of('abcdef', 'ghijkl')] })
    expect(await graphqlApi(ENDPOINT)).toEqual({ state: 'missing' })
  })

  test('is denied by a refusal, and failed when the answer holds no list: that is not "none"', async () => {
    api.on(ListGraphqlApisCommand).rejects(noAccess)
    expect(await graphqlApi(ENDPOINT)).toMatchObject({ state: 'denied', action: 'appsync:ListGraphqlApis' })
    api.on(ListGraphqlApisCommand).resolves({})
    expect(await graphqlApi(ENDPOINT)).toMatchObject({ state: 'failed' })
  })
})
