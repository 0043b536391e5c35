import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** moto, an emulator of AWS, listening on this machine. */
export interface Moto {
  url: string
  /** Throws away everything that was made in it. */
  reset(): Promise<void>
  stop(): Promise<void>
}

const server = fileURLToPath(new URL('../../../.venv/bin/moto_server', import.meta.url))

/** The environment's bin folder, with the AWS CLI and the emulator. */
export const venvBin = fileURLToPath(new URL('../../../.venv/bin', import.meta.url))

/**
 * Starts moto on a free port and waits until it answers. Throws when it is not installed or does not start in time.
 * `managedPolicies`: whether the policies that AWS manages are there; loading them takes seconds after every reset.
 */
export async function startMoto({
  managedPolicies = false,
  port: wanted = undefined as number | undefined,
  /** Port at which the emulator's own parts look for it: a proxy's, when their requests are to be seen. */
  seenAt = undefined as number | undefined,
} = {}): Promise<Moto> {
  if (!existsSync(server)) throw new Error('moto is not installed: node scripts/moto-venv.mjs')
  const port = wanted ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  let output = ''
  const child: ChildProcess = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], {
    // The account is moto's own, 123456789012.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies),
      ...(seenAt === undefined ? {} : { MOTO_PORT: String(seenAt) }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const deadline = Date.now() + 60_000
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`moto did not start: ${output}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    reset: async () => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' })
    },
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/data.json`).then(
    (answer) => answer.ok,
    () => false,
  )

/** A port that nothing listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
