import { readPattern } from '../../pattern/model.js'
import type { Alternative } from '../../trigger/alternative.js'
import { lint } from '../../trigger/lint.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { error, ok, undecidable, type Verdict, warning } from '../../verdict/verdict.js'

interface SeenPattern {
  verdicts: readonly Verdict<'pattern-never-matches' | 'pattern-suspicious'>[]
  /** The ways in which the pattern may match. */
  alive: readonly Alternative[]
}

/** Whether an event can match the rule's pattern, whoever sends it. `text` is its EventPattern. */
export async function patternCanMatch(rule: RuleAddress, text: string): Promise<SeenPattern> {
  const read = readPattern(text)
  if (read.state !== 'read') {
    // EventBridge has taken the pattern: what cannot be followed here is no fault of it.
    const says = `EventBridge has accepted the event pattern of rule ${rule.name}, but eb-doctor cannot follow it: ${read.reason}. Try it with an event: aws events test-event-pattern.`
    return { verdicts: [...oddOr(rule, read.reason), undecidable(says)], alive: [] }
  }
  const { dead, suspicious, alive } = await lint(read.model)
  const never = dead.map((flaw) =>
    error('pattern-never-matches', `The event pattern of rule ${rule.name} never matches: it ${sentence(flaw.says)}`, {
      because: [flaw.because],
    }),
  )
  const odd = suspicious.map((flaw) =>
    warning('pattern-suspicious', `The event pattern of rule ${rule.name} ${sentence(flaw.says)}`, {
      because: [flaw.because],
    }),
  )
  const found = [...never, ...odd]
  return {
    verdicts: found.length > 0 ? found : [ok('Nothing is known that keeps the event pattern from matching.')],
    alive,
  }
}

/** PutRule refuses this today. A rule from before `$or` was an operator has a field of that name, which no event has. */
const oddOr = (rule: RuleAddress, reason: string): SeenPattern['verdicts'] =>
  /(followed with|array of|Objects in) \$or/.test(reason)
    ? [
        warning(
          'pattern-suspicious',
          `The event pattern of rule ${rule.name} has "$or" with something else than a list of two or more objects, which is no operator.`,
          { because: [`EventBridge's words for it: ${reason}`] },
        ),
      ]
    : []

/** A flaw may end in a question. */
const sentence = (says: string): string => (/[?.]$/.test(says) ? says : `${says}.`)
