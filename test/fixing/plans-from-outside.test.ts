import { beforeAll, describe, expect, test } from 'vitest'
import { comparePlan } from '../../src/fixing/compare-plan.js'
import type { Plan } from '../../src/fixing/plan.js'
import { BadPlan, readPlan } from '../../src/fixing/read-plan.js'
import { takeSteps } from '../../src/fixing/steps.js'
import { stepsBack, stepsOf } from '../../src/fixing/undo.js'
import { isSame } from '../../src/remedies/meaning.js'
import type { Json } from '../../src/text/json.js'
import type { Call, Change } from '../../src/verdict/fix.js'
import { brokenAccount, planFor } from '../support/broken-account.js'

const ASKED = { only: [], targets: [], includeKeyPolicies: false, extendSharedRoles: false }
const plans = new Map<string, Promise<Plan>>()

/** The plan that the untouched account gives for a choice of findings. */
const planAsked = (asked: typeof ASKED): Promise<Plan> => {
  const key = JSON.stringify(asked)
  const plan = plans.get(key) ?? planFor(brokenAccount().account, asked)
  plans.set(key, plan)
  return plan
}

let text: string
let original: Plan
beforeAll(async () => {
  original = await planAsked(ASKED)
  text = JSON.stringify(original)
})

/** What becomes of a plan that comes from a file: why it is refused, or what is sent of it. */
async function carriedOut(file: string, world = brokenAccount()) {
  const sent: Call[] = []
  try {
    const plan = readPlan(file)
    const now = await planAsked((plan.asked ?? ASKED) as typeof ASKED)
    const { plan: ready, stale, made } = await comparePlan(plan, now, world.account)
    if (stale !== undefined) return { refused: 'changed since', sent }
    const outcome = await takeSteps(stepsOf(ready.changes), {
      account: world.account,
      async send(call) {
        sent.push(call)
        await world.send(call)
      },
      agree: async () => 'yes',
      interrupted: () => false,
      before: async () => {},
      after: async () => {},
      tell: () => {},
      patience: 0,
    })
    return { refused: undefined, sent, outcome, made }
  } catch (thrown) {
    if (thrown instanceof BadPlan) return { refused: thrown.message, sent }
    throw thrown
  }
}

const calls = (changes: readonly Change[]): Call[] => changes.map(({ call }) => call)

test('a plan as it was written is carried out as it stands, and undone whole', async () => {
  const world = brokenAccount()
  const before = structuredClone(world.state)
  const { refused, sent, outcome } = await carriedOut(text, world)
  expect([refused, outcome?.ended]).toEqual([undefined, 'done'])
  expect(sent).toEqual(calls(original.changes))
  const back = await takeSteps(stepsBack({ changes: original.changes.map((change) => ({ change })) }), {
    account: world.account,
    send: world.send,
    agree: async () => 'yes',
    interrupted: () => false,
    before: async () => {},
    after: async () => {},
    tell: () => {},
    patience: 0,
  })
  expect(back.steps.map(({ outcome: became }) => became)).toEqual(original.changes.map(() => 'done'))
  expect(world.state).toEqual(before)
})

test('a part of a plan is carried out as that part', async () => {
  const enable = original.changes.filter(({ call }) => call.operation === 'EnableRule')
  const { sent } = await carriedOut(JSON.stringify({ ...original, changes: enable, withheld: [] }))
  expect(sent).toEqual(calls(enable))
})

test('a plan that is for something that has changed since is not carried out', async () => {
  const file = {
    ...original,
    changes: original.changes.map((one) => ({ ...one, before: '{"Version":"2012-10-17","Statement":[]}' })),
  }
  expect(await carriedOut(JSON.stringify(file))).toEqual({ refused: 'changed since', sent: [] })
})

