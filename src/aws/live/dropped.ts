/** As much of an SDK command as is used here. */
interface Command {
  middlewareStack: {
    add(
      middleware: (next: (args: unknown) => Promise<Result>) => (args: unknown) => Promise<Result>,
      options: { step: 'deserialize'; priority: 'low'; name: string },
    ): void
  }
}

interface Result {
  response: { body?: unknown }
}

/**
 * Keeps the body of the answer to a command of a JSON service, as the service sent it. Call before the command is sent,
 * and the result afterwards: the answer as JSON, undefined when there was none.
 */
export function keepRaw(command: object): () => unknown {
  let body: Uint8Array | undefined
  ;(command as Command).middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      body = await bytesOf(result.response.body)
      // What was read from the connection is gone; the parser of the SDK takes bytes as well.
      return { ...result, response: Object.assign(result.response, { body }) }
    },
    { step: 'deserialize', priority: 'low', name: 'eb-doctor-raw' },
  )
  return () => {
    try {
      return body === undefined ? undefined : JSON.parse(Buffer.from(body).toString())
    } catch {
      return undefined
    }
  }
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * The members of an answer that the SDK did not keep, as paths: those that are newer than its version. A `null` is as good
 * as nothing.
 */
export function droppedMembers(raw: unknown, kept: unknown, path = ''): string[] {
  if (Array.isArray(raw)) {
    return raw.flatMap((item, i) => droppedMembers(item, Array.isArray(kept) ? kept[i] : undefined, `${path}[${i}]`))
  }
  if (typeof raw !== 'object' || raw === null) return []
  return Object.entries(raw).flatMap(([name, value]) => {
    if (value === null) return []
    const here = path === '' ? name : `${path}.${name}`
    const known = typeof kept === 'object' && kept !== null && Object.hasOwn(kept, name)
    const member = known ? (kept as Record<string, unknown>)[name] : undefined
    return member === undefined ? [here] : droppedMembers(value, member, here)
  })
}
