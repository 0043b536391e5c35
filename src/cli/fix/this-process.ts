import { hostname } from 'node:os'
import type { Self } from '../../fixing/locks.js'

/** This process as the holder of locks. */
export const thisProcess: Self = {
  pid: process.pid,
  host: hostname(),
  runs(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (thrown) {
      // A process of somebody else cannot be signalled, and is there.
      return (thrown as NodeJS.ErrnoException).code !== 'ESRCH'
    }
  },
}
