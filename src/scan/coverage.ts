import type { Scanned } from './engine.js'
import type { Place, Unseen } from './report.js'
import { partsOfRule } from './rule-parts.js'

/** What was looked through of one account and Region. */
interface Part {
  place: Place
  /** null: the event buses could not be listed. */
  buses: readonly string[] | null
  /** The rules of each event bus that was listed. */
  rules: Map<string, ReadonlySet<string>>
  /** Event buses that do not exist, as AWS says. */
  none: Set<string>
  /** Event buses whose rules could not be listed, as AWS says. */
  refused: Set<string>
}

/** Keeps account of what a scan has seen: a rule that was not seen is not a rule that is gone. */
export class Coverage {
  private readonly parts = new Map<string, Part>()
  private readonly done = new Set<string>()
  readonly unseen: Unseen[] = []

  /** `narrowed`: whether only the event buses are looked through that the user named. */
  constructor(private readonly narrowed: boolean) {}

  addPlace(place: Place): void {
    this.parts.set(keyOf(place), { place, buses: null, rules: new Map(), none: new Set(), refused: new Set() })
  }

  addDone(arn: string): void {
    this.done.add(arn)
  }

  add(one: Exclude<Scanned, { kind: 'rule' }>, place: Place): void {
    const part = this.parts.get(keyOf(place))
    if (!part) return
    switch (one.kind) {
      case 'buses':
        part.buses = one.names
        return
      case 'rules':
        part.rules.set(one.bus, new Set(one.arns))
        return
      case 'no-bus':
        part.none.add(one.bus)
        return
      case 'unseen':
        if (one.unseen.bus !== null) part.refused.add(one.unseen.bus)
        this.unseen.push(one.unseen)
        return
    }
  }

  get places(): Place[] {
    return [...this.parts.values()].map(({ place }) => place)
  }

  get listed(): number {
    return [...this.parts.values()].reduce(
      (sum, { rules }) => sum + [...rules.values()].reduce((all, arns) => all + arns.size, 0),
      0,
    )
  }

  /** The rules that were listed and not diagnosed. */
  get notLookedAt(): string[] {
    return [...this.parts.values()].flatMap(({ rules }) =>
      [...rules.values()].flatMap((arns) => [...arns].filter((arn) => !this.done.has(arn))),
    )
  }

  /** Event buses that were to be looked through when the scan ended. */
  notListed(): Unseen[] {
    return [...this.parts.values()].flatMap(({ place, buses, rules, none, refused }): Unseen[] => {
      const because = 'The scan ended before its rules were listed.'
      const { account, region } = place
      if (buses === null) {
        const isTold = this.unseen.some((one) => one.account === account && one.region === region && one.bus === null)
        const what = `the event buses of ${account} in ${region}`
        return isTold ? [] : [{ account, region, bus: null, what, because: 'The scan ended before they were listed.' }]
      }
      return buses
        .filter((bus) => !rules.has(bus) && !none.has(bus) && !refused.has(bus))
        .map((bus) => ({ account, region, bus, what: `event bus ${bus} of ${account} in ${region}`, because }))
    })
  }

  /** Names of event buses that exist in none of the places. */
  missing(names: readonly string[]): string[] {
    const parts = [...this.parts.values()]
    return names.filter((name) => parts.length > 0 && parts.every(({ none }) => none.has(name)))
  }

  /** Event buses that the user named and that are not in a place, a sentence each. */
  absences(): string[] {
    return [...this.parts.values()].flatMap(({ place, none }) =>
      [...none].map((bus) => `There is no event bus ${bus} in ${place.region} of account ${place.account}.`),
    )
  }

  /** Whether a rule that was not diagnosed is not there any more; otherwise it was not looked for. */
  isGone(arn: string): boolean {
    const { bus, region, account } = partsOfRule(arn)
    const part = this.parts.get(keyOf({ region, account }))
    if (!part?.buses) return false
    const arns = part.rules.get(bus)
    if (arns) return !arns.has(arn)
    if (part.none.has(bus)) return true
    // An event bus that was not listed is gone with its rules, if all of them were to be listed.
    return !this.narrowed && !part.buses.includes(bus)
  }
}

const keyOf = ({ account, region }: Pick<Place, 'account' | 'region'>): string => `${account} ${region}`
