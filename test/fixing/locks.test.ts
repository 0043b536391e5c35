import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { thisProcess } from '../../src/cli/fix/this-process.js'
import { Locked, lockNameOf, takeLock } from '../../src/fixing/locks.js'

const folder = () => mkdtempSync(join(tmpdir(), 'eb-doctor-locks-'))
const leave = (place: string, holder: unknown) => writeFileSync(join(place, 'a.lock'), JSON.stringify(holder))
const goneProcess = (): number => spawnSync('true').pid

describe('a lock', () => {
  test('keeps others out until it is released, and is for its owner alone', async () => {
    const place = folder()
    const first = await takeLock(place, 'a', 0, thisProcess)
    expect(statSync(join(place, 'a.lock')).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(join(place, 'a.lock'), 'utf8'))).toEqual({ pid: process.pid, host: hostname() })
    await expect(takeLock(place, 'a', 0, thisProcess)).rejects.toThrow(Locked)
    await (await takeLock(place, 'b', 0, thisProcess)).release()
    await first.release()
    await (await takeLock(place, 'a', 0, thisProcess)).release()
    expect(readdirSync(place)).toEqual([])
  })

  test('is waited for', async () => {
    const place = folder()
    const first = await takeLock(place, 'a', 0, thisProcess)
    const second = takeLock(place, 'a', 5000, thisProcess)
    await first.release()
    await (await second).release()
  })

  test('of a process that is gone is nobody’s, also when a process has its number again', async () => {
    for (const pid of [goneProcess(), process.pid]) {
      const place = folder()
      leave(place, { pid, host: hostname() })
      await (await takeLock(place, 'a', 0, thisProcess)).release()
    }
  })

  test.each([
    ['another machine', { pid: goneProcess(), host: 'elsewhere' }],
    ['a process that runs', { pid: process.ppid, host: hostname() }],
    ['nobody knows whom', 'junk'],
  ])('of %s is not taken away, and its file is named', async (_, holder) => {
    const place = folder()
    leave(place, holder)
    await expect(takeLock(place, 'a', 0, thisProcess)).rejects.toThrow(join(place, 'a.lock'))
    expect(readFileSync(join(place, 'a.lock'), 'utf8')).toBe(JSON.stringify(holder))
  })

  test('is held by one at a time, however many want it and whatever was left over', async () => {
    const place = folder()
    leave(place, { pid: goneProcess(), host: hostname() })
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const lock = await takeLock(place, 'a', 20_000, thisProcess)
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setTimeout(resolve, 5))
        inside -= 1
        await lock.release()
      }),
    )
    expect(most).toBe(1)
  })

  test('is one for each resource; the groups of a Region share the policy of CloudWatch Logs', () => {
    const queue = { account: '1', resource: 'arn:aws:sqs:eu-west-1:1:q', id: 'policy arn:aws:sqs:eu-west-1:1:q' }
    const logs = (group: string) => ({ account: '1', resource: group, id: 'logs eb-doctor eu-west-1 1' })
    expect(lockNameOf(queue)).not.toBe(lockNameOf({ ...queue, resource: 'arn:aws:sqs:us-east-1:1:q' }))
    expect(lockNameOf(queue)).not.toBe(lockNameOf({ ...queue, account: '2' }))
    expect(lockNameOf(logs('a'))).toBe(lockNameOf(logs('b')))
    expect(lockNameOf(queue)).toMatch(/^[0-9a-f]{64}$/)
  })
})
