import { asciiJson } from '../text/ascii-json.js'
import type { Json } from '../text/json.js'
import type { Report } from './report.js'

/** What ended a command that could not diagnose anything. */
export interface ReportError {
  /** Stable kebab-case. */
  code: string
  message: string
  hint: string
}

/** The order in which the members of every object are written; the data of AWS (before, after, input) keeps its own. */
const ORDER = [
  ...['schemaVersion', 'tool', 'generatedAt', 'context', 'rule', 'verdict', 'counted', 'firstBrokenHop'],
  ...['targets', 'checks', 'as', 'suppressed', 'regraded'],
  ...[
    'leftOut',
    'window',
    'from',
    'to',
    'metrics',
    'label',
    'total',
    'points',
    'timeline',
    'nothingSeen',
    'time',
    'value',
    'gaps',
    'limits',
    'stats',
  ],
  ...['check', 'action', 'resource', 'id', 'name', 'version', 'account', 'partition', 'region', 'identity', 'source'],
  ...['arn', 'bus', 'state', 'eventPattern', 'schedule', 'expression', 'next', 'managedBy', 'type', 'role', 'delivers'],
  ...[
    'title',
    'target',
    'status',
    'code',
    'severity',
    'summary',
    'because',
    'evidence',
    'fix',
    'changes',
    'docs',
    'findings',
  ],
  ...['neededBy', 'statement', 'Effect', 'Action', 'Resource', 'calls', 'retries', 'milliseconds'],
  ...['read', 'args', 'path', 'before', 'after', 'call', 'undo', 'service', 'operation', 'input'],
  ...['doubts', 'needs', 'edit', 'place', 'kind', 'statements', 'only', 'stack', 'decide'],
]

/** Members whose value is AWS's data, not ours. */
const DATA = new Set(['before', 'after', 'input', 'args', 'statements'])

/**
 * The report as JSON text: the same members in the same order for the same report, no invisible characters, one line
 * break at the end. `report.schema.json` describes it.
 */
export const renderJson = (report: Report): string => `${asciiJson(ordered(report), 2)}\n`

/** The same on one line: a document among others, a line each. */
export const renderJsonLine = (report: Report): string => `${asciiJson(ordered(report))}\n`

/** An error as JSON text, for a command that could not diagnose anything; on one line where each document has a line. */
export const renderJsonError = ({ code, message, hint }: ReportError, asLine = false): string =>
  `${asciiJson({ schemaVersion: 1, error: { code, message, hint } }, asLine ? undefined : 2)}\n`

function ordered(value: unknown): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value as Json
  const rank = new Map(ORDER.map((key, i) => [key, i]))
  const rankOf = (key: string): number => rank.get(key) ?? ORDER.length
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
      .map(([key, member]) => [key, DATA.has(key) ? (member as Json) : ordered(member)]),
  )
}
