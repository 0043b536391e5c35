import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { argvOf, asAwsCommand } from '../../src/remedies/aws-command.js'
import { clip, columns, foldCommand, shellWords, wrap } from '../../src/text/wrap.js'

describe('text in a terminal', () => {
  test('breaks at blanks and keeps to the width', () => {
    expect(wrap('the role does not let EventBridge in', 12)).toEqual(['the role', 'does not let', 'EventBridge', 'in'])
  })

  test('an ARN is never broken, however narrow the terminal', () => {
    const arn = 'arn:aws:events:eu-west-1:111122223333:rule/orders/order-paid'
    expect(wrap(`wanted "${arn}" here`, 20)).toEqual(['wanted', `"${arn}"`, 'here'])
  })

  test('two blanks in a row, which may be the whole difference of two names, are kept', () => {
    expect(wrap('saw "a  b", wanted "a b"', 80)).toEqual(['saw "a  b", wanted "a b"'])
  })

  test('wide characters take two columns, combining ones none', () => {
    expect(columns('注文')).toBe(4)
    expect(columns('e\u0301')).toBe(1)
    expect(clip('注文注文', 5)).toBe('注文…')
  })
})

describe('a command that is broken into lines', () => {
  const policy = JSON.stringify({ Statement: [{ Sid: "it's \\ $HOME `id`", Resource: '*' }] })
  const call = {
    service: 'iam',
    operation: 'PutRolePolicy',
    input: { RoleName: 'pay me', PolicyName: '-x', PolicyDocument: policy },
    region: 'eu-west-1',
  }

  test('is for a shell the same command as before, at any width', () => {
    for (const width of [20, 60, 120, 1000]) {
      const lines = foldCommand(asAwsCommand(call), width)
      const script = `aws() { printf '%s\\0' "$@"; }\n${lines.join('\n')}\n`
      const seen = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
      expect(seen).toEqual(argvOf(call).slice(1))
    }
  })

  test('loses and adds no word', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 })), fc.integer({ min: 5, max: 90 }), (values, width) => {
        const quoted = values.map((value) => `'${value.replaceAll("'", "'\\''")}'`).join(' ')
        const folded = foldCommand(`aws ${quoted}`, width)
          .join('\n')
          .replace(/ \\\n {2}/g, ' ')
        expect(shellWords(folded)).toEqual(shellWords(`aws ${quoted}`))
      }),
    )
  })
})

describe('the columns of a text', () => {
  test('are counted by what a reader sees: a family of emoji is two wide, a combining mark nothing', () => {
    expect(columns('👨‍👩‍👧‍👦')).toBe(2)
    expect(columns('e\u0301')).toBe(1)
    expect(columns('日本')).toBe(4)
    expect(columns('plain')).toBe(5)
  })

  test('are the same for the signs that reports are drawn with as the table of widths has them', () => {
    const signs = [...'·…✓✗─│└├┄▁▂▃▄▅▆▇█▟▲▶']
    for (const sign of signs) expect([sign, columns(sign)]).toEqual([sign, stringWidth(sign)])
  })

  test('are never cut within such a character', () => {
    expect(clip('ab👨‍👩‍👧‍👦cd', 4)).toBe('ab…')
  })
})
