import { lastSegment } from '../aws/arn.js'
import { type Check, type Stop, stopOf } from '../checks/check.js'
import { CHECKS } from '../checks/index.js'
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

/** The stops of each target, in the order of the delivery. */
const STOPS = ['target', 'role', 'policy', 'key'] as const

/** Draws the path out of the checks of a report: which hops there are, and how each of them stands. */
export function pathOf(report: Report): Path {
  const ofRule = report.checks.filter((check) => check.target === null)
  const stateAt = (stop: Stop) => stateOf(ofRule.flatMap((check) => about(check, stop)))
  const firstOfAll = report.firstBrokenHop
  const shared = mark(
    [
      {
        stop: 'event',
        label: report.rule.schedule ? `schedule ${report.rule.schedule.expression}` : 'event',
        state: stateAt('event'),
      },
      // A rule that could be read shows that its bus is there.
      {
        stop: 'bus',
        label: `bus ${report.rule.bus}`,
        state: report.rule.state === null ? 'open' : (stateAt('bus') ?? 'ok'),
      },
      { stop: 'rule', label: `rule ${report.rule.name}`, state: stateAt('rule') },
    ],
    ofRule,
    firstOfAll !== null && firstOfAll.target === null,
  )
  const branches = report.targets.map((target) => {
    // What is said of the end of the way of the only target is said of that target.
    const ofEnd = report.targets.length === 1 ? ofRule.flatMap((check) => about(check, 'end')) : []
    const mine = [...report.checks.filter((check) => check.target === target.id), ...ofEnd]
    const isFirst = ofEnd.some(({ check }) => check === firstOfAll?.check)
    return mark(
      stopsTo(target, mine),
      mine,
      firstOfAll?.target === target.id || (firstOfAll?.target === null && isFirst),
    )
  })
  return { shared, branches }
}

interface Stopped {
  stop: Stop
  label: string
  state: HopState | undefined
}

function stopsTo(target: ReportedTarget, checks: readonly CheckResult[]): Stopped[] {
  const labels = {
    target: `target ${target.id}`,
    role: target.role ? `role ${lastSegment(target.role)}` : 'its role',
    policy: 'its policy',
    key: 'its key',
  }
  const between = STOPS.map((stop) => ({
    stop,
    label: labels[stop],
    state: stateOf(checks.flatMap((check) => about(check, stop))),
  }))
  const arrival = { true: 'ok', false: 'open', null: 'unknown' } as const
  const seen = stateOf(checks.flatMap((check) => about(check, 'end')))
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

/** The check that a result is of. One id may be asked of the rule and of each target: then the title tells which. */
function declared(result: CheckResult): Check | undefined {
  const [first, ...others] = CHECKS.filter(({ id }) => id === result.check)
  return others.find(({ title }) => title === result.title) ?? first
}

const stopOfFinding = (result: CheckResult, code: string): Stop | null => {
  const check = declared(result)
  return check ? stopOf(check, code) : null
}

/**
 * What a check says about one stop. Of a check whose findings stand at several stops only the findings count: that it
 * found none, or could not look, says nothing about a single hop.
 */
function about(result: CheckResult, stop: Stop): CheckResult[] {
  const check = declared(result)
  if (typeof check?.stop !== 'function') return check?.stop === stop ? [result] : []
  const findings = result.findings.filter(({ code }) => stopOf(check, code) === stop)
  return [{ ...result, status: 'problem', because: null, findings }]
}

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
  const errors = checks.flatMap((check) =>
    check.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => ({ code, at: stops.findIndex(({ stop }) => stop === stopOfFinding(check, code)) })),
  )
  const first = errors.find(({ at }) => at >= 0)
  return stops.map(({ label, state }, i) => ({
    label,
    state: state ?? 'open',
    ...(first?.at === i ? { broken: { code: first.code, firstOfAll } } : {}),
  }))
}
