import { randomUUID } from 'node:crypto'
import type { Operation } from './operation.js'

/** An answer as it goes out. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** What can go wrong between eb-doctor and AWS. */
export const FAULTS = [
  'access denied',
  'throttled',
  'server error',
  'empty body',
  'not parseable',
  'cut short',
  'hangs',
  'reset',
  'expired token',
  'wrong clock',
  'endless pages',
] as const

export type Fault = (typeof FAULTS)[number]

/** How each list says that there is more: the member of its answer that the next page is asked for with. */
const NEXT: Readonly<Record<string, string>> = {
  'events:ListTargetsByRule': 'NextToken',
  'events:ListEventBuses': 'NextToken',
  'events:ListRules': 'NextToken',
  'events:ListRuleNamesByTarget': 'NextToken',
  'logs:DescribeResourcePolicies': 'nextToken',
  'iam:ListRolePolicies': 'Marker',
  'iam:ListAttachedRolePolicies': 'Marker',
}

/** Whether a fault can happen to an operation: only a list has pages. */
export const canHappen = (fault: Fault, action: string): boolean => fault !== 'endless pages' || action in NEXT

/** What to do with a request: answer it, keep it waiting, or break the connection (after half of a body, if any). */
export type Outcome =
  | { do: 'answer'; answer: Answer }
  | { do: 'hang' }
  | { do: 'reset' }
  | { do: 'cut'; answer: Answer }

/** The outcome of a fault. `real` gives the answer that there would have been. */
export async function outcomeOf(fault: Fault, operation: Operation, real: () => Promise<Answer>): Promise<Outcome> {
  const fail = (code: string, message: string, status: number, headers: Record<string, string> = {}): Outcome => ({
    do: 'answer',
    answer: errorAnswer(operation, code, message, status, headers),
  })
  switch (fault) {
    case 'access denied':
      return fail(
        deniedCode(operation),
        `User: arn:aws:iam::123456789012:user/on-call is not authorized to perform: ${operation.action}`,
        operation.protocol === 'json' ? 400 : 403,
      )
    case 'throttled':
      return fail(operation.protocol === 'query' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded', 400)
    case 'server error':
      return fail('InternalFailure', 'We encountered an internal error.', 500)
    case 'empty body':
      return { do: 'answer', answer: { ...(await real()), body: Buffer.alloc(0) } }
    case 'not parseable': {
      const text = operation.protocol === 'query' || operation.protocol === 'rest-xml' ? '<html><p>Hello' : '{"a": [1,'
      return { do: 'answer', answer: { ...(await real()), body: Buffer.from(text) } }
    }
    case 'cut short':
      return { do: 'cut', answer: await real() }
    case 'hangs':
      return { do: 'hang' }
    case 'reset':
      return { do: 'reset' }
    case 'expired token':
      return fail(
        operation.protocol === 'query' ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
        operation.protocol === 'json' ? 400 : 403,
      )
    case 'endless pages':
      return { do: 'answer', answer: withNextPage(await real(), operation) }
    case 'wrong clock':
      return fail(
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        403,
        {
          date: new Date(Date.now() + 26 * 3_600_000).toUTCString(),
        },
      )
  }
}

/** An answer that says that there is another page, which was never sent before. */
function withNextPage(answer: Answer, { action, protocol }: Operation): Answer {
  const [name = '', token] = [NEXT[action], randomUUID()]
  const text = answer.body.toString()
  const body =
    protocol === 'query'
      ? text.replace(/<IsTruncated>.*?<\/IsTruncated>/, `<IsTruncated>true</IsTruncated><${name}>${token}</${name}>`)
      : JSON.stringify({ ...(JSON.parse(text) as object), [name]: token })
  return { ...answer, body: Buffer.from(body) }
}

const deniedCode = ({ service, protocol }: Operation): string =>
  service === 'sns'
    ? 'AuthorizationError'
    : protocol === 'query' || protocol === 'rest-xml'
      ? 'AccessDenied'
      : 'AccessDeniedException'

/** An error in the protocol of the operation. */
export function errorAnswer(
  { protocol, service }: Operation,
  code: string,
  message: string,
  status: number,
  headers: Record<string, string> = {},
): Answer {
  const id = randomUUID()
  const common = { 'x-amzn-requestid': id, ...headers }
  if (protocol === 'query') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`
    return { status, headers: { ...common, 'content-type': 'text/xml' }, body: Buffer.from(body) }
  }
  if (protocol === 'rest-xml') {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>${id}</RequestId></Error>`
    return { status, headers: { ...common, 'content-type': 'application/xml' }, body: Buffer.from(body) }
  }
  const query = service === 'sqs' ? { 'x-amzn-query-error': `${code};Sender` } : {}
  return {
    status,
    headers: { ...common, ...query, 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify({ __type: code, message })),
  }
}

/** A good answer without any members. */
export const emptyAnswer = ({ protocol, name }: Operation): Answer =>
  protocol === 'query' || protocol === 'rest-xml'
    ? {
        ...jsonAnswer({}),
        headers: { 'content-type': 'text/xml' },
        body: Buffer.from(`<${name}Response><${name}Result></${name}Result></${name}Response>`),
      }
    : jsonAnswer({})

/** A good answer of a JSON service. */
export const jsonAnswer = (body: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
  body: Buffer.from(JSON.stringify(body)),
})
