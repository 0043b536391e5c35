import type { Account } from '../aws/account.js'
import { type Arn, isAccountId, parseArn } from '../aws/arn.js'
import type { SsmDocument } from '../aws/reads/ssm.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell, ok, type Verdict } from '../verdict/verdict.js'
import { inputObject } from './input.js'
import { doubtful, invalid } from './parameters.js'
import { notReady, stateOf } from './state.js'
import type { Flaw, Settings, StateCode } from './target.js'

type SsmAccount = Pick<Account, 'ssmDocument'>

/**
 * AWS owns the documents whose names begin so: nobody else may use these. Their ARNs have no account.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
export const isOwnedByAws = (name: string): boolean => /^(aws|amazon|amzn)/i.test(name)

/** The ARN that IAM sees for a document: without an account when AWS owns it. `home` is the rule's account. */
export function documentArn(
  target: Arn,
  kind: 'document' | 'automation-definition',
  name: string,
  home: string,
): string {
  const given = isAccountId(target.account) ? target.account : home
  const account = isOwnedByAws(name) ? '' : given
  return `arn:${target.partition}:ssm:${target.region}:${account}:${kind}/${name}`
}

/** Whether the document of a target exists, is active and is of the type that the target runs. */
export async function documentState(
  { target }: TargetSubject,
  account: SsmAccount,
  { noun, type }: { noun: string; type: 'Command' | 'Automation' },
): Promise<Verdict<StateCode>> {
  return stateOf(
    await account.ssmDocument(target.Arn),
    { what: `the ${noun} ${target.Arn}`, absent: 'ssm:DescribeDocument: InvalidDocument' },
    (document) => {
      if (document.type !== type) {
        return notReady(
          `The document ${document.name} is not a ${noun}.`,
          `DocumentType = "${document.type}"; wanted "${type}"`,
        )
      }
      return document.status === 'Active' || document.status === 'Updating'
        ? ok(`The ${noun} ${document.name} exists and is ${document.status}.`)
        : notReady(
            `The ${noun} ${document.name} cannot be run: it is ${document.status}.`,
            `Status = "${document.status}"${document.statusReason ? `, StatusInformation = "${document.statusReason}"` : ''}`,
          )
    },
  )
}

/**
 * Whether the input gives every parameter that the document asks for: "the rule is created but won't run" otherwise.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/running-automations-event-bridge.html
 */
export async function documentSettings({ target }: TargetSubject, account: SsmAccount): Promise<Settings> {
  const input = inputObject(target)
  const isConstantOrTemplate = target.Input !== undefined || target.InputTransformer !== undefined
  // What a path takes out of the event, and a template that is one variable, cannot be known from here.
  if (!input && (isConstantOrTemplate || target.InputPath !== undefined)) return { flaws: [] }
  const read = await account.ssmDocument(target.Arn)
  if (read.state === 'missing') return { flaws: [] }
  if (read.state !== 'found') {
    const purpose = 'to see which parameters it requires'
    return { flaws: [], unseen: cannotTell(read, `the document ${target.Arn}`, purpose) }
  }
  return { flaws: [...missingFlaws(target.Id, input, read.value), ...notListFlaws(target.Id, input ?? {})] }
}

type Input = ReturnType<typeof inputObject>

function missingFlaws(id: string, input: Input, { name, required }: SsmDocument): Flaw[] {
  const missing = required.filter((parameter) => !Object.hasOwn(input ?? {}, parameter))
  if (missing.length === 0) return []
  return [
    invalid(
      `The input of target ${id} lacks ${missing.join(', ')}, which ${name} requires.`,
      input ? `the input gives ${Object.keys(input).join(', ') || 'nothing'}` : 'the target does not set an input',
      `ssm:DescribeDocument: ${missing.join(', ')} without a default value`,
    ),
  ]
}

/**
 * Systems Manager takes every parameter as a list of strings. Whether EventBridge makes a list of a single value is not
 * documented. A value that comes whole from the event may be a list.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html
 */
function notListFlaws(id: string, input: NonNullable<Input>): Flaw[] {
  const wrong = Object.entries(input).filter(([, value]) => value !== null && !isListOfStrings(value))
  if (wrong.length === 0) return []
  return [
    doubtful(
      `The input of target ${id} gives ${wrong.map(([name]) => name).join(', ')} in a form other than a list of strings.`,
      `the input has ${wrong.map(([name, value]) => `"${name}": ${JSON.stringify(value).slice(0, 120)}`).join(', ')}`,
      `wanted, for example, {"${wrong[0]?.[0]}": ["..."]}`,
    ),
  ]
}

const isListOfStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => item === null || typeof item === 'string')

/** The parts of `automation-definition/NAME[:VERSION]` and `document/NAME`. */
export function documentName(arn: string): { name: string; version?: string } {
  const resource = parseArn(arn)?.resource ?? ''
  const [name = '', version] = resource.slice(resource.indexOf('/') + 1).split(':')
  return { name, ...(version ? { version } : {}) }
}
