import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { argvOf, asAwsCommand } from '../../src/remedies/aws-command.js'
import { asciiJson } from '../../src/text/ascii-json.js'
import type { Call } from '../../src/verdict/fix.js'

const call = (input: Call['input'], operation = 'PutRolePolicy'): Call => ({
  service: 'iam',
  operation,
  input,
  region: 'eu-west-1',
})

/** What a real shell makes of a line: the words that `aws` would receive. */
function words(line: string, shell = '/bin/sh'): string[] {
  const show = `aws() { for word in aws "$@"; do printf '%s\\0' "$word"; done; }`
  const out = execFileSync(shell, ['-c', `${show}\n${line}`], { encoding: 'utf8', env: { HOME: '/tmp' } })
  return out.split('\0').slice(0, -1)
}

/** The input that the AWS CLI would send for these words. */
function inputOf(argv: readonly string[]): unknown {
  const at = argv.indexOf('--cli-input-json')
  return at === -1 ? undefined : JSON.parse(argv[at + 1] ?? '')
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '$', '(', ')', '`', '\n', '\r', '\t', '\u001b', '!', ';', '&', '-', ' '),
  }),
  fc.constantFrom(
    "'; rm -rf / #",
    '$(touch /tmp/x)',
    '`id`',
    '--profile=evil',
    'file:///etc/passwd',
    '~',
    '*',
    '',
    '\u202e',
    '\u0000',
  ),
)

describe('a call as an aws command', () => {
  test('spells operation and members as the AWS CLI does', () => {
    expect(asAwsCommand(call({ RoleName: 'events', PolicyDocument: '{"a":1}' }, 'UpdateAssumeRolePolicy'))).toBe(
      `aws iam update-assume-role-policy --role-name events --policy-document '{"a":1}' --region eu-west-1`,
    )
  })

  test('structures are JSON, and true is a flag of its own', () => {
    const remove = { service: 'events', operation: 'RemovePermission', region: 'eu-west-1' }
    expect(asAwsCommand({ ...remove, input: { EventBusName: 'orders', RemoveAllPermissions: true } })).toBe(
      'aws events remove-permission --event-bus-name orders --remove-all-permissions --region eu-west-1',
    )
    const set = { service: 'sqs', operation: 'SetQueueAttributes', region: 'eu-west-1' }
    const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders'
    expect(asAwsCommand({ ...set, input: { QueueUrl: url, Attributes: { Policy: '' } } })).toBe(
      `aws sqs set-queue-attributes --queue-url ${url} --attributes '{"Policy":""}' --region eu-west-1`,
    )
  })

  test('a name that begins with a dash is not taken for an option', () => {
    expect(argvOf(call({ RoleName: '--profile' }))).toContain('--role-name=--profile')
  })

  test('a text that the CLI would take for a file is given as JSON', () => {
    expect(inputOf(argvOf(call({ PolicyDocument: 'file:///etc/passwd' })))).toEqual({
      PolicyDocument: 'file:///etc/passwd',
    })
  })

  test('a policy of several lines becomes one line, and stays the same policy to the byte', () => {
    const input = { RoleName: 'events', PolicyDocument: '{\n\t"Version": "2012-10-17"\n}\n' }
    const line = asAwsCommand(call(input))
    expect(line).not.toContain('\n')
    expect(inputOf(words(line))).toEqual(input)
  })

  test('whatever names and policies hold, a real shell reads the words that were meant', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, document, nested) => {
        const input = { RoleName: name, PolicyDocument: document, Attributes: { Policy: nested, [nested]: [name] } }
        const line = asAwsCommand(call(input), { profile: 'prod' })
        expect(line, 'one printable line').toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u)
        const argv = argvOf(call(input), { profile: 'prod' })
        expect(words(line)).toEqual(argv)
        const given = inputOf(argv)
        if (given !== undefined) expect(given).toEqual(JSON.parse(JSON.stringify(input)))
        else {
          expect(argv.includes(name) || argv.includes(`--role-name=${name}`)).toBe(true)
          expect(JSON.parse(argv[argv.indexOf('--attributes') + 1] ?? '')).toEqual(input.Attributes)
        }
      }),
      { numRuns: 150 },
    )
  })
})

test('JSON for terminals holds no character that cannot be seen, and means the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = asciiJson({ [text]: text })
      expect(json).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}]*$/u)
      expect(JSON.parse(json)).toEqual({ [text]: text })
    }),
  )
})
