import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

/** How a run of the command line ended. */
export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  milliseconds: number
}

export interface RunOptions {
  /** Beside PATH and HOME, the whole environment. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Given on stdin; without it stdin is closed. */
  input?: string
  /** Milliseconds after which the child is killed; its code is then null. */
  limit?: number
  /** Called with the child once it runs, to interrupt it. */
  onStart?: (child: ChildProcess) => void
}

/** The installed command. */
export const installedBin = (): string => join(inject('installation'), 'node_modules/.bin/eb-doctor')

/** Environment of somebody with credentials and a region, whose AWS is at `endpoint`. */
export const awsEnv = (endpoint: string): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: endpoint,
})

/** A home folder without any AWS configuration, so that nothing of this machine is read. */
const home = mkdtempSync(join(tmpdir(), 'eb-doctor-home-'))

/** Runs a program to its end with a clean environment. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, args, {
      cwd: options.cwd ?? home,
      env: { PATH: process.env['PATH'], HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    const timer = setTimeout(() => child.kill('SIGKILL'), options.limit ?? 60_000)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const milliseconds = performance.now() - started
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        milliseconds,
      })
    })
    options.onStart?.(child)
  })
}

/** Runs the installed eb-doctor. */
export const ebDoctor = (args: readonly string[], options?: RunOptions): Promise<Ran> =>
  runProgram(installedBin(), args, options)
