import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { action, expanded } from '../support/action.js'
import { blocksOf, runbookText } from '../support/runbooks.js'
import { faultsOf } from '../support/schema-check.js'
import { read } from './pages.js'

describe('the GitHub Action', () => {
  test('is an action, as the schema of actions says', () => {
    expect(faultsOf('github-action', parse(read('action.yml')))).toEqual([])
    expect(faultsOf('github-action', { name: 'no runs' })).not.toEqual([])
  })

  test('gives no input to a script but through its environment, so that no input is code', () => {
    for (const { run, shell } of action.runs.steps) {
      expect(run).not.toContain('${{')
      expect(shell).toBe('bash')
      expect(run).not.toMatch(/\beval\b/)
    }
  })

  test('uses every input, and every output is one that a step writes', () => {
    const env = action.runs.steps.flatMap((step) => Object.values(step.env))
    const used = env.flatMap((value) => /inputs\.([\w-]+)/.exec(value)?.[1] ?? [])
    expect(used.sort()).toEqual(Object.keys(action.inputs).sort())
    const script = action.runs.steps.find(({ id }) => id === 'scan')?.run ?? ''
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(expanded(value, {}, { scan: { [name]: 'x' } })).toBe('x')
      expect(script).toContain(`echo "${name}=`)
    }
  })

  test('installs the version that it belongs to', () => {
    expect(action.inputs['version']?.default).toBe(JSON.parse(read('package.json')).version)
  })

  test('is used by the runbook with inputs and outputs that it has', () => {
    const [workflow] = blocksOf(runbookText('after-a-deployment')).filter(({ text }) => text.includes('uses:'))
    const { jobs, permissions } = parse(workflow?.text ?? '')
    expect(permissions).toMatchObject({ 'id-token': 'write', contents: 'read' })
    const steps = jobs.deploy.steps as { id?: string; uses?: string; with?: object }[]
    const ours = steps.filter(({ uses }) => uses?.startsWith('eb-doctor/eb-doctor@'))
    expect(ours.length).toBe(2)
    for (const step of ours) {
      expect(step.uses).toBe(`eb-doctor/eb-doctor@v${action.inputs['version']?.default}`)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
    }
    const outputs = [...(workflow?.text ?? '').matchAll(/steps\.(before|after)\.outputs\.([\w-]+)/g)]
    expect(outputs.length).toBeGreaterThan(1)
    for (const [, , name = ''] of outputs) expect(Object.keys(action.outputs)).toContain(name)
  })
})