// biome-ignore lint/suspicious/noExplicitAny: a forger is not held by types
type Draft = any
const draftOf = (): Draft => JSON.parse(text) as Draft
const change = (draft: Draft, operation: string): Draft =>
  draft.changes.find((one: Draft) => one.call.operation === operation)

const ADMIN = '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"}]}'
const OTHER = '444455556666'

describe('a plan that somebody forged is refused, and nothing of it is sent:', () => {
  const forgeries: [string, (draft: Draft) => unknown][] = [
    ['another role under an innocent title', (d) => (change(d, 'PutRolePolicy')['call'].input.RoleName = 'Admin')],
    ['everything allowed', (d) => (change(d, 'PutRolePolicy')['call'].input.PolicyDocument = ADMIN)],
    [
      'everything allowed, told in the after as well',
      (d) => {
        const one = change(d, 'PutRolePolicy')
        one['call'].input.PolicyDocument = ADMIN
        one['after'] = ADMIN
      },
    ],
    [
      'everything allowed, told everywhere',
      (d) => {
        const one = change(d, 'PutRolePolicy')
        one['call'].input.PolicyDocument = ADMIN
        one['after'] = ADMIN
        one['edit'].statements = JSON.parse(ADMIN).Statement
        one['title'] = 'Allow the role to do its work.'
      },
    ],
    [
      'a change of a role that no finding is about',
      (d) => {
        const one = change(d, 'PutRolePolicy')
        d['changes'].push(
          JSON.parse(JSON.stringify(one).replaceAll('role/old', 'role/Admin').replaceAll('"old"', '"Admin"')),
        )
      },
    ],
    [
      'a trust for everybody',
      (d) => {
        const one = change(d, 'UpdateAssumeRolePolicy')
        one['call'].input.PolicyDocument = one['after'] = ADMIN.replace(
          '"Action":"*"',
          '"Principal":"*","Action":"sts:AssumeRole"',
        )
      },
    ],
    ['a role that trusts everybody', (d) => (change(d, 'CreateRole')['call'].input.AssumeRolePolicyDocument = ADMIN)],
    ['a role with another name', (d) => (change(d, 'CreateRole')['call'].input.RoleName = 'eb-doctor')],
    ['a member more in a request', (d) => (change(d, 'CreateRole')['call'].input.MaxSessionDuration = 43200)],
    ['another function', (d) => (change(d, 'AddPermission')['call'].input.FunctionName = 'payments')],
    ['another principal', (d) => (change(d, 'AddPermission')['call'].input.Principal = '*')],
    ['a permission without its rule', (d) => delete change(d, 'AddPermission')['call'].input.SourceArn],
    ['another queue', (d) => (change(d, 'SetQueueAttributes')['call'].input.QueueUrl = 'https://sqs/other')],
    [
      'an attribute more of the queue',
      (d) => (change(d, 'SetQueueAttributes')['call'].input.Attributes.KmsMasterKeyId = ''),
    ],
    ['another topic', (d) => (change(d, 'SetTopicAttributes')['call'].input.TopicArn += 'x')],
    [
      'another attribute of the topic',
      (d) => (change(d, 'SetTopicAttributes')['call'].input.AttributeName = 'DeliveryPolicy'),
    ],
    [
      'a target that goes elsewhere',
      (d) => (change(d, 'PutTargets')['call'].input.Targets[0].Arn = 'arn:aws:lambda:eu-west-1:1:function:evil'),
    ],
    [
      'a target more',
      (d) => change(d, 'PutTargets')['call'].input.Targets.push({ Id: 'evil', Arn: 'arn:aws:sqs:eu-west-1:1:q' }),
    ],
    ['another rule', (d) => (change(d, 'EnableRule')['call'].input.Name = 'other')],
    ['a disabling in place of an enabling', (d) => (change(d, 'EnableRule')['call'].operation = 'DisableRule')],
    ['a call that eb-doctor does not make', (d) => (change(d, 'PutRolePolicy')['call'].operation = 'AttachRolePolicy')],
    [
      'a call by the name of a member of every object',
      (d) => (change(d, 'PutRolePolicy')['call'].operation = 'constructor'),
    ],
    ['a service by such a name', (d) => (change(d, 'PutRolePolicy')['call'].service = '__proto__')],
    ['an undo that does something else', (d) => (change(d, 'PutRolePolicy')['undo'].input.RoleName = 'Admin')],
    ['an undo that makes', (d) => (change(d, 'CreateRole')['undo'] = { ...change(d, 'CreateRole')['call'] })],
    ['another title', (d) => (change(d, 'PutRolePolicy')['title'] = 'Remove what is not needed.')],
    ['another reason', (d) => (change(d, 'PutRolePolicy')['because'][0].summary = 'Approved by the security team.')],
    ['a doubt taken out', (d) => (change(d, 'EnableRule')['doubts'] = [])],
    ['a stack that owns it', (d) => (change(d, 'EnableRule')['stack'] = 'approved')],
    [
      'a state of before that hides a Deny',
      (d) => (change(d, 'SetQueueAttributes')['before'] = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}'),
    ],
    ['a state of after that is not what is sent', (d) => (change(d, 'SetQueueAttributes')['after'] = null)],
    [
      'another look before the write',
      (d) => (change(d, 'SetQueueAttributes')['source'].args = ['arn:aws:sqs:eu-west-1:111122223333:other']),
    ],
    ['a need taken out, so that the order is another', (d) => (change(d, 'PutTargets')['needs'] = [])],
    [
      'a change taken out that another needs',
      (d) => (d['changes'] = d['changes'].filter((one: Draft) => one['call'].operation !== 'CreateRole')),
    ],
    ['a change twice', (d) => d['changes'].push(change(d, 'EnableRule'))],
    ['a change of a key that nobody asked for', (d) => (d['changes'] = [...d['changes'], ...d['withheld'].splice(0)])],
    ['another account of a change', (d) => (change(d, 'EnableRule')['account'] = OTHER)],
    [
      'another account of a resource',
      (d) => (change(d, 'SetQueueAttributes')['resource'] = `arn:aws:sqs:eu-west-1:${OTHER}:orders`),
    ],
    ['another account of the whole', (d) => (d['context'].account = OTHER)],
    ['another Region of the whole', (d) => (d['context'].region = 'us-east-1')],
    ['another Region of a call', (d) => (change(d, 'SetQueueAttributes')['call'].region = 'us-east-1')],
    ['another Region of an undo', (d) => (change(d, 'SetQueueAttributes')['undo'].region = 'us-east-1')],
    ['another partition of the whole', (d) => (d['context'].partition = 'aws-cn')],
    [
      'another partition of a resource',
      (d) =>
        (change(d, 'EnableRule')['resource'] = change(d, 'EnableRule')['resource'].replace('arn:aws:', 'arn:aws-cn:')),
    ],
    ['a rule whose name is a path', (d) => (d['rules'][0].name = '../../../tmp/x')],
    ['a rule whose ARN is of another', (d) => (d['rules'][0].arn += 'x')],
    ['a rule more', (d) => d['rules'].push({ ...d['rules'][0] })],
    ['a rule of another bus', (d) => (d['rules'][0].bus = 'orders')],
    ['control characters in a title', (d) => (change(d, 'EnableRule')['title'] += '\u001b[2K\r')],
    ['a member that a reader does not look for', (d) => (change(d, 'EnableRule')['calls'] = [])],
    ['a member more at the top', (d) => (d['hidden'] = true)],
    ['a prototype', (d) => (d['changes'][0] = JSON.parse('{"__proto__":{"id":"x"}}'))],
    [
      'a member named __proto__ in a request',
      (d) =>
        (change(d, 'CreateRole')['call'].input = JSON.parse(
          JSON.stringify(change(d, 'CreateRole')['call'].input).replace('{', '{"__proto__":{"a":1},'),
        )),
    ],
    ['another version of the tool', (d) => (d['tool'].version = '99')],
    ['another thing left to a person', (d) => (d['left'][0].decide = ['Give everybody access.'])],
    ['null in place of the changes', (d) => (d['changes'] = null)],
    ['a number in place of a text', (d) => (change(d, 'EnableRule')['id'] = 7)],
    ['null in place of a change', (d) => d['changes'].push(null)],
    ['no source', (d) => delete change(d, 'EnableRule')['source']],
    ['a read that there is not', (d) => (change(d, 'EnableRule')['source'].read = 'toString')],
  ]

  test('there are more than thirty', () => expect(forgeries.length).toBeGreaterThan(30))

  test.each(forgeries)('%s', async (_, forge) => {
    const draft = draftOf()
    forge(draft)
    const { refused, sent } = await carriedOut(JSON.stringify(draft))
    expect(sent).toEqual([])
    expect(refused).toMatch(/^[^\n]{3,400}$/)
  })

  test('nesting without an end', async () => {
    const deep = text.replace('"AssumeRolePolicyDocument":', `"Tags":${'['.repeat(5000)}${']'.repeat(5000)},$&`)
    expect(await carriedOut(deep)).toEqual({ refused: expect.stringMatching(/^[^\n]+$/), sent: [] })
  })

  test.each(['', '{', 'null', '[]', '7', '"x"', '{}', '{"kind":"eb-doctor-journal"}', `${'['.repeat(100_000)}`, '\0'])(
    'a file that is no plan: %j',
    async (file) => expect(await carriedOut(file)).toEqual({ refused: expect.stringMatching(/^[^\n]+$/), sent: [] }),
  )
})

