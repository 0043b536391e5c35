import { asciiJson } from '../text/ascii-json.js'
import { INVISIBLE } from '../text/invisible.js'
import type { Json } from '../text/json.js'
import { shellWord } from '../text/sanitize.js'
import type { Call } from '../verdict/fix.js'

/** The AWS CLI's own names where they differ from the prefix of the IAM actions. */
const COMMANDS: Readonly<Record<string, string>> = { states: 'stepfunctions' }

/**
 * The call as one `aws` command line that can be pasted into a POSIX shell. It has one line and no control characters,
 * whatever the names and policies in it hold.
 */
export const asAwsCommand = (call: Call, options: { profile?: string } = {}): string =>
  argvOf(call, options).map(shellWord).join(' ')

/** The words of that command, before quoting. */
export function argvOf({ service, operation, input, region }: Call, { profile }: { profile?: string } = {}): string[] {
  const place = ['--region', region, ...(profile === undefined ? [] : option('--profile', profile))]
  const members = Object.entries(input)
  const parameters = members.some(([name, value]) => typeof value === 'string' && !canStand(name, value))
    ? ['--cli-input-json', asciiJson(input)]
    : members.flatMap(([name, value]) => parameter(`--${kebab(name)}`, value))
  return ['aws', COMMANDS[service] ?? service, kebab(operation), ...parameters, ...place]
}

/**
 * Texts with characters that a terminal or a pasting shell acts upon cannot stand as they are, nor can those that the CLI
 * takes for the name of a file to load; it makes an exception for the URL of a queue.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
const canStand = (name: string, value: string): boolean =>
  !INVISIBLE.test(value) && (name === 'QueueUrl' || !/^(fileb?|https?):\/\//.test(value))

function parameter(name: string, value: Json): string[] {
  if (value === true) return [name]
  if (value === false) return [`--no-${name.slice(2)}`]
  return option(name, typeof value === 'string' ? value : asciiJson(value))
}

/** A value that begins with a dash would be taken for an option. */
const option = (name: string, value: string): string[] => (value.startsWith('-') ? [`${name}=${value}`] : [name, value])

/** `PolicyDocument` -> `policy-document`, as the AWS CLI spells operations and their members. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
