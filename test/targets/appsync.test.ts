import { describe, expect, test } from 'vitest'
import { operationOf } from '../../src/targets/graphql.js'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const ENDPOINT = `arn:aws:appsync:eu-west-1:${HOME}:endpoints/graphql-api/abcdefghij`
const API = `arn:aws:appsync:eu-west-1:${HOME}:apis/api1`
const MUTATION = 'mutation Publish($message: String!) { publish(message: $message) { message } }'

const api = (more = {}) =>
  answers({
    id: 'api1',
    arn: API,
    name: 'orders',
    authentication: ['API_KEY', 'AWS_IAM'],
    visibility: 'GLOBAL',
    ...more,
  })
const ask = (graphqlApi: Parameters<typeof about>[1]['graphqlApi'] = api(), GraphQLOperation: string = MUTATION) =>
  about({ Arn: ENDPOINT, AppSyncParameters: { GraphQLOperation } }, { graphqlApi: graphqlApi ?? api() })

describe('an AppSync API', () => {
  test('runs the mutation when it accepts IAM and the role may run it', async () => {
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().allowed(may('appsync:GraphQL', `${API}/types/Mutation/*`)))).toEqual(['ok'])
    expect(codes(await ask().allowed(may('appsync:GraphQL', `${API}/types/Mutation/fields/publish`)))).toEqual(['ok'])
  })

  test('a near miss: the permission for another field, and for the endpoint in place of the API', async () => {
    expect(codes(await ask().allowed(may('appsync:GraphQL', `${API}/types/Mutation/fields/delete`)))).toEqual([
      'permission-missing error',
    ])
    expect(codes(await ask().allowed(may('appsync:GraphQL', ENDPOINT)))).toEqual(['permission-missing error'])
  })

  test('is not reached when it takes an API key only', async () => {
    const found = finding(await ask(api({ authentication: ['API_KEY'] })).state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because[0]).toContain('API_KEY')
  })

  test('is not reached when it is private', async () => {
    expect(codes(await ask(api({ visibility: 'PRIVATE' })).state())).toEqual(['target-not-ready error'])
  })

  test('is missing when no API has the endpoint', async () => {
    expect(codes(await ask(gone).state())).toEqual(['target-not-found error'])
    // What its role would need cannot be said then, which is said.
    expect(reason(await ask(gone).allowed())).toContain('The role needs no permission')
  })

  test('leaves state and permissions open when the APIs may not be listed', async () => {
    const denied = refused('appsync:ListGraphqlApis')
    expect(reason(await ask(denied).state())).toContain('grant appsync:ListGraphqlApis')
    expect((await ask(denied).allowed(may('appsync:GraphQL', '*'))).status).toBe('unknown')
  })

  test('runs mutations only', async () => {
    expect(codes(await ask(undefined, 'query Q { orders { id } }').config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask(undefined, '').config())).toEqual(['parameters-invalid error'])
  })

  test('is named by its endpoint, not by the ARN of the API', async () => {
    const verdict = await about(
      { Arn: API, AppSyncParameters: { GraphQLOperation: MUTATION } },
      { graphqlApi: gone },
    ).config()
    expect(codes(verdict)).toEqual(['arn-malformed error'])
  })
})

describe('the fields of a GraphQL operation', () => {
  test('false positive: a fragment before the mutation does not make it something else', async () => {
    const document = 'fragment F on Order { id } mutation M { a { ...F } }'
    expect(codes(await ask(undefined, document).config())).toEqual(['ok'])
  })

  test.each([
    ['mutation { a(x: {y: 1}) { b } c }', ['a', 'c']],
    ['# a note {\nmutation M($i: In = {a: 1}) @live { alias: real(i: $i) @skip(if: true) { id } }', ['real']],
    ['mutation { a(text: "} {") { id } }', ['a']],
  ])('are those at its top: %s', async (document, fields) => {
    expect(await operationOf(document)).toEqual({ kind: 'mutation', fields })
  })

  test('are those that a fragment selects, wherever it stands', async () => {
    const document =
      'fragment all on Mutation { a ...more } fragment more on Mutation { b } mutation { ...all ... { c } }'
    expect(await operationOf(document)).toEqual({ kind: 'mutation', fields: ['a', 'b', 'c'] })
  })

  test('end where fragments name each other in a circle', async () => {
    const document = 'mutation { a ...x } fragment x on Mutation { b ...y } fragment y on Mutation { ...x }'
    expect(await operationOf(document)).toEqual({ kind: 'mutation', fields: ['a', 'b'] })
  })

  test('are not known of a text that is not GraphQL, or that has several operations', async () => {
    expect(await operationOf('mutation')).toBeUndefined()
    expect(await operationOf('mutation { a {')).toBeUndefined()
    expect(await operationOf('mutation A { a } mutation B { b }')).toBeUndefined()
  })
})
