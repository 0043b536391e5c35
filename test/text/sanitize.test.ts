import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { isPrintable, markdownCode, markdownFence, markdownText, plain, shellWord } from '../../src/text/sanitize.js'

describe('text from an account', () => {
  test('an escape sequence in a name colours nothing, and is seen to have been there', () => {
    expect(plain('pay\u001b[31mroll')).toBe('pay\ufffd[31mroll')
    expect(plain('pay\u009b31mroll')).toBe('pay\ufffd31mroll')
  })

  test('two names that differ by an invisible character do not look alike', () => {
    expect(plain('orders\u200b')).not.toBe(plain('orders'))
    expect(plain('\u202eredro')).toBe('\ufffdredro')
  })

  test('line breaks become blanks: a name has one line', () => {
    expect(plain('a\r\nb\tc\nd')).toBe('a b c d')
  })

  test('ordinary text of any language is left alone', () => {
    expect(plain('注文 é "x" \u{1f4e6}')).toBe('注文 é "x" \u{1f4e6}')
  })

  test('a policy of 20 kB is cut, and says by how much', () => {
    expect(plain('x'.repeat(20_000))).toMatch(/^x{2000} \[18000 more characters: see --output json\]$/)
  })

  test('a command with a character that cannot be seen is not offered for pasting', () => {
    expect(isPrintable('aws iam get-role --role-name pay')).toBe(true)
    expect(isPrintable('aws iam get-role --role-name pay\u200b')).toBe(false)
  })
})

describe('text in a ticket', () => {
  test('Markdown in a name shows as it is written', () => {
    expect(markdownText('**a** [b](c) `d` <e> a|b')).toBe('\\*\\*a\\*\\* \\[b\\](c) \\`d\\` &lt;e&gt; a\\|b')
    expect(markdownText('# no heading')).toBe('\\# no heading')
    expect(markdownText('1. no list')).toBe('1\\. no list')
  })

  test('ordinary sentences and ARNs stay readable in the source of the ticket', () => {
    const text = 'The role pay-invoke does not allow sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:orders.'
    expect(markdownText(text)).toBe(text)
  })

  test('an address in a name becomes no link', () => {
    expect(markdownText('https://example.com')).toBe('https\\://example.com')
    expect(markdownText('www.example.com')).toBe('www\\.example.com')
  })

  test('backticks cannot end a code span or a fence', () => {
    expect(markdownCode('a `` b')).toBe('```a `` b```')
    expect(markdownCode('`a`')).toBe('`` `a` ``')
    expect(markdownFence('sh', ['```', 'x'])).toEqual(['````sh', '```', 'x', '````'])
  })
})

test('a word for the shell is one argument, whatever is in it', () => {
  for (const word of ['order-paid', "it's", '$(id) `id` "x" \\', '', '* ~ # ; & | < >']) {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word)
  }
})
