import type { Middleware, Stack } from './middleware.js'

/**
 * Requests a second that a service takes of an account in a Region, as AWS states them. What is not listed has no stated
 * number, or one that is far away: such services are asked as fast as may be until they refuse.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const STATED: Readonly<Record<string, (operation: string) => { group: string; most: number }>> = {
  EventBridge: () => ({ group: 'all', most: 50 }),
  CloudTrail: (operation) => ({ group: operation, most: operation === 'LookupEvents' ? 2 : 10 }),
  // GetPolicy has a number of its own; all others share one, but for GetFunction.
  Lambda: (operation) =>
    operation === 'GetFunction'
      ? { group: operation, most: 100 }
      : { group: operation === 'GetPolicy' ? operation : 'others', most: 15 },
}

/** The least part of a stated number to which refusals slow us down, and the least number where none is stated. */
const LEAST_PART = 0.2
const LEAST = 2
/** What a refusal leaves of the pace, at most once a second; and by how much it grows in a second without one. */
const SLOWER = 0.7
const FASTER = 1.1
/** A pace that was made slower and is faster than this again is none any more, where no number is stated. */
const FAST = 500

/**
 * Lets requests go no faster than so many a second, in any second. When the service refuses some all the same, since others
 * ask it too, it becomes slower, and faster again as long as nothing is refused.
 */
export class Pace {
  /** When the last requests were let go, or will be, oldest first. */
  private starts: number[] = []
  private rate: number
  /** When the pace last became slower, and since when it has not grown. */
  private refused = Number.NEGATIVE_INFINITY
  private grown = Number.NEGATIVE_INFINITY

  /** `most`: requests a second; Infinity when there is no such number. `now`: in milliseconds. */
  constructor(
    private readonly most: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.rate = most
  }

  /** Resolves when a request may go. Throws the signal's reason when it ends first. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.recover()
    const now = this.now()
    // What lies longer back than any window that is looked at.
    while (this.starts[0] !== undefined && this.starts[0] < now - 5000) this.starts.shift()
    const start = Math.max(now, this.next())
    this.starts.push(start)
    if (start > now) await rest(start - now, signal)
  }

  /** The service has refused a request for being one too many. */
  slowDown(): void {
    const now = this.now()
    this.recover()
    // Requests that were under way together are refused together: that is one reason, not many.
    if (now - this.refused < 1000) return
    const lately = this.starts.filter((start) => start <= now && start > now - 1000).length
    const least = Number.isFinite(this.most) ? this.most * LEAST_PART : LEAST
    this.rate = Math.max(least, Math.min(this.rate, lately) * SLOWER)
    this.refused = now
    this.grown = now
  }

  private recover(): void {
    if (this.rate >= this.most) return
    const now = this.now()
    const seconds = Math.floor((now - this.grown) / 1000)
    if (seconds < 1) return
    this.rate = Math.min(this.most, this.rate * FASTER ** seconds)
    if (this.rate > FAST) this.rate = this.most
    this.grown += seconds * 1000
  }

  /** When there is room for one more: a window of so many requests after the one that many ago. */
  private next(): number {
    if (!Number.isFinite(this.rate)) return 0
    const many = Math.max(1, Math.floor(this.rate))
    const before = this.starts.at(-many)
    return before === undefined ? 0 : before + (many / this.rate) * 1000
  }
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', over)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', over, { once: true })
  })
}

/** The paces of one connection: each account and Region has its own numbers. */
export class Paces {
  private readonly known = new Map<string, Pace>()

  /** The pace of an operation of a service in a place. */
  of(place: string, service: string, operation: string): Pace {
    const { group, most } = STATED[service]?.(operation) ?? { group: operation, most: Number.POSITIVE_INFINITY }
    const key = `${place} ${service} ${group}`
    const pace = this.known.get(key) ?? new Pace(most)
    this.known.set(key, pace)
    return pace
  }
}

/** Has every request of a client, each retry too, wait for its turn. `place`: whose client it is, and of which Region. */
export function keepPace(client: unknown, paces: Paces, place: string, signal: () => AbortSignal): void {
  const middleware: Middleware<unknown> = (next, context) => async (args) => {
    const service = (context.clientName ?? '').replace(/Client$/, '')
    const pace = paces.of(place, service, (context.commandName ?? '').replace(/Command$/, ''))
    await pace.turn(signal())
    try {
      return await next(args)
    } catch (thrown) {
      if (isThrottling(thrown)) pace.slowDown()
      throw thrown
    }
  }
  // After the middleware that tries again, so that it is passed at each attempt.
  ;(client as Stack).middlewareStack.add(middleware, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'eb-doctor-pace',
  })
}

/** AWS refuses a request for being one too many under several names. */
const isThrottling = (thrown: unknown): boolean => {
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } }
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name ?? '') || $metadata?.httpStatusCode === 429
}
