import { expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { targets } from '../../src/checks/targets.js'
import { account, answers, delivery, finding, gone, QUEUE, reason, refused, TOPIC } from './delivery.js'

const ask = (reads: Partial<Account>) => targets.run(delivery({ Arn: QUEUE }), account(reads))

test('a rule delivers to the targets that it has', async () => {
  expect(reason(await ask({ targets: answers([{ Id: 'a', Arn: QUEUE }]) }))).toBe('1 target.')
  const two = [
    { Id: 'a', Arn: QUEUE },
    { Id: 'b', Arn: TOPIC },
  ]
  expect(await ask({ targets: answers(two) })).toEqual({ status: 'ok', because: '2 targets.' })
})

test('a rule without targets matches events and delivers none of them', async () => {
  const found = finding(await ask({ targets: answers([]) }))
  expect(found).toMatchObject({ code: 'no-targets', severity: 'error' })
  expect(found.summary).toBe('The rule order-paid has no targets, so nothing is delivered.')
  expect(found.because.join(' ')).toContain('FailedEntries')
})

test('a rule that is not there has no targets to judge', async () => {
  expect((await ask({ targets: gone })).status).toBe('skipped')
})

test('whether there are targets is unknown when they may not be listed', async () => {
  const verdict = await ask({ targets: refused('events:ListTargetsByRule', 'order-paid') })
  expect(verdict.status).toBe('unknown')
  expect(reason(verdict)).toContain('grant events:ListTargetsByRule')
})
