import { expect, test } from 'vitest'
import { sdkProgram } from '../../../src/fixing/formats/sdk.js'
import type { Plan } from '../../../src/fixing/plan.js'
import { PLANS } from './plans.js'

/** Runs a program with clients that note what they are sent, in place of the SDK's. */
async function sentBy(program: string): Promise<unknown[]> {
  const sent: unknown[] = []
  const names = [...program.matchAll(/^import \{ (.*) \} from '@aws-sdk\/client-[a-z-]+'$/gm)].flatMap(
    ([, list = '']) => list.split(', '),
  )
  const classes = names.map((name) =>
    name.endsWith('Client')
      ? class {
          region: string
          constructor({ region }: { region: string }) {
            this.region = region
          }
          async send(command: object) {
            sent.push({ region: this.region, ...command })
          }
        }
      : class {
          operation = name.replace(/Command$/, '')
          input: unknown
          constructor(input: unknown) {
            this.input = input
          }
        },
  )
  const body = program.replace(/^import .*$/gm, '')
  await new Function(...names, `return (async () => {${body}})()`)(...classes)
  return sent
}

test.each(Object.entries(PLANS))('the program for %s sends the calls of the plan', async (_, plan) => {
  const calls = plan.changes.map(({ call: { operation, input, region } }) => ({ operation, input, region }))
  expect(await sentBy(sdkProgram(plan))).toEqual(calls)
})

test('the program keeps every key and every text', async () => {
  const input = JSON.parse('{ "__proto__": { "a": "\\"__proto__\\": \\u2028 */ `" }, "constructor": 1 }')
  const [change] = (PLANS['a topic'] as Plan).changes
  if (!change) throw new Error('no change')
  const title = 'One\n*/ process.exit(9) \u2028 x'
  const plan = { ...(PLANS['a topic'] as Plan), changes: [{ ...change, title, call: { ...change.call, input } }] }
  const [sent] = (await sentBy(sdkProgram(plan))) as [{ input: unknown }]
  expect(JSON.stringify(sent.input)).toBe(JSON.stringify(input))
})
