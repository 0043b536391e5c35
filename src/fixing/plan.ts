import { CHECKS } from '../checks/index.js'
import { merge } from '../remedies/merge.js'
import type { Report, ReportedFinding } from '../report/report.js'
import type { Change, Fix } from '../verdict/fix.js'
import type { Severity } from '../verdict/verdict.js'
import { placeInPlan } from './writes.js'

/** The finding that a change is for. */
export interface Reason {
  /** ARN of the rule. */
  rule: string
  check: string
  target: string | null
  code: string
  summary: string
}

/** A change with all findings that it fixes. */
export interface PlannedChange extends Change {
  because: readonly Reason[]
}

/** A finding that no change fixes, with what a person has to decide. */
export interface Left extends Reason {
  severity: Severity
  decide: readonly string[]
  docs: string
}

/** All that is to be changed, as data: printed, written to a file, read again and carried out. */
export interface Plan {
  schemaVersion: 1
  kind: 'eb-doctor-plan'
  tool: Report['tool']
  context: { account: string; partition: string; region: string }
  /** Which findings the plan is for: the same choice gives the same plan again. */
  asked?: Pick<PlanOptions, 'only' | 'targets' | 'includeKeyPolicies' | 'extendSharedRoles'>
  /** The rules that were diagnosed. `ref` is the name of the bus, or its ARN in another account. */
  rules: readonly { name: string; bus: string; arn: string }[]
  changes: readonly PlannedChange[]
  /** Changes that are shown and not made without a flag. */
  withheld: readonly PlannedChange[]
  left: readonly Left[]
}

export interface PlanOptions {
  /** Only findings of these codes, if any are named. */
  only: readonly string[]
  /** Only findings of these targets, and of the whole rule, if any are named. */
  targets: readonly string[]
  includeKeyPolicies: boolean
  /** Whether the reports were made to extend roles that also serve something else (`offerRoles`). */
  extendSharedRoles: boolean
  /** The account that the caller's credentials belong to. */
  account: string
}

/** Makes one plan of the findings of one or more diagnoses. Writes nothing, asks nothing. */
export function makePlan(reports: readonly Report[], options: PlanOptions): Plan {
  const [first] = reports
  if (!first) throw new RangeError('a plan needs a diagnosis')
  const changes = new Map<string, PlannedChange>()
  const left: Left[] = []
  for (const { finding, reason, managedBy } of reports.flatMap((report) => wantedFindings(report, options))) {
    const fix: Fix | undefined = managedBy === undefined ? fixOf(finding) : managed(managedBy)
    const foreign = fix?.changes.find((change) => change.account !== options.account)
    if (fix && fix.changes.length > 0 && !foreign) {
      for (const change of fix.changes) add(changes, change, reason)
    }
    const decide = [...(fix?.decide ?? []), ...(foreign ? [ofAnotherAccount(foreign, options.account)] : [])]
    if (!fix || decide.length > 0) left.push({ ...reason, severity: finding.severity, decide, docs: finding.docs })
  }
  const planned = inOrder([...changes.values()])
  const isWithheld = ({ only }: Change) => only === 'include-key-policies' && !options.includeKeyPolicies
  const { account, partition, region } = first.context
  return {
    schemaVersion: 1,
    kind: 'eb-doctor-plan',
    tool: first.tool,
    context: { account, partition, region },
    asked: {
      only: options.only,
      targets: options.targets,
      includeKeyPolicies: options.includeKeyPolicies,
      extendSharedRoles: options.extendSharedRoles,
    },
    rules: reports.map(({ rule: { name, bus, arn } }) => ({ name, bus, arn })),
    changes: planned.filter((change) => !isWithheld(change)),
    withheld: planned.filter(isWithheld),
    left,
  }
}

/** Changes in the order in which they are made. */
export const inOrder = (changes: readonly PlannedChange[]): PlannedChange[] =>
  [...changes].sort((a, b) => placeInPlan(a.call) - placeInPlan(b.call))

function wantedFindings(report: Report, { only, targets }: PlanOptions) {
  const { arn, managedBy } = report.rule
  return report.checks
    .filter(({ check }) => !OF_WHAT_HAPPENED.includes(check))
    .filter(({ target }) => targets.length === 0 || target === null || targets.includes(target))
    .flatMap(({ check, target, findings }) =>
      findings
        .filter(({ code }) => only.length === 0 || only.includes(code))
        .map((finding) => {
          const { code, summary } = finding
          return { finding, managedBy, reason: { rule: arn, check, target, code, summary } satisfies Reason }
        }),
    )
}

function add(changes: Map<string, PlannedChange>, change: Change, reason: Reason): void {
  const known = changes.get(change.id)
  const because = [...(known?.because ?? []), reason].filter(
    (item, i, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === i,
  )
  changes.set(change.id, { ...(known ? merge(known, change) : change), because })
}

/** What these checks find is no part of the configuration: it is what the errors of the others are held against. */
const OF_WHAT_HAPPENED: readonly string[] = CHECKS.filter(({ evidence }) => evidence).map(({ id }) => id)

/** Of a finding that what happened contradicts nothing is changed: whatever looks wrong, events are delivered with it. */
function fixOf({ fix, evidence }: ReportedFinding): Fix | undefined {
  if (evidence?.state !== 'contradicted' || !fix || fix.changes.length === 0) return fix
  return {
    title: '',
    changes: [],
    decide: [
      `Nothing is changed for this finding, since what happened speaks against it: ${evidence.because.join(' ')}`,
      `If it is right all the same: ${fix.title}`,
    ],
  }
}

const managed = (by: string): Fix => ({
  title: '',
  changes: [],
  decide: [`The rule is managed by ${by}, and so is what belongs to it: change it there.`],
})

const ofAnotherAccount = ({ resource, account }: Change, own: string): string =>
  `${resource} belongs to account ${account}, and these are credentials of account ${own}: its owner has to change it.`
