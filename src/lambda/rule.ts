import { remember } from '../aws/memory.js'
import { isUnread } from '../aws/read.js'
import { CHECKS } from '../checks/index.js'
import { exitCodeOf } from '../cli/exit-codes.js'
import { hiddenAccount } from '../cli/mark.js'
import { CannotConnect, diagnose } from '../diagnosis/diagnose.js'
import type { Report } from '../report/report.js'
import { fleetPlaces } from '../scan/fleet.js'
import { BadRuleRef, parseRuleRef } from '../verdict/rule-address.js'
import { homeOf, type Reach } from './connect.js'
import { BadInput, type RuleInput } from './input.js'
import type { Settings } from './settings.js'

/** The diagnosis of one rule, for a person and for a program. */
export interface RuleResult {
  rule: string
  verdict: Report['verdict']
  /** As of `eb-doctor rule`: 0 healthy or at risk, 1 broken, 3 inconclusive. */
  exitCode: number
  firstBrokenHop: Report['firstBrokenHop']
  /** What `eb-doctor rule` prints, without colour. */
  text: string
}

/** Columns of the text: what the console of Systems Manager shows without a scroll bar. */
const WIDTH = 100

/**
 * Diagnoses one rule with the role in its account; with the function's own credentials when no role is named at all. Where
 * that account cannot be looked at the verdict is inconclusive, and the text says why.
 */
export async function diagnoseRule(
  { rule, role }: RuleInput,
  settings: Settings,
  { reach, signal, version }: { reach: Reach; signal: AbortSignal; version: string },
): Promise<RuleResult> {
  const ref = refOf(rule)
  const name = role ?? settings.role
  const opened = await accountOf(ref, name, settings, reach)
  if ('because' in opened) return notLookedAt(rule, opened.because)
  try {
    const started = performance.now()
    const seen = await diagnose({
      ref,
      account: remember(opened.account),
      checks: CHECKS,
      region: ref.region,
      source: 'live',
      version,
      now: new Date(),
      sinceMinutes: settings.sinceMinutes,
      signal,
    })
    const report = { ...seen, stats: { ...reach.stats, milliseconds: Math.round(performance.now() - started) } }
    const { verdict, firstBrokenHop } = report
    const { renderTerminal } = await import('../report/terminal.js')
    const text = renderTerminal(report, { width: WIDTH, color: false })
    return { rule, verdict, exitCode: exitCodeOf(verdict, 'error'), firstBrokenHop, text }
  } catch (thrown) {
    if (thrown instanceof CannotConnect) return notLookedAt(rule, thrown.message)
    throw thrown
  }
}

const notLookedAt = (rule: string, because: string): RuleResult => ({
  ...{ rule, verdict: 'inconclusive', exitCode: exitCodeOf('inconclusive', 'error'), firstBrokenHop: null },
  text: `The rule was not looked at. ${because}\n`,
})

function refOf(rule: string) {
  try {
    const ref = parseRuleRef(rule)
    const { account, region } = ref
    if (account !== undefined && region !== undefined) return { ...ref, account, region }
  } catch (thrown) {
    if (!(thrown instanceof BadRuleRef)) throw thrown
  }
  throw new BadInput('The member rule of the input is not the ARN of a rule.')
}

async function accountOf(
  { account: id, region }: { account: string; region: string },
  role: string | undefined,
  settings: Settings,
  reach: Reach,
) {
  if (role === undefined) {
    const home = await reach.home(region)
    const caller = await home.account.caller()
    if (isUnread(caller)) return { because: 'AWS does not say whose credentials these are.' }
    if (caller.state === 'found' && caller.value.account === id)
      return { account: await hiddenAccount({}, home.account) }
    return { because: `The rule is in account ${id}, and no role there is named.` }
  }
  const { externalId } = settings
  const fleet = { accounts: [{ id }], regions: [region], role, ...(externalId === undefined ? {} : { externalId }) }
  for await (const found of fleetPlaces(fleet, await homeOf(await reach.home()), reach.with)) {
    return found.kind === 'place' ? { account: found.account } : { because: found.unseen.because }
  }
  return { because: 'There is no such account.' }
}
