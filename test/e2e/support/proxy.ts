import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cloudTrailAnswer, type TrailEvent } from './cloudtrail.js'
import { type Answer, errorAnswer, type Fault, type Outcome, outcomeOf } from './faults.js'
import { isRead, type Operation, operationOf, type Request } from './operation.js'

/** How the proxy behaves until it is told otherwise. */
export interface Behaviour {
  /** What goes wrong, and with which operations (IAM actions); asked anew at each request. */
  fault?: (operation: Operation, attempt: number) => Fault | undefined
  /** Added to each answer, in milliseconds. */
  latency?: number
  /** Answers in the emulator's place, but for what is left undefined. */
  answer?: (operation: Operation) => Answer | undefined
  /** CloudTrail's event history, which moto lacks. */
  events?: readonly TrailEvent[]
  /** Decides on a request in place of `fault`; undefined leaves it be. `real` gives the answer that there would have been. */
  intercept?: (operation: Operation, real: () => Promise<Answer>) => Promise<Outcome | undefined>
  /** Told of each request before it is answered. */
  onRequest?: (operation: Operation) => void
}

/** A request that the proxy has seen. */
export interface Seen extends Operation {
  write: boolean
  status: number | null
  /** Milliseconds since the first request after the last `behave`. */
  at: number
}

export interface AwsProxy {
  url: string
  /** What was asked since the last `behave`. */
  seen: readonly Seen[]
  /** Forgets what it has seen, and behaves anew. */
  behave(behaviour?: Behaviour): void
  /** The IAM actions of what was asked, sorted, each once. */
  actions(): string[]
  /** The writes among what was asked. */
  writes(): string[]
  close(): Promise<void>
}

/**
 * Stands between eb-doctor and the emulator on a free port of this machine: notes every operation, gives CloudTrail's
 * answers, and makes go wrong what it is told to.
 */
export async function startProxy(upstream: string): Promise<AwsProxy> {
  let behaviour: Behaviour = {}
  let seen: Seen[] = []
  let first = 0
  const attempts = new Map<string, number>()

  const server = createServer((message, response) => {
    handle(message, response).catch((thrown: unknown) => {
      // The proxy's own mistake must not look like AWS.
      response.writeHead(599).end(`proxy: ${String(thrown)}`)
    })
  })
  server.keepAliveTimeout = 60_000

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const now = behaviour
    const request = await received(message)
    const operation = operationOf(request)
    first ||= performance.now()
    const note: Seen = { ...operation, write: !isRead(operation), status: null, at: performance.now() - first }
    seen.push(note)
    now.onRequest?.(operation)
    const key = `${operation.action} ${request.headers['amz-sdk-invocation-id'] ?? ''}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    if (now.latency) await new Promise((resolve) => setTimeout(resolve, now.latency))

    const real = async () => now.answer?.(operation) ?? lacking(operation, now) ?? forward(upstream, request)
    const fault = now.fault?.(operation, attempt)
    const outcome: Outcome =
      (await now.intercept?.(operation, real)) ??
      (fault ? await outcomeOf(fault, operation, real) : { do: 'answer', answer: await real() })
    switch (outcome.do) {
      case 'hang':
        return
      case 'reset':
        message.socket.resetAndDestroy()
        return
      case 'cut': {
        const { status, headers, body } = outcome.answer
        response.writeHead(status, { ...headers, 'content-length': String(body.length + 1) })
        response.write(body.subarray(0, Math.ceil(body.length / 2)), () => message.socket.destroy())
        return
      }
      case 'answer':
        note.status = outcome.answer.status
        response.writeHead(outcome.answer.status, {
          ...outcome.answer.headers,
          'content-length': String(outcome.answer.body.length),
        })
        response.end(outcome.answer.body)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get seen() {
      return seen
    },
    behave(next = {}) {
      behaviour = next
      seen = []
      first = 0
      attempts.clear()
    },
    actions: () => [...new Set(seen.map((one) => one.action))].sort(),
    writes: () => seen.filter((one) => one.write).map((one) => one.action),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What moto lacks. IAM's simulator refuses, as it does whoever has no permission for it. */
function lacking(operation: Operation, { events = [] }: Behaviour): Answer | undefined {
  switch (operation.action) {
    case 'cloudtrail:LookupEvents':
      return cloudTrailAnswer(operation, events)
    case 'iam:SimulatePrincipalPolicy':
      return errorAnswer(operation, 'AccessDenied', `not authorized to perform: ${operation.action}`, 403)
    default:
      return undefined
  }
}

async function received(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(message.headers)) headers[name] = Array.isArray(value) ? value[0] : value
  return { method: message.method ?? 'GET', url: message.url ?? '/', headers, body: Buffer.concat(chunks) }
}

/** Headers that belong to one connection and not to the message. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'date', 'server'])

/** The emulator compares the revision of RemovePermission with a list, and so would refuse each one: it gets none. */
const emulated = ({ method, url }: Request): string =>
  method === 'DELETE' && url.includes('/policy/') ? url.replace(/RevisionId=[^&]*/, '') : url

const forward = (upstream: string, request: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP.has(name)))
    const outgoing = httpRequest(
      new URL(emulated(request), upstream),
      { method: request.method, headers: { ...headers, 'content-length': String(request.body.length) } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const kept = Object.entries(answer.headers).filter(([name]) => !HOP.has(name))
          resolve({
            status: answer.statusCode ?? 502,
            headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
            body: Buffer.concat(chunks),
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(request.body)
  })
