import type { PatternModel } from '../pattern/model.js'
import type { Alternative } from './alternative.js'
import { envelopeFlaws } from './envelope.js'
import { fieldFlaws } from './fields.js'
import type { Flaw } from './flaw.js'
import { nameFlaws } from './names.js'
import { operatorFlaws, replacedFlaws } from './operators.js'
import { recordFlaws } from './records.js'
import { regionFlaws } from './regions.js'
import { loadTables, type Tables } from './tables.js'

/** What the pattern alone tells. */
export interface Lint {
  /** One flaw for each alternative that can never match. */
  dead: readonly Flaw[]
  suspicious: readonly Flaw[]
  /** The alternatives that may match. */
  alive: readonly Alternative[]
}

/** `$or` can make a thousand combinations; what the tables say of the first ones is said of all that matters. */
const MOST_LOOKED_UP = 100

/**
 * Finds what can never match and what looks misspelt, without asking AWS. With `$or` a pattern is dead only when every
 * alternative is; a dead alternative of several is suspicious.
 */
export async function lint(model: PatternModel): Promise<Lint> {
  const looked = model.alternatives.slice(0, MOST_LOOKED_UP)
  const tables = await loadTables(looked)
  return judge(model, tables)
}

function judge(model: PatternModel, tables: Tables): Lint {
  const looked = model.alternatives.map((alternative, i) => ({
    alternative,
    flaws: [...envelopeFlaws(alternative), ...(i < MOST_LOOKED_UP ? moreFlaws(alternative, tables) : [])],
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
      ...replacedFlaws(model),
    ]),
    alive: alive.map((one) => one.alternative),
  }
}

const moreFlaws = (alternative: Alternative, tables: Tables): readonly Flaw[] => [
  ...operatorFlaws(alternative),
  ...nameFlaws(alternative, tables),
  ...recordFlaws(alternative, tables),
  ...fieldFlaws(alternative, tables),
  ...regionFlaws(alternative, tables),
]

const unique = (flaws: readonly Flaw[]): readonly Flaw[] => [
  ...new Map(flaws.map((flaw) => [`${flaw.says} ${flaw.because}`, flaw])).values(),
]
