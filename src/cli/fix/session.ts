import type { Account } from '../../aws/account.js'
import type { Aws } from '../../aws/live/clients.js'
import type { RememberingAccount } from '../../aws/memory.js'
import type { Report } from '../../report/report.js'
import { unique } from '../../text/unique.js'
import { addressOf, type RuleAddress, type RuleRef } from '../../verdict/rule-address.js'
import { Stop } from '../base.js'
import type { Clock } from '../clock.js'
import { tellCall } from '../debug.js'
import { agreeOnAccount } from '../place.js'
import { fromAws, notConnected } from '../source.js'
import type { FixRequest } from './request.js'

/** A rule that was diagnosed, with the account as it was seen then. */
export interface Diagnosed {
  report: Report
  address: RuleAddress
  account: RememberingAccount
}

/** A connection to AWS that diagnoses as often as it is asked to. */
export interface Session {
  /** Remembers nothing: each look is a new one. */
  live: Account
  aws: Aws
  /** Ends what is asked through this session. */
  clock: Clock
  region: string
  /** The account that the credentials belong to, and its partition. */
  account: string
  partition: string
  /** The rule that was named, or every rule of the bus. */
  refs(): Promise<readonly RuleRef[]>
  /** With what happened for a plan; afterwards it says nothing yet about the account as it is then. */
  diagnose(refs: readonly RuleRef[], purpose?: 'plan'): Promise<Diagnosed[]>
}

/** Rules that are diagnosed at the same time: more than a scan's, since a plan keeps all of them anyway, and all wait for CloudTrail first. */
const AT_ONCE = 128

/** Connects. Throws Stop when there is no region, no credentials or no AWS. The clock ends whatever is still asked. */
export async function openSession(request: FixRequest, clock: Clock): Promise<Session> {
  const note = request.debug ? tellCall : () => {}
  // Without a name the bus is all that is wanted; any name does to read it.
  const source = await fromAws(
    { ...request, rule: request.rule ?? 'every-rule', manyRules: request.rule === undefined },
    clock.signal,
    note,
  )
  const { account: live, aws, region, ref } = source
  if (!aws) throw new Stop('wrong-usage', 'A snapshot cannot be fixed.', '')
  const caller = await live.caller()
  if (caller.state === 'denied' || caller.state === 'failed') {
    const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied.`
    throw notConnected({ unread: caller, message }, request, region)
  }
  if (caller.state === 'missing') throw new Stop('no-credentials', 'AWS did not say whose credentials these are.', '')
  const who = caller.value
  await agreeOnAccount(ref, live, false)

  /** One look at all of them: what the rules share is read once. Each call looks anew. */
  async function diagnoseAll(refs: readonly RuleRef[], purpose?: 'plan'): Promise<Diagnosed[]> {
    const [{ CHECKS }, { CannotConnect }, { diagnoseMany }, { shareReads }] = await Promise.all([
      import('../../checks/index.js'),
      import('../../diagnosis/diagnose.js'),
      import('../../scan/many.js'),
      import('../../scan/sharing/share.js'),
    ])
    const done: Diagnosed[] = []
    const account = shareReads(live, { homeAccount: who.account, rules: () => refs.length })
    // A list costs one look for a hundred rules; of a single rule it would cost more than it saves.
    if (refs.length > 1) await Promise.all(unique(refs.map(({ bus }) => bus)).map((bus) => account.rules(bus)))
    try {
      for await (const one of diagnoseMany(refs, {
        account,
        // What evidently delivers is not changed; what happened before a change says nothing about the account after it.
        checks: CHECKS.filter(({ evidence }) => purpose === 'plan' || !evidence),
        leftOut: [],
        region,
        version: request.version,
        now: new Date(),
        sinceMinutes: Math.ceil(request.sinceSeconds / 60),
        concurrency: AT_ONCE,
        signal: clock.signal(),
        everyRule: true,
      })) {
        done.push({ ...one, address: addressOf(one.ref, who, region) })
      }
      return done
    } catch (thrown) {
      throw thrown instanceof CannotConnect ? notConnected(thrown, request, region) : thrown
    }
  }

  return {
    live,
    aws,
    clock,
    region,
    account: who.account,
    partition: who.partition,
    async refs() {
      if (request.rule !== undefined) return [ref]
      const names = await live.ruleNames(ref.bus)
      if (names.state === 'found') return names.value.map((name) => ({ ...ref, name }))
      if (names.state === 'missing') throw new Stop('bus-not-found', `There is no bus ${ref.bus} in ${region}.`, '')
      const why = names.state === 'denied' ? `grant ${names.action}` : names.error.message
      throw new Stop('not-reachable', `The rules of bus ${ref.bus} could not be listed: ${why}.`, 'Name one rule.')
    },
    diagnose: diagnoseAll,
  }
}
