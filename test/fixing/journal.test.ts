import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BadJournal, beginJournal, goOnWith, readJournal } from '../../src/fixing/journal.js'
import { allowSend } from '../../src/remedies/resource-policies.js'
import type { Change } from '../../src/verdict/fix.js'
import { HOME, ruleAddress } from '../support/home.js'

const KEY = 'ab'.repeat(32)
const rule = ruleAddress({ name: 'orders' })
const plan = {
  context: { account: HOME, partition: 'aws', region: 'eu-west-1' },
  rules: [{ name: 'orders', bus: 'default', arn: rule.arn }],
}
const change = (queue: string): Change => {
  const arn = `arn:aws:sqs:eu-west-1:${HOME}:${queue}`
  const fix = allowSend({ arn, url: `https://sqs.eu-west-1.amazonaws.com/${HOME}/${queue}`, policy: null }, rule)
  return fix?.changes[0] as Change
}

/** A journal of two changes, the first of them seen to be made. */
async function journal(): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'eb-doctor-journal-')), 'j.jsonl')
  const open = await beginJournal(file, plan, new Date(0), KEY)
  for (const name of ['a', 'b']) await open.note({ event: 'about-to', id: change(name).id, change: change(name) })
  await open.note({ event: 'done', id: change('a').id, reached: change('a').after })
  await open.close()
  return file
}

const idsOf = async (file: string): Promise<string[]> =>
  (await readJournal(file, KEY)).changes.map(({ change: { id } }) => id)

describe('a journal whose last line was cut', () => {
  test('is read without it and gone on with, again and again', async () => {
    const file = await journal()
    for (const id of [change('b').id, change('a').id]) {
      appendFileSync(file, '{"event":"undone","id":"po')
      const before = await idsOf(file)
      const open = await goOnWith(file, KEY)
      await open.note({ event: 'undone', id })
      await open.close()
      expect(await idsOf(file)).toEqual(before.filter((other) => other !== id))
    }
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(7)
  })

  test('is read wherever it was cut, and never says more than was written', async () => {
    const file = await journal()
    const text = readFileSync(file)
    const first = text.indexOf('\n') + 1
    for (let length = first; length < text.length; length += 7) {
      writeFileSync(file, text.subarray(0, length))
      expect([[], ['a'], ['a', 'b']].map((names) => names.map((name) => change(name).id))).toContainEqual(
        await idsOf(file),
      )
      await (await goOnWith(file, KEY)).close()
      expect(statSync(file).size).toBe(text.lastIndexOf('\n', length - 1) + 1)
    }
  })

  test('a line that is cut and ended is not a line that was cut', async () => {
    const file = await journal()
    appendFileSync(file, '{"event":"undone"\n')
    await expect(readJournal(file, KEY)).rejects.toThrow('line 5 is not JSON')
  })
})

describe('a journal that eb-doctor did not write as it is', () => {
  const text = async () => readFileSync(await journal(), 'utf8')
  const refused = async (changed: string): Promise<string> => {
    const file = await journal()
    writeFileSync(file, changed)
    return readJournal(file, KEY).then(
      () => 'taken',
      (thrown: unknown) => (thrown instanceof BadJournal ? thrown.message : `crash: ${String(thrown)}`),
    )
  }

  test('with a line that was edited', async () => {
    expect(await refused((await text()).replace('SetQueueAttributes', 'SetTopicAttributes'))).toContain(
      'line 2 was changed',
    )
  })

  test('with lines in another order, or without one of them', async () => {
    const [begin, a, b, done] = (await text()).split('\n')
    expect(await refused(`${[begin, b, a, done].join('\n')}\n`)).toContain('line 2 was changed')
    expect(await refused(`${[begin, b, done].join('\n')}\n`)).toContain('line 2 was changed')
    expect(await refused(`${[a, b].join('\n')}\n`)).toContain('line 1 was changed')
  })

  test('with a line of another journal', async () => {
    const other = (await text()).replace('1970', '1971').split('\n')
    const [begin, a] = (await text()).split('\n')
    expect(await refused(`${[begin, a, other[3]].join('\n')}\n`)).toContain('line 3 was changed')
  })

  test('sealed with a key of somebody else, or of no key at all', async () => {
    const file = await journal()
    await expect(readJournal(file, 'cd'.repeat(32))).rejects.toThrow(
      'line 1 was changed, or was not written on this machine',
    )
    await expect(readJournal(file, undefined)).rejects.toThrow(
      'the key that its lines are sealed with is not on this machine',
    )
  })

  test('without seals, as older versions wrote it', async () => {
    expect(await refused((await text()).replace(/,"seal":"[0-9a-f]{64}"/g, ''))).toContain('line 1 has no seal')
  })

  test('that is something else', async () => {
    for (const other of ['', '\n', '{}\n', '[]\n', 'null\n', '\0\n', '{"kind":"eb-doctor-plan"}\n']) {
      expect(await refused(other)).toContain('not a journal of eb-doctor')
    }
  })
})

test('a change of another account is refused, although the journal is sealed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'eb-doctor-journal-')), 'j.jsonl')
  const open = await beginJournal(file, plan, new Date(0), KEY)
  await open.note({ event: 'about-to', id: 'x', change: { ...change('a'), account: '444455556666' } })
  await open.close()
  await expect(readJournal(file, KEY)).rejects.toThrow(`it is for account ${HOME}`)
})

test('500 random changes of a journal: each is refused, or says nothing that was not written', async () => {
  const file = await journal()
  const whole = readFileSync(file)
  const written = (await readJournal(file, KEY)).changes
  // A fixed seed, so that a failure can be looked at.
  let seed = 20_261_125
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  let taken = 0
  for (let i = 0; i < 500; i++) {
    const at = random(whole.length)
    const bytes = [...whole]
    const how = random(3)
    if (how === 0) bytes[at] = random(256)
    else if (how === 1) bytes.splice(at, 1 + random(40))
    else bytes.splice(at, 0, ...whole.subarray(random(whole.length)).subarray(0, 1 + random(40)))
    writeFileSync(file, Buffer.from(bytes))
    const read = await readJournal(file, KEY).catch((thrown: unknown) => {
      expect(thrown).toBeInstanceOf(BadJournal)
      return undefined
    })
    if (!read) continue
    taken += 1
    for (const one of read.changes) {
      expect(written.map((other) => JSON.stringify(other.change))).toContain(JSON.stringify(one.change))
    }
  }
  // Only what is cut off at the end can be taken for a line that was being written.
  expect(taken).toBeLessThan(150)
})
