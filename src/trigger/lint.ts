import { awsValueFlaws } from './aws-values.js'
import { envelopeFlaws } from './envelope.js'
import type { Flaw } from './flaw.js'
import type { Alternative } from './pattern.js'

/** What the pattern alone tells. */
export interface Lint {
  /** One flaw for each alternative that can never match. */
  dead: readonly Flaw[]
  suspicious: readonly Flaw[]
  /** The alternatives that may match. */
  alive: readonly Alternative[]
}

/**
 * Finds what can never match and what looks misspelt, without asking AWS. With `$or` a pattern is dead only when every
 * alternative is; a dead alternative of several is suspicious.
 */
export function lint(alternatives: readonly Alternative[]): Lint {
  const looked = alternatives.map((alternative) => ({
    alternative,
    flaws: [...envelopeFlaws(alternative), ...awsValueFlaws(alternative)],
  }))
  const isDead = ({ flaws }: { flaws: readonly Flaw[] }) => flaws.some((flaw) => flaw.kind === 'dead')
  const alive = looked.filter((one) => !isDead(one))
  const flaws = looked.flatMap((one) => one.flaws)
  const deadFlaws = unique(flaws.filter((flaw) => flaw.kind === 'dead'))
  return {
    dead: alive.length === 0 ? deadFlaws : [],
    suspicious: unique([
      ...(alive.length === 0 ? [] : deadFlaws),
      ...flaws.filter((flaw) => flaw.kind === 'suspicious'),
    ]),
    alive: alive.map((one) => one.alternative),
  }
}

const unique = (flaws: readonly Flaw[]): readonly Flaw[] => [
  ...new Map(flaws.map((flaw) => [`${flaw.says} ${flaw.because}`, flaw])).values(),
]
