import { mockClient } from 'aws-sdk-client-mock'
import { type GenericSchema, parse } from 'valibot'
import { afterEach, expect } from 'vitest'
import { type Account, READS } from '../../src/aws/account.js'
import { type Aws, makeAws } from '../../src/aws/live/clients.js'
import { liveAccount } from '../../src/aws/live/index.js'
import { accountOf } from '../../src/aws/memory.js'
import type { ReadMethod } from '../../src/aws/read.js'
import { flawOf } from '../../src/aws/reads/flaw.js'
import { HOME, REGION } from './home.js'

// ReceiveMessage is read with a visibility timeout of 0; its own test holds that. AssumeRole hands out credentials.
const READ = /^(Get|List|Describe|Lookup|Simulate|Filter|StartQuery|ReceiveMessage|AssumeRole)/

/** As much of a stub as is used here; the stubs of two clients have no type in common. */
interface Stub {
  reset(): unknown
  onAnyCommand(): { callsFake(answer: (input: unknown) => unknown): unknown }
  calls(): { args: [{ constructor: { name: string }; input: unknown }, ...unknown[]] }[]
}

/**
 * Stands in for an AWS client in one file of tests. A command that a test did not expect is refused with an error that
 * is none of AWS's, and fails the test; so does any command that writes.
 */
export function stubOf<Client extends Parameters<typeof mockClient>[0]>(client: Client) {
  const stub = mockClient(client)
  const plain = stub as unknown as Stub
  let strays: unknown[] = []
  const guard = () => {
    plain.reset()
    strays = []
    plain.onAnyCommand().callsFake((input) => {
      strays.push(input)
      throw new Error('a command that the test does not expect')
    })
  }
  guard()
  afterEach(() => {
    const sent = plain.calls().map(({ args }) => args[0].constructor.name)
    const unexpected = strays
    guard()
    expect(unexpected, 'commands that the test does not expect').toEqual([])
    expect(
      sent.filter((name) => !READ.test(name)),
      'commands that write',
    ).toEqual([])
  })
  return stub
}

/** What was sent to a stub, in order: the command and its input. */
export const sent = (stub: unknown): [string, unknown][] =>
  (stub as Stub).calls().map(({ args }) => [args[0].constructor.name.replace(/Command$/, ''), args[0].input])

type Access = Parameters<typeof makeAws>[0]

/** Where the reads look: credentials of the account HOME, and of another one when a test says so. */
export const awsOf = (more: Partial<Access> = {}): Aws =>
  makeAws({
    region: REGION,
    signal: new AbortController().signal,
    config: { credentials: { accessKeyId: 'home', secretAccessKey: 's' }, maxAttempts: 1 },
    homeAccount: async () => HOME,
    ...more,
  })

/**
 * An account whose every answer is held against the form that its read declares. A member that is not declared is wrong,
 * too, since a snapshot would not be checked for it; only a target passes on whatever AWS says of it.
 */
const held = (account: Account): Account =>
  accountOf(async (read, args) => {
    const answer = await (account[read] as ReadMethod)(...args)
    if (answer.state === 'found') {
      const form: GenericSchema = READS[read].answer()
      expect(flawOf(form, answer.value), read).toBeUndefined()
      const declared = parse(form, answer.value)
      if (read !== 'targets') expect(answer.value, read).toEqual(declared)
    }
    return answer
  })

/** The account as AWS tells it, with stubs in place of AWS. */
export const live = (more: Partial<Access> = {}): Account => held(liveAccount(awsOf(more)))

/** An error as the SDK throws it. */
export const named = (name: string, status = 400, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })

/** Who may not look. */
export const noAccess = named('AccessDeniedException', 400, 'User is not authorized')
