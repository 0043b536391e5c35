import type { Lack, Outcome } from './decide.js'
import { describeAll, describeFailing, placeOf } from './describe.js'
import { nearAction } from './near-elements.js'
import { closest } from './near-misses.js'
import type { Evaluated, Part } from './statement.js'
import type { Answer, Decision, Layer, Request } from './types.js'

/** At most so many Deny statements are quoted. */
const limit = 3

/** The sentences that say why, most telling first. */
export function explain(decision: Decision['decision'], outcomes: readonly Outcome[], request: Request): string[] {
  const reading = (answer: Answer) => outcomes.find((outcome) => outcome.answer === answer)
  const [denied, lacking, allowed] = [reading('ExplicitlyDenied'), reading('ImplicitlyDenied'), reading('Allowed')]
  switch (decision) {
    case 'Allowed':
      return (allowed?.deciding ?? []).map(({ trace }) => `${placeOf(trace)} allows it: ${describeAll(trace)}`)
    case 'ExplicitlyDenied':
      return certain(denied).map(({ trace }) => `${placeOf(trace)} denies it: ${describeAll(trace)}`)
    case 'ImplicitlyDenied':
      return (lacking?.lacking ?? []).map((lack) => describeLack(lack, request))
    case 'CannotTell':
      return [...unlessOrganization(denied, lacking, allowed), ...unsure(denied, lacking, request)]
  }
}

function certain(denied: Outcome | undefined): Evaluated[] {
  return (denied?.deciding ?? []).filter(({ trace }) => trace.applies === 'yes').slice(0, limit)
}

/** Organisation policies can rarely be read from a member account, so say what holds as far as one can see. */
function unlessOrganization(denied: Outcome | undefined, lacking: Outcome | undefined, allowed: Outcome | undefined) {
  const open = [...(denied?.deciding ?? []).map(({ trace }) => trace), ...(lacking?.lacking ?? [])]
  const organization = open.every(({ layer }) => layer === 'scps' || layer === 'rcps')
  return allowed && organization && open.length > 0 ? ['Allowed unless an organization policy denies it.'] : []
}

/** What may deny, then what may or may not allow. */
function unsure(denied: Outcome | undefined, lacking: Outcome | undefined, request: Request): string[] {
  const mayDeny = (denied?.deciding ?? []).slice(0, limit).map((statement) => perhaps(statement, 'may deny it'))
  const mayAllow = (lacking?.lacking ?? []).flatMap((lack) => {
    const open = lack.statements.filter(({ trace }) => trace.effect !== 'Deny' && trace.applies === 'maybe')
    if (open.length > 0) return open.slice(0, limit).map((statement) => perhaps(statement, 'may allow it'))
    return [describeLack(lack, request)]
  })
  const owner = request.resourceAccount ?? request.resource.split(':')[4]
  const unknownOwner = owner || request.resource === '*' ? [] : ['The account that owns the resource is not known.']
  return [...new Set([...mayDeny, ...mayAllow, ...unknownOwner])]
}

function perhaps({ trace }: Evaluated, what: string): string {
  const oddities = trace.warnings.map(({ text }) => text)
  if (trace.index === 0) return `${trace.document}: ${oddities.join(' ')} Its content may change the result.`
  const reasons = [describeOpen(trace), ...oddities].filter((text) => text !== '').join('; ')
  return `${placeOf(trace)} ${what}: ${reasons}`
}

function describeOpen(trace: Evaluated['trace']): string {
  return describeFailing({ ...trace, elements: trace.elements.filter(({ outcome }) => outcome === 'maybe') })
}

const titles: Record<Layer, { none: string; title: string }> = {
  identity: { none: 'No identity policy is attached.', title: 'identity policies' },
  boundary: { none: 'The permissions boundary is empty.', title: 'permissions boundary' },
  session: { none: 'The session policy is empty.', title: 'session policy' },
  resource: { none: 'The resource has no policy of its own.', title: 'resource policy' },
  scps: { none: 'No service control policy is attached', title: 'service control policies' },
  rcps: { none: 'No resource control policy is attached', title: 'resource control policies' },
}

/** The closest Allow of a layer and what keeps it from applying. */
function describeLack({ layer, level, statements }: Lack, request: Request): string {
  const at = level === undefined ? '' : ` at ${level}`
  if (statements.length === 0) return level === undefined ? titles[layer].none : `${titles[layer].none}${at}.`
  const title = statements[0]?.trace.document ?? titles[layer].title
  const allows = statements.filter(({ trace }) => trace.effect !== 'Deny')
  const best = closest(allows)
  if (!best) return `${several(statements) ? titles[layer].title : title}${at}: no Allow statement.`
  const { trace } = best
  const about = (each: Evaluated) =>
    each.parts.some(({ kind, trace: { outcome } }) => kind === 'actions' && outcome !== 'no')
  if (allows.length > 1 && !allows.some(about) && !best.parts.some((part) => isTypo(part, request))) {
    const where = several(statements) ? titles[layer].title : title
    return `${where}${at}: none of the ${allows.length} Allow statements covers ${request.action}.`
  }
  return `${placeOf(trace)}: ${describeFailing(trace) || trace.warnings.map(({ text }) => text).join(' ')}`
}

function isTypo({ kind, element }: Part, { action }: Request): boolean {
  return kind === 'actions' && element.entries.some((entry) => nearAction(entry, action).length > 0)
}

function several(statements: readonly Evaluated[]): boolean {
  return new Set(statements.map(({ trace }) => trace.document)).size > 1
}
