import fc from 'fast-check'
import type { Json } from '../../../src/text/json.js'

/** The same values on every run. */
export const SEED = { seed: 20_261_125, numRuns: 300 }

/** Texts that a parser could take for something else: words, numbers, dates, marks of the language, templates, escapes. */
const AWKWARD = [
  '',
  ' ',
  ' leading',
  'trailing ',
  '\ttab',
  'yes',
  'No',
  'on',
  'y',
  'null',
  'Null',
  'true',
  'for',
  '~',
  '-',
  '- a',
  ':',
  'a: b',
  'a #b',
  '# a',
  '? a',
  `!Sub \${AWS::Region}`,
  '!Ref x',
  '&a',
  '*a',
  '|',
  '>',
  '%TAG',
  '@a',
  '`a`',
  "it's",
  '"quoted"',
  '{}',
  '[]',
  '{{resolve:ssm:x}}',
  '1',
  '01',
  '1_000',
  '0x1F',
  '0o7',
  '1e3',
  '1:30',
  '.5',
  '.inf',
  '.nan',
  '+1',
  '2012-10-17',
  '2026-11-25T12:00:00Z',
  '=',
  '<<',
  '---',
  '...',
  '--- a',
  'AWS::IAM::Role',
  'aws:SourceArn',
  'events:PutEvents',
  'back\\slash',
  '\\',
  '\\n',
  '\\u0041',
  '\\.[a-z]+$',
  `\${a}`,
  `$\${a}`,
  `$$\${a}`,
  '%{ if a }',
  '%%{',
  '$',
  '$$',
  '${',
  '$\\{',
  '"${"',
  '/*',
  '//',
  '<<EOT',
  'one\ntwo\n\n  three\n',
  '\r\n',
  'a\rb',
  '\u0000\u0001\u001b\u007f',
  '\u0085\u00a0',
  '\u2028\u2029',
  '\ufeff\u200b\u202e',
  '\ufffe\uffff',
  'é',
  '日本語',
  '😀',
  '👨‍👩‍👧',
  '\u{e0041}',
  `\u{1f600}\${\u{10ffff}`,
  '__proto__',
  'constructor',
  'x'.repeat(1030),
  `${'long '.repeat(3000)}end`,
]

/** A text as Unicode's normal form C has it, the only form that Terraform keeps. */
const text = fc
  .oneof(
    fc.constantFrom(...AWKWARD),
    fc
      .array(fc.constantFrom('$', '%', '{', '}', '\\', '"', '~', ' ', '\n', '#', ':', 'a'), { maxLength: 8 })
      .map((all) => all.join('')),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map((value) => value.normalize('NFC'))

const number = fc
  .oneof(
    fc.constantFrom(0, -0, 1, -1, 0.1, -2.5, 1e21, -1e21, 1.5e300, 1e-7, 123456789012345, 5e-324),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  .map((value) => (Object.is(value, -0) ? 0 : value))

/** Arbitrary JSON, with awkward texts as keys and values. JSON has no negative zero. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as Json),
  ),
})).value

/** All awkward texts, as keys and as values. */
export const awkward: Json = {
  values: AWKWARD.map((value) => value.normalize('NFC')),
  keys: Object.fromEntries(AWKWARD.map((value, i) => [value.normalize('NFC'), i])) as Json,
  nested: [[], {}, [[]], [{}], [[1, [2]], { a: [{ b: {} }] }], { a: [], b: {} }],
}
