import * as v from 'valibot'
import { READ_NAMES } from '../aws/account.js'
import type { Json } from '../text/json.js'
import { operationOf } from './writes.js'

/** Deeper than any request of AWS; what is deeper was not written by eb-doctor. */
const DEEPEST = 64

const isShallow = (value: unknown, left = DEEPEST): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((item) => isShallow(item, left - 1)))

const Text = v.string()
const json = v.custom<Json>((value) => value !== undefined && isShallow(value))
const Members = v.custom<{ readonly [member: string]: Json }>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isShallow(value),
)

const Call = v.pipe(
  v.strictObject({ service: Text, operation: Text, input: Members, region: Text }),
  v.check((call) => operationOf(call) !== undefined, 'it holds a change that eb-doctor does not make'),
)

const Source = v.strictObject({
  read: v.picklist(READ_NAMES),
  args: v.array(json),
  path: v.array(
    v.union([Text, v.strictObject({ where: Text, is: Text }), v.strictObject({ parse: v.literal('json') })]),
  ),
})

const role = { role: Text }
const arn = { arn: Text }
const Place = v.variant('kind', [
  v.strictObject({ kind: v.literal('trust'), ...role }),
  v.strictObject({ kind: v.literal('inline'), ...role, name: Text }),
  v.strictObject({ kind: v.literal('queue'), ...arn, url: Text }),
  v.strictObject({ kind: v.literal('topic'), ...arn }),
  v.strictObject({ kind: v.literal('bus'), ...arn }),
  v.strictObject({ kind: v.literal('logs'), ...arn, name: Text }),
  v.strictObject({ kind: v.literal('key'), ...arn }),
])
const Statement = v.pipe(
  Members,
  v.check((statement) => typeof statement['Sid'] === 'string', 'a statement has no Sid'),
)

const change = {
  id: Text,
  resource: Text,
  account: Text,
  title: Text,
  before: json,
  after: json,
  source: Source,
  call: Call,
  undo: Call,
  doubts: v.array(Text),
  needs: v.array(Text),
  edit: v.optional(v.strictObject({ place: Place, statements: v.array(Statement) })),
  only: v.optional(v.literal('include-key-policies')),
  stack: v.optional(Text),
}

const reason = { rule: Text, check: Text, target: v.nullable(Text), code: Text, summary: Text }
const Planned = v.strictObject({ ...change, because: v.array(v.strictObject(reason)) })

const Context = v.strictObject({
  account: v.pipe(Text, v.regex(/^\d{12}$/)),
  partition: v.pipe(Text, v.regex(/^[a-z-]{1,32}$/)),
  region: v.pipe(Text, v.regex(/^[a-z0-9-]{1,32}$/)),
})
const Rules = v.array(v.strictObject({ name: v.pipe(Text, v.regex(/^[.\-_A-Za-z0-9]{1,64}$/)), bus: Text, arn: Text }))

/** A whole plan, as it is written to a file. Members that it does not have are refused: nothing hides in a plan. */
export const PlanSchema = v.strictObject({
  schemaVersion: v.literal(1, 'it was made by another version of eb-doctor'),
  kind: v.literal('eb-doctor-plan', 'it is not a plan of eb-doctor'),
  tool: v.strictObject({ name: Text, version: Text }),
  context: Context,
  asked: v.optional(
    v.strictObject({
      only: v.array(Text),
      targets: v.array(Text),
      includeKeyPolicies: v.boolean(),
      extendSharedRoles: v.boolean(),
    }),
  ),
  rules: Rules,
  changes: v.array(Planned),
  withheld: v.array(Planned),
  left: v.array(
    v.strictObject({ ...reason, severity: v.picklist(['error', 'warning']), decide: v.array(Text), docs: Text }),
  ),
})

/** One line of a journal, without its seal. */
export const EntrySchema = v.variant('event', [
  v.strictObject({
    event: v.literal('begin'),
    schemaVersion: v.literal(1),
    kind: v.literal('eb-doctor-journal'),
    at: Text,
    context: Context,
    rules: Rules,
  }),
  v.strictObject({
    event: v.literal('about-to'),
    id: Text,
    change: v.strictObject({ ...change, because: v.optional(v.array(v.strictObject(reason))) }),
  }),
  v.strictObject({ event: v.literal('done'), id: Text, reached: v.optional(json) }),
  v.strictObject({ event: v.literal('failed'), id: Text, error: Text }),
  v.strictObject({ event: v.literal('undone'), id: Text }),
])

/**
 * What is wrong with a value, in words that complete "FILE cannot be used: ..."; undefined when nothing is. Never quotes
 * the value.
 */
export function problemWith(schema: v.GenericSchema, value: unknown): string | undefined {
  const { success, issues } = v.safeParse(schema, value, { abortEarly: true })
  if (success) return undefined
  const [issue] = issues
  if (issue && /^(it|a) /.test(issue.message)) return issue.message
  const at = (issue?.path ?? []).map(({ key }) => String(key)).join('.')
  return `its member ${at || 'at the top'} is not as eb-doctor writes it`
}
