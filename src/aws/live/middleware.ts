/** One request, after it was answered. */
export interface CallNote {
  service: string
  operation: string
  attempts: number
  milliseconds: number
  requestId?: string
  error?: string
}

interface Outcome {
  $metadata?: { attempts?: number; requestId?: string }
}

interface Context {
  clientName?: string
  commandName?: string
}

/** A step that each request of a client passes. */
export type Middleware<Result> = (
  next: (args: unknown) => Promise<Result>,
  context: Context,
) => (args: unknown) => Promise<Result>

/** As much of an SDK client's middleware stack as is used here. */
export interface Stack {
  middlewareStack: {
    add(middleware: Middleware<{ output: Outcome }>, options: { step: 'initialize'; name: string }): void
    add(
      middleware: Middleware<{ response: { statusCode?: number; headers?: Record<string, string> } }>,
      options: { step: 'deserialize'; priority: 'low'; name: string },
    ): void
    add(middleware: Middleware<unknown>, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void
  }
}

/** Has each request of a client told to a listener once it is answered. */
export function noteCalls(client: unknown, onCall: (call: CallNote) => void): void {
  ;(client as Stack).middlewareStack.add(
    (next, context) => async (args) => {
      const started = performance.now()
      const note = (outcome: Outcome, error?: string) =>
        onCall({
          service: (context.clientName ?? '').replace(/Client$/, ''),
          operation: (context.commandName ?? '').replace(/Command$/, ''),
          attempts: outcome.$metadata?.attempts ?? 1,
          milliseconds: Math.round(performance.now() - started),
          ...(outcome.$metadata?.requestId ? { requestId: outcome.$metadata.requestId } : {}),
          ...(error ? { error } : {}),
        })
      try {
        const result = await next(args)
        note(result.output)
        return result
      } catch (thrown) {
        note(thrown as Outcome, thrown instanceof Error ? thrown.name : String(thrown))
        throw thrown
      }
    },
    { step: 'initialize', name: 'eb-doctor-notes' },
  )
}

/**
 * Takes an answer without a body for what it is. The SDK reads it as an answer whose members are all absent, and "there
 * is no policy" must not be read out of nothing: AWS answers every read with a document, if only `{}`.
 */
export function refuseEmptyAnswers(client: unknown): void {
  ;(client as Stack).middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      const { statusCode, headers } = result.response
      const isRead = /^(Get|List|Describe|Lookup|Simulate|Filter|Receive|StartQuery)/.test(context.commandName ?? '')
      if (isRead && statusCode === 200 && headers?.['content-length'] === '0') {
        throw new SyntaxError('the answer is empty')
      }
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'eb-doctor-empty-answers' },
  )
}
