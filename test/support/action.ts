import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

interface Step {
  name: string
  id: string
  shell: string
  env: Record<string, string>
  run: string
}

interface Action {
  inputs: Record<string, { default?: string; required?: boolean; description: string }>
  outputs: Record<string, { value: string; description: string }>
  runs: { using: string; steps: Step[] }
}

/** The GitHub Action of this repository. */
export const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as Action

/** Puts values in the place of expressions, as a runner does: `inputs.NAME` and `steps.ID.outputs.NAME`. */
export const expanded = (
  text: string,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string =>
  text.replace(/\$\{\{ *(?:inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)) *\}\}/g, (_, input, step, output) =>
    input === undefined ? (outputs[step]?.[output] ?? '') : (inputs[input] ?? ''),
  )
