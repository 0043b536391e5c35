import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { CallNote } from '../aws/live/connect.js'
import { type RememberingAccount, remember } from '../aws/memory.js'
import { CHECKS } from '../checks/index.js'
import { CannotConnect, diagnose } from '../diagnosis/diagnose.js'
import { type BusRules, rulesOfBus } from '../event/ask.js'
import type { Diagnosed } from '../event/report.js'
import type { Walker } from '../event/walk.js'
import { parseRuleRef } from '../verdict/rule-address.js'
import type { Progress } from './progress.js'
import { connectTo, notConnected, type Place } from './source.js'

interface WalkerOptions {
  place: Omit<Place, 'sinceSeconds'>
  /** The connection that is there already, and its Region. */
  account: Account
  region: string
  /** The account that the credentials are of. */
  home: string
  sinceSeconds: number
  /** Ends with the time that there is for AWS. */
  signal(): AbortSignal
  onCall(call: CallNote): void
  progress: Progress
}

/** Follows events with live diagnoses. A rule and a bus are asked once, however many events come to them. */
export function liveWalker(options: WalkerOptions): Walker {
  const { place, region: here, home, signal, onCall, progress } = options
  const accounts = new Map<string, Promise<RememberingAccount>>([[here, Promise.resolve(remember(options.account))]])
  const diagnoses = new Map<string, Promise<Diagnosed>>()
  const buses = new Map<string, Promise<BusRules>>()
  const now = new Date()

  const accountIn = (region: string) =>
    once(accounts, region, async () =>
      remember((await connectTo({ ...place, region }, region, signal, onCall)).account),
    )

  async function diagnoseNow(ruleArn: string): Promise<Diagnosed> {
    const ref = parseRuleRef(ruleArn)
    const region = ref.region ?? here
    try {
      return await diagnose({
        ref,
        // What it was asked itself is told in its limits; the answers are shared.
        account: remember(await accountIn(region)),
        checks: CHECKS,
        region,
        source: 'live',
        version: place.version,
        now,
        sinceMinutes: Math.ceil(options.sinceSeconds / 60),
        signal: signal(),
        onCheck: (done, of) => progress.say(`eb-doctor: rule ${ref.name}, ${done} of ${of} checks done`),
      })
    } catch (thrown) {
      throw thrown instanceof CannotConnect ? notConnected(thrown, place, region) : thrown
    }
  }

  return {
    account: home,
    diagnose: (ruleArn) => once(diagnoses, ruleArn, () => diagnoseNow(ruleArn)),
    rulesOf: (busArn) =>
      once(buses, busArn, async () => {
        const arn = parseArn(busArn)
        const name = arn?.resource.slice('event-bus/'.length) ?? busArn
        progress.say(`eb-doctor: event bus ${name}`)
        return rulesOfBus(await accountIn(arn?.region ?? here), name)
      }),
  }
}

/** Makes a value once a key. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = made.get(key) ?? make()
  made.set(key, value)
  return value
}
