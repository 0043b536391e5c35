// How fast the policy evaluator is, and that hostile wildcards cannot slow it down. Needs `npm run build` first.
import { pathToFileURL } from 'node:url'

const [account, region] = ['111122223333', 'eu-west-1']
const arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`

/** Five documents with forty statements, as a role that grew over the years has them. */
function typicalRole() {
  const services = ['sqs', 'sns', 'lambda', 'states', 'kinesis', 'logs', 'dynamodb', 'kms']
  return Array.from({ length: 5 }, (_, d) => ({
    Version: '2012-10-17',
    Statement: services.map((service, s) => ({
      Sid: `S${d}${s}`,
      Effect: d === 4 && s === 7 ? 'Deny' : 'Allow',
      Action: [`${service}:Get*`, `${service}:List*`, `${service}:Put${d}`],
      Resource: [arn(service, `app-${d}-*`), arn(service, 'shared')],
      ...(s % 4 === 0 && { Condition: { StringEquals: { 'aws:ResourceTag/team': ['orders', 'billing'] } } }),
    })),
  }))
}

const roleRequest = {
  principal: `arn:aws:iam::${account}:role/deliver`,
  action: 'states:StartExecution',
  resource: arn('states', 'stateMachine:settle'),
  context: { 'aws:PrincipalTag/team': 'orders', 'aws:RequestedRegion': region },
}

const grant = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'states:StartExecution', Resource: arn('states', 'stateMachine:*') },
}

/** Patterns that make a backtracking matcher try everywhere, up to the given size of the document. */
function hostilePolicy(size) {
  const pattern = `${'*a?'.repeat(40)}${'a'.repeat(200)}b*`
  const values = Array.from({ length: Math.floor(size / (pattern.length + 3)) }, () => pattern)
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/team': values } },
    },
  }
}

const hostileRequest = (length) => ({ ...roleRequest, context: { 'aws:PrincipalTag/team': 'a'.repeat(length) } })

/** The best of several runs, in milliseconds: what else the machine does only ever adds to it. */
function best(run, times = 25) {
  for (let i = 0; i < 10; i++) run()
  const measured = Array.from({ length: times }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...measured)
}

/** The rate of the best of several batches. */
function perSecond(run, batch = 50) {
  for (let i = 0; i < 300; i++) run()
  const milliseconds = best(() => {
    for (let i = 0; i < batch; i++) run()
  })
  return (batch * 1000) / milliseconds
}

/** The figures, for a table or a report. */
export async function benchIam() {
  const { evaluate } = await import(new URL('../../dist/iam/index.js', import.meta.url))
  const role = typicalRole()
  const rate = (policies) => Math.round(perSecond(() => evaluate(roleRequest, policies)))
  const hostile = (size, length) => {
    const [policies, request] = [{ identity: [hostilePolicy(size)] }, hostileRequest(length)]
    return best(() => evaluate(request, policies))
  }
  const base = hostile(20_000, 2_000)
  const round = (value) => Math.round(value * 100) / 100
  return [
    {
      name: 'iam: allowed, role of 5 documents and 40 statements',
      value: rate({ identity: [grant, ...role.slice(0, 4), ...role.slice(4)] }),
      unit: 'evaluations/s',
    },
    { name: 'iam: denied with near misses, the same role', value: rate({ identity: role }), unit: 'evaluations/s' },
    { name: 'iam: hostile wildcards, 20 KB against 2 KB', value: round(base), unit: 'ms' },
    { name: 'iam: the same, policy doubled', value: round(hostile(40_000, 2_000) / base), unit: 'times' },
    { name: 'iam: the same, string doubled', value: round(hostile(20_000, 4_000) / base), unit: 'times' },
    {
      name: 'iam: the same, policy and string four times as long',
      value: round(hostile(80_000, 8_000) / base),
      unit: 'times',
    },
  ]
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { name, value, unit } of await benchIam())
    console.log(`${name.padEnd(56)} ${String(value).padStart(10)} ${unit}`)
}
