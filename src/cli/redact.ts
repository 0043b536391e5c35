import { type Memory, recall, remember } from '../aws/memory.js'
import type { DiagnoseOptions } from '../diagnosis/diagnose.js'
import { diagnose } from '../diagnosis/diagnose.js'
import { type Hiding, hidingOf, redact } from '../diagnosis/redaction/redact.js'
import { makeRedactor } from '../diagnosis/redaction/redactor.js'
import { vocabulary } from '../diagnosis/redaction/vocabulary.js'
import { type Counted, PSEUDONYMS, type Report } from '../report/report.js'
import type { RuleRef } from '../verdict/rule-address.js'
import { hidingKey } from './mark.js'

type Bare = Omit<Report, 'stats'>

/**
 * Diagnoses what was seen once more, under pseudonyms: what is printed then has never known the real names. The verdict, and
 * with it the exit code, stays that of the account itself; where the pseudonyms change what the checks find, it is said.
 */
export async function redactedRun(options: DiagnoseOptions, real: Bare) {
  const hidden = await redact({ ref: options.ref, memory: options.account.memory() }, await hidingKey(process.env))
  const account = remember(recall(hidden.memory))
  const { signal } = new AbortController()
  const { onCheck: _, ...rest } = options
  const report = await diagnose({ ...rest, ref: hidden.ref, account, signal })
  return { report: sameVerdict(report, real), ref: hidden.ref, memory: hidden.memory }
}

function sameVerdict(report: Bare, real: Bare): Bare {
  const codes = ({ checks }: Bare) =>
    checks.map(({ check, status, findings }) => `${check} ${status} ${findings.map(({ code }) => code).join()}`).join()
  const limits: string[] = [PSEUDONYMS]
  if (codes(report) !== codes(real)) {
    limits.push(`The pseudonyms change what some checks find: the verdict is that of the account itself.`)
  }
  return { ...report, verdict: real.verdict, limits: [...report.limits, ...limits] }
}

/** What hides the names of an account in all that a command shows of it. `seen` is all that was read. */
export const hidingFor = async (refs: readonly RuleRef[], seen: Memory): Promise<Hiding> =>
  hidingOf(refs, seen, await hidingKey(process.env))

/** Hides in a message what the user has typed, and every word that is none of AWS's or of eb-doctor's. */
export async function hideInText(argv: readonly string[]): Promise<(text: string) => string> {
  const typed = argv
    .flatMap((word) => (word.startsWith('-') ? word.split('=').slice(1) : [word]))
    .filter((word) => word.length > 2 && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(word))
    .sort((a, b) => b.length - a.length)
  const { text } = makeRedactor(await hidingKey(process.env), await vocabulary(), new Set(typed))
  const hide = (message: string, [word, ...rest]: readonly string[]): string =>
    word === undefined
      ? text(message)
      : message
          .split(word)
          .map((part) => hide(part, rest))
          .join(text(word))
  return (message) => hide(message, typed)
}

/** Gives texts of an account, and names, the pseudonyms that its reports have. */
export interface Pseudonyms {
  text(text: string): string
  /** A name that somebody gave, whatever words of AWS it is made of. */
  name(name: string): string
}

const BEFORE_NAME = 'arn:aws:events:us-east-1:111122223333:event-bus/'

export async function pseudonyms(): Promise<Pseudonyms> {
  const { text } = makeRedactor(await hidingKey(process.env), await vocabulary(), new Set())
  return {
    text,
    // What stands in the resource of an ARN is a name.
    name(plain) {
      const hidden = text(`${BEFORE_NAME}${plain}`)
      return hidden.slice(hidden.indexOf('event-bus/') + 'event-bus/'.length)
    },
  }
}

/** How a diagnosis counts, under pseudonyms. */
export function redactedCount({ as, suppressed, regraded }: Counted, { text, name }: Pseudonyms): Counted {
  const hidden = <T extends { target: string | null }>(one: T): T => ({
    ...one,
    target: one.target && name(one.target),
  })
  return {
    as,
    suppressed: suppressed.map((one) => ({ ...hidden(one), reason: text(one.reason) })),
    regraded: regraded.map(hidden),
  }
}
