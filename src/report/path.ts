import { lastSegment } from '../aws/arn.js'
import { TARGET_SERVICES } from '../targets/index.js'
import type { CheckResult, Report, ReportedTarget } from './report.js'

/** open: no check says anything about it, or no event gets that far. */
export type HopState = 'ok' | 'warning' | 'unknown' | 'broken' | 'open'

export interface Hop {
  label: string
  state: HopState
  /** Set at the first broken hop of this part of the path. */
  broken?: { code: string; firstOfAll: boolean }
}

/** The way of an event: to the rule, and from there to each target. */
export interface Path {
  shared: readonly Hop[]
  branches: readonly (readonly Hop[])[]
}

/** A stop on the way to a target, and the checks that are about it. The order is that of the delivery. */
const STOPS = [
  { stop: 'target', checks: ['target-config', 'target-state'] },
  { stop: 'role', checks: ['role-trust', 'role-permissions'] },
  { stop: 'policy', checks: ['resource-policy', 'cross-account'] },
  { stop: 'key', checks: ['encryption'] },
] as const

const RULE_STOPS = [
  { stop: 'event', checks: ['trigger'] },
  { stop: 'rule', checks: ['rule', 'targets'] },
] as const

type Stop = (typeof STOPS)[number]['stop'] | (typeof RULE_STOPS)[number]['stop'] | 'end'

/** Draws the path out of the checks of a report: which hops there are, and how each of them stands. */
export function pathOf(report: Report): Path {
  const ofRule = report.checks.filter((check) => check.target === null)
  const [event, rule] = RULE_STOPS.map(({ checks }) => stateOf(ofRule.filter(isOneOf(checks))) ?? 'open')
  const firstOfAll = report.firstBrokenHop
  const shared = mark(
    [
      {
        stop: 'event',
        label: report.rule.schedule ? `schedule ${report.rule.schedule.expression}` : 'event',
        state: event,
      },
      // A rule that could be read shows that its bus is there.
      { stop: 'bus', label: `bus ${report.rule.bus}`, state: report.rule.state === null ? 'open' : 'ok' },
      { stop: 'rule', label: `rule ${report.rule.name}`, state: rule },
    ],
    ofRule,
    firstOfAll !== null && firstOfAll.target === null,
  )
  const branches = report.targets.map((target) => {
    const mine = report.checks.filter((check) => check.target === target.id)
    return mark(stopsTo(target, mine), mine, firstOfAll?.target === target.id)
  })
  return { shared, branches }
}

interface Stopped {
  stop: Stop | 'bus'
  label: string
  state: HopState | undefined
}

function stopsTo(target: ReportedTarget, checks: readonly CheckResult[]): Stopped[] {
  const evidence = checks.filter((check) => check.check === 'cloudtrail')
  const labels = {
    target: `target ${target.id}`,
    role: target.role ? `role ${lastSegment(target.role)}` : 'its role',
    policy: 'its policy',
    key: 'its key',
  }
  const between = STOPS.map(({ stop, checks: about }) => ({
    stop,
    label: labels[stop],
    state: stateOf([...checks.filter(isOneOf(about)), ...evidence.map((check) => only(check, stop))]),
  }))
  const arrival = { true: 'ok', false: 'open', null: 'unknown' } as const
  const seen = stateOf(evidence.map((check) => only(check, 'end')))
  return [
    // Most targets have no key of their own: one that is in order is not a hop worth drawing.
    ...between.filter(
      ({ stop, state }) => stop === 'target' || (state !== undefined && !(stop === 'key' && state === 'ok')),
    ),
    {
      stop: 'end',
      label: typeName(target.type),
      state: seen === 'broken' || seen === 'warning' ? seen : arrival[`${target.delivers}`],
    },
  ]
}

/** AWS's words for a type of target: `Lambda function`. */
export const typeName = (type: string): string =>
  TARGET_SERVICES.find((service) => service.id === type)?.name ?? 'service'

/** What CloudTrail saw belongs to the role when it could not be assumed, and else to the call at the end. */
const stopOf = (check: string, code: string): Stop | undefined =>
  check === 'cloudtrail'
    ? code === 'assume-role-failed'
      ? 'role'
      : 'end'
    : [...RULE_STOPS, ...STOPS].find(({ checks }) => (checks as readonly string[]).includes(check))?.stop

/** The evidence about one stop only. That none was found says nothing about a hop. */
const only = (check: CheckResult, stop: Stop): CheckResult => ({
  ...check,
  status: 'problem',
  because: null,
  findings: check.findings.filter((finding) => stopOf(check.check, finding.code) === stop),
})

const isOneOf = (ids: readonly string[]) => (check: CheckResult) => ids.includes(check.check)

/** The worst of some checks; undefined when none of them says anything. */
function stateOf(checks: readonly CheckResult[]): HopState | undefined {
  const severities = checks.flatMap((check) => check.findings.map((finding) => finding.severity))
  if (severities.includes('error')) return 'broken'
  if (checks.some((check) => check.status === 'unknown' || (check.findings.length > 0 && check.because !== null))) {
    return 'unknown'
  }
  if (severities.includes('warning')) return 'warning'
  return checks.some((check) => check.status === 'ok') ? 'ok' : undefined
}

function mark(stops: readonly Stopped[], checks: readonly CheckResult[], firstOfAll: boolean): Hop[] {
  const errors = checks.flatMap(({ check, findings }) =>
    findings
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => ({ code, at: stops.findIndex(({ stop }) => stop === stopOf(check, code)) })),
  )
  const first = errors.find(({ at }) => at >= 0)
  return stops.map(({ label, state }, i) => ({
    label,
    state: state ?? 'open',
    ...(first?.at === i ? { broken: { code: first.code, firstOfAll } } : {}),
  }))
}
