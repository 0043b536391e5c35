import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { didYouMean } from '../text/near.js'
import { Stop } from './base.js'
import type { DiagnosisRequest } from './diagnosis.js'

/** The rule that is shown when none is named. */
const SHOWN = 'ecs-no-passrole'

/** A recorded rule, and what is wrong with it. */
interface Scenario {
  name: string
  title: string
}

/** The recorded rules. `root` is the folder of the package. */
export const scenariosIn = async (root: string): Promise<Scenario[]> =>
  JSON.parse(await readFile(join(root, 'demo', 'index.json'), 'utf8'))

/** What stands above the rule that is shown when none is named: all that could be. */
export function introduction(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  const lines = scenarios.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`)
  return `Recorded rules, each with: eb-doctor demo NAME\n\n${lines.join('\n')}\n\n$ eb-doctor demo ${SHOWN}\n\n`
}

/** The diagnosis of a recorded rule. Throws Stop when the name is none. */
export function demoRequest(
  name: string | undefined,
  scenarios: readonly Scenario[],
  { root, version }: { root: string; version: string },
  redact: boolean,
): DiagnosisRequest {
  const names = scenarios.map((scenario) => scenario.name)
  const shown = name ?? SHOWN
  if (!names.includes(shown)) {
    const hint = didYouMean(shown, names, `There are ${names.join(', ')}.`)
    throw new Stop('wrong-usage', `There is no demo "${shown}".`, hint)
  }
  return {
    snapshot: join(root, 'demo', `${shown}.json`),
    sinceSeconds: 86_400,
    timeoutSeconds: 60,
    debug: false,
    // A demo is recorded: nothing in it is anybody's.
    includePayloads: true,
    redact,
    version,
    failOn: 'error',
  }
}
