import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { barOf } from '../../src/cli/scan/bar.js'
import { openSpool } from '../../src/cli/scan/spool.js'
import { openSettings } from '../../src/cli/settings.js'
import { openPrivate } from '../../src/fixing/files.js'
import { healthy, sample } from '../report/sample.js'

const folder = (): string => mkdtempSync(join(tmpdir(), 'eb-doctor-cli-'))

describe('the settings of a team', () => {
  const write = (where: string) => writeFileSync(join(where, '.eb-doctor.yaml'), `regions: [eu-west-1]\n`)

  test('are those of the nearest folder, up to the root of the repository and no further', async () => {
    const top = folder()
    const [repository, inner] = [join(top, 'repository'), join(top, 'repository', 'a', 'b')]
    mkdirSync(inner, { recursive: true })
    mkdirSync(join(repository, '.git'))
    write(top)
    expect(await openSettings(undefined, inner)).toBeUndefined()
    write(repository)
    expect(await openSettings(undefined, inner)).toMatchObject({
      file: '../../.eb-doctor.yaml',
      settings: { regions: ['eu-west-1'] },
    })
  })

  test('outside of a repository are looked for up to the home folder', async () => {
    const home = folder()
    vi.stubEnv('HOME', home)
    const inner = join(home, 'projects', 'shop')
    mkdirSync(inner, { recursive: true })
    write(home)
    expect(await openSettings(undefined, inner)).toMatchObject({ file: '../../.eb-doctor.yaml' })
    vi.unstubAllEnvs()
  })

  test("of a folder above that is nobody's home and no repository, which may be anybody's, are not taken", async () => {
    const shared = folder()
    const inner = join(shared, 'mine')
    mkdirSync(inner)
    write(shared)
    expect(await openSettings(undefined, inner)).toBeUndefined()
    write(inner)
    expect(await openSettings(undefined, inner)).toMatchObject({ file: '.eb-doctor.yaml' })
  })

  test('that --config names win, and an empty file says nothing', async () => {
    const here = folder()
    write(here)
    const other = join(here, 'other.yaml')
    writeFileSync(other, '')
    expect(await openSettings(other, here)).toEqual({
      file: other,
      settings: { regions: [], buses: [], suppress: [], severities: {} },
    })
  })

  test('that would grow without end are refused, and so is a file of that size', async () => {
    const here = folder()
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefg'].map((key, i) => `${key}: &${key} [${`*${'abcdefg'[i]}, `.repeat(9)}*${'abcdefg'[i]}]`),
    ]
    writeFileSync(join(here, '.eb-doctor.yaml'), bomb.join('\n'))
    await expect(openSettings(undefined, here)).rejects.toMatchObject({
      exitCode: 2,
      message: /cannot be used: it is not YAML/,
    })
    writeFileSync(join(here, '.eb-doctor.yaml'), '#'.repeat(300_000))
    await expect(openSettings(undefined, here)).rejects.toMatchObject({
      exitCode: 2,
      message: /it is larger than 256 KiB/,
    })
  })
})

test.runIf(existsSync('/dev/zero'))('settings that never end are not read to the end', async () => {
  await expect(openSettings('/dev/zero')).rejects.toMatchObject({ exitCode: 2, message: /larger than 256 KiB/ })
})

describe('what a scan keeps until it is printed', () => {
  test('is in a file of the user alone, comes back as often as it is asked for, and is removed', async () => {
    const spool = await openSpool()
    await spool.add(sample)
    await spool.add(healthy)
    const read = async () => {
      const all: unknown[] = []
      for await (const report of spool.reports()) all.push(report)
      return all
    }
    expect(await read()).toEqual([sample, healthy])
    expect(await read()).toEqual([sample, healthy])
    expect(statSync(spool.file).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(spool.file)).mode & 0o777).toBe(0o700)
    await spool.remove()
    expect(existsSync(dirname(spool.file))).toBe(false)
  })
})

describe('a file that is written in pieces', () => {
  test('stands in its place once it is whole, for its owner alone', async () => {
    const here = folder()
    const file = join(here, 'out')
    writeFileSync(file, 'before', { mode: 0o644 })
    const begun = await openPrivate(file)
    await begun.write('a')
    await begun.write('b')
    expect(statSync(file).size).toBe('before'.length)
    await begun.keep()
    await begun.abandon()
    expect([statSync(file).size, statSync(file).mode & 0o777]).toEqual([2, 0o600])
    expect(readdirSync(here)).toEqual(['out'])
  })

  test('or not at all', async () => {
    const here = folder()
    const begun = await openPrivate(join(here, 'out'))
    await begun.write('a')
    await begun.abandon()
    expect(readdirSync(here)).toEqual([])
  })
})

test('the bar shows rules done, rate, what is left and what is broken', () => {
  const said: string[] = []
  let now = 0
  const bar = barOf({ say: (text) => said.push(text), clear: () => {} }, () => now)
  bar.show({ listed: 0, done: 0, broken: 0 })
  bar.show({ listed: 100, done: 0, broken: 0 })
  now = 5000
  bar.show({ listed: 100, done: 25, broken: 2 })
  now = 100_000
  bar.show({ listed: 1000, done: 500, broken: 2 })
  now = 200_000
  bar.show({ listed: 1000, done: 1000, broken: 2 })
  expect(said).toEqual([
    'eb-doctor: looking for rules',
    '░░░░░░░░░░░░░░░░░░░░ 0 of 100 rules',
    '█████░░░░░░░░░░░░░░░ 25 of 100 rules, 5.0/s, 15 s left, 2 broken',
    '██████████░░░░░░░░░░ 500 of 1000 rules, 5.0/s, 2 min left, 2 broken',
    '████████████████████ 1000 of 1000 rules, 5.0/s, 2 broken',
  ])
})
