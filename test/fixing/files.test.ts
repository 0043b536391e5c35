import { lstatSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNew, openToAdd, readOwn, writePrivate } from '../../src/fixing/files.js'
import { journalFile } from '../../src/fixing/journal.js'
import { sealingKey } from '../../src/fixing/seal.js'

const folder = () => mkdtempSync(join(tmpdir(), 'eb-doctor-files-'))
const modeOf = (file: string): number => statSync(file).mode & 0o777

describe('a file that eb-doctor writes', () => {
  test("is its owner's alone, also when it was there and open to all", async () => {
    const place = folder()
    const [made, there] = [join(place, 'new'), join(place, 'old')]
    writeFileSync(there, 'old', { mode: 0o666 })
    await writePrivate(made, 'a')
    await writePrivate(there, 'b')
    expect([modeOf(made), modeOf(there), readFileSync(there, 'utf8')]).toEqual([0o600, 0o600, 'b'])
    writeFileSync(join(place, 'lines'), '', { mode: 0o644 })
    await (await openToAdd(join(place, 'lines'))).close()
    expect(modeOf(join(place, 'lines'))).toBe(0o600)
  })

  test('is not written through a symbolic link, and the link stays', async () => {
    const place = folder()
    const [victim, link] = [join(place, 'victim'), join(place, 'link')]
    writeFileSync(victim, 'theirs')
    symlinkSync(victim, link)
    for (const write of [
      () => writePrivate(link, 'x'),
      () => openToAdd(link),
      () => openNew(link),
      () => readOwn(link),
    ]) {
      await expect(write()).rejects.toThrow()
    }
    expect([readFileSync(victim, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['theirs', true])
  })

  test('is not written through a link that leads nowhere', async () => {
    const place = folder()
    symlinkSync(join(place, 'nowhere'), join(place, 'link'))
    await expect(writePrivate(join(place, 'link'), 'x')).rejects.toThrow('not a plain file')
    expect(readdirSync(place)).toEqual(['link'])
  })

  test('is whole or not there: nothing is left of one that could not be written', async () => {
    const place = folder()
    await expect(writePrivate(join(place, 'no', 'such', 'folder'), 'x')).rejects.toThrow()
    await expect(writePrivate(place, 'x')).rejects.toThrow()
    expect(readdirSync(place)).toEqual([])
  })
})

test('the name of a rule never becomes a path', () => {
  const env = { XDG_STATE_HOME: '/state' }
  for (const name of ['../../etc/cron', '/etc/x', '..', 'a/b', 'a\0b', `${'x'.repeat(500)}`]) {
    const file = journalFile([{ name }], new Date(0), env)
    expect(file).toMatch(/^\/state\/eb-doctor\/1970-[^/\0]{1,120}\.jsonl$/)
  }
})

test('the key of the journals is made once, and is for its owner alone', async () => {
  const place = folder()
  const keys = await Promise.all(Array.from({ length: 8 }, () => sealingKey(place)))
  expect(new Set(keys).size).toBe(1)
  expect(modeOf(join(place, 'journal.key'))).toBe(0o600)
})
