import type { Account } from '../../aws/account.js'
import { asciiJson } from '../../text/ascii-json.js'
import type { Plan } from '../plan.js'
import { factsOf } from './facts.js'

/** How the changes are to be printed. */
export interface Form {
  format: 'cli' | 'cloudformation' | 'terraform' | 'sdk'
  yaml: boolean
}

/** The changes of a plan as a template or a program, to be put where the resources are described. */
export async function renderFormat(plan: Plan, { format, yaml }: Form, account: Account): Promise<string> {
  switch (format) {
    case 'cli': {
      const { asAwsCommand } = await import('../../remedies/aws-command.js')
      return plan.changes.map(({ call }) => `${asAwsCommand(call)}\n`).join('')
    }
    case 'cloudformation': {
      const { cloudFormation } = await import('./cloudformation.js')
      const template = cloudFormation(plan, await factsOf(plan, account))
      if (yaml) return (await import('./yaml.js')).asYaml(template)
      return `${asciiJson(template, 2)}\n`
    }
    case 'terraform':
      return (await import('./terraform.js')).terraform(plan, await factsOf(plan, account))
    case 'sdk':
      return (await import('./sdk.js')).sdkProgram(plan)
  }
}