test('600 random changes of a plan: what is sent is in the plan as it was made, or nothing is', {
  timeout: 240_000,
}, async () => {
  // A fixed seed, so that a failure can be looked at.
  let seed = 20_261_125
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const odd: Json[] = [
    null,
    true,
    0,
    -1,
    '',
    'x',
    '*',
    '../x',
    '\u001b[31m',
    [],
    {},
    ['*'],
    { a: 1 },
    'arn:aws:iam::111122223333:role/Admin',
  ]
  const nodes = (value: Draft): [Draft, string][] =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).flatMap((key): [Draft, string][] => [[value, key], ...nodes(value[key])])
      : []
  const planned = calls(original.changes)
  let refusals = 0
  for (let i = 0; i < 600; i++) {
    const draft = draftOf()
    const all = nodes(draft)
    const [owner, key] = all[random(all.length)] as [Draft, string]
    const [from, other] = all[random(all.length)] as [Draft, string]
    const how = random(5)
    if (how === 0) delete owner[key]
    else if (how === 1) owner[key] = odd[random(odd.length)]
    else if (how === 2) owner[key] = structuredClone(from[other])
    else if (how === 3 && typeof owner[key] === 'string') owner[key] = owner[key].replace(/[a-z]/, 'q')
    else owner[`${key}x`] = owner[key]
    const mutant = JSON.stringify(draft)
    const { refused, sent } = await carriedOut(mutant)
    if (refused !== undefined) {
      refusals += 1
      expect(sent).toEqual([])
      expect(refused).not.toContain('\n')
    }
    for (const call of sent) {
      expect(
        planned.some((one) => isSame(one as unknown as Json, call as unknown as Json)),
        `${mutant.slice(0, 200)}: ${JSON.stringify(call)}`,
      ).toBe(true)
    }
    // Only what changes nothing of the changes themselves may pass: a change less, or something left to a person.
    if (refused === undefined) {
      const { changes } = JSON.parse(mutant) as Plan
      for (const one of changes)
        expect(original.changes.some((own) => isSame(own as unknown as Json, one as unknown as Json))).toBe(true)
    }
  }
  expect(refusals).toBeGreaterThan(500)
})
