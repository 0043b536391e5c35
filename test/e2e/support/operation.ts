import { createRequire } from 'node:module'

/** One request to AWS, understood: what it asks for and in which protocol its answer is written. */
export interface Operation {
  /** The service as IAM actions have it: events, lambda, states. */
  service: string
  /** The operation in the API's own words: GetPolicy. */
  name: string
  /** The IAM action that the operation needs. */
  action: string
  protocol: 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor'
  region: string
  /** Parameters, as far as the protocol has them in the body as JSON or as a form. */
  params: Readonly<Record<string, unknown>>
}

/** A request as it arrives. */
export interface Request {
  method: string
  /** Path with the query string. */
  url: string
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
}

/** Where the name in the signature is another than the one in IAM actions. */
const IAM_PREFIX: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' }

/** Where the action is not called like the operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  'lambda:Invoke': 'lambda:InvokeFunction',
}

/** The clients of a service, where they are not one that is called like the service. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['@aws-sdk/client-apigatewayv2', '@aws-sdk/client-api-gateway'],
}

interface Route {
  name: string
  method: string
  path: RegExp
  /** Keys that the query string must have. */
  query: readonly string[]
}

const load = createRequire(import.meta.url)
const routes = new Map<string, readonly Route[]>()

/** Understands a request to AWS by its signature, its headers and its path. */
export function operationOf(request: Request): Operation {
  const scope = /Credential=[^/,\s]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers['authorization'] ?? '')
  const region = scope?.[1] ?? '?'
  const signed = scope?.[2] ?? '?'
  const service = IAM_PREFIX[signed] ?? signed
  const make = (name: string, protocol: Operation['protocol'], params: Operation['params'] = {}): Operation => {
    const plain = `${service}:${name}`
    const action = service === 'apigateway' ? `apigateway:${request.method}` : (ACTIONS[plain] ?? plain)
    return { service, name, action, protocol, region, params }
  }

  const cbor = /^\/service\/[^/]+\/operation\/([^/?]+)/.exec(request.url)
  if (cbor?.[1]) return make(cbor[1], 'cbor')
  const target = request.headers['x-amz-target']
  if (target) return make(target.slice(target.lastIndexOf('.') + 1), 'json', jsonOf(request.body))
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(request.body.toString()))
    return make(form['Action'] ?? '?', 'query', form)
  }
  const name = routed(service, request)
  const named = name ?? `${request.method} ${request.url}`
  return service === 's3' ? make(named, 'rest-xml') : make(named, 'rest-json', jsonOf(request.body))
}

/** Whether an operation changes nothing, going by its name. */
export const isRead = ({ name, service }: Pick<Operation, 'name' | 'service'>): boolean =>
  /^(Get|List|Describe|Lookup|Head|BatchGet|Filter|Simulate|StartQuery)/.test(name) ||
  (service === 'sts' && name === 'AssumeRole')

function jsonOf(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString() || '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Loads the clients of a service; none where nobody has installed one. */
function clientsOf(service: string): readonly object[] {
  try {
    return (CLIENTS[service] ?? [`@aws-sdk/client-${service}`]).map((name) => load(name) as object)
  } catch {
    return []
  }
}

/** The operation of a service whose requests have it in method and path; the schemas of the SDK's clients say which is which. */
function routed(service: string, request: Request): string | undefined {
  const known = routes.get(service) ?? clientsOf(service).flatMap(routesOf)
  routes.set(service, known)
  const [whole = '', search = ''] = request.url.split('?')
  // At an endpoint of one's own the bucket stands in the path, in the schemas it does not.
  const path = service === 's3' ? whole.replace(/^\/[^/]+/, '') || '/' : whole
  const query = new URLSearchParams(search)
  // Where two operations have one route the SDK says which it is.
  const said = query.get('x-id')
  if (said !== null) return said
  const keys = new Set(query.keys())
  return known.find(
    (route) => route.method === request.method && route.path.test(path) && route.query.every((key) => keys.has(key)),
  )?.name
}

/** The routes in a client's schemas; those that ask for more come first. */
function routesOf(client: object): Route[] {
  return Object.entries(client)
    .filter(([name]) => name.endsWith('$'))
    .flatMap(([, schema]): Route[] => {
      const [, , name, traits] = schema as [number, string, string, { http?: [string, string, number] }?]
      if (!traits?.http) return []
      const [method, uri] = traits.http
      const [path = '', search = ''] = uri.split('?')
      const pattern = path
        .replace(/[.*^$()|[\]\\]/g, '\\$&')
        .replace(/\{[^}]+\+\}/g, '.+')
        .replace(/\{[^}]+\}/g, '[^/]+')
      return [{ name, method, path: new RegExp(`^${pattern}/?$`), query: [...new URLSearchParams(search).keys()] }]
    })
    .sort((a, b) => b.query.length - a.query.length || literals(b.path) - literals(a.path))
}

const literals = (path: RegExp): number => path.source.replace(/\[\^\/\]\+|\.\+/g, '').length
