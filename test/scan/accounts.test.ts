import { describe, expect, test } from 'vitest'
import { BadAccounts, readAccounts } from '../../src/scan/accounts.js'

const refused = (text: string) =>
  readAccounts(text).then(
    () => 'taken',
    (thrown: unknown) => (thrown instanceof BadAccounts ? thrown.message : 'another error'),
  )

describe('a list of accounts', () => {
  test('is one id a line, with comments and empty lines; the accounts are sorted', async () => {
    expect(await readAccounts('# ours\n222233334444\n\r\n  111122223333 # orders\n')).toEqual([
      { id: '111122223333' },
      { id: '222233334444' },
    ])
  })

  test('is JSON or YAML, of ids or of ids with names and Regions', async () => {
    const wanted = [
      { id: '012345678901' },
      { id: '111122223333', name: 'orders', regions: ['eu-west-1', 'us-gov-west-1'] },
    ]
    expect(await readAccounts(JSON.stringify(['012345678901', { ...wanted[1] }]))).toEqual(wanted)
    expect(
      await readAccounts(
        '- 012345678901\n- id: 111122223333 # ours\n  name: orders\n  regions: [eu-west-1, us-gov-west-1]\n',
      ),
    ).toEqual(wanted)
  })

  test.each([
    ['', 'it lists no account'],
    ['# none yet\n', 'it lists no account'],
    ['[]', 'it lists no account'],
    ['111122223333\n12345678901\n', 'line 2 is not an account id of 12 digits'],
    ['111122223333\n111122223333\n', 'it lists account 111122223333 twice'],
    ['["111122223333", {"id": "111122223333"}]', 'it lists account 111122223333 twice'],
    ['["111122223333", 222233334444]', 'entry 2 is neither an account id'],
    ['[{"id": "111122223333", "region": "eu-west-1"}]', 'entry 1 is neither an account id'],
    ['[{"id": "111122223333", "regions": []}]', 'entry 1 is neither an account id'],
    ['[{"id": "111122223333", "regions": ["eu-west-1; rm"]}]', 'entry 1 is neither an account id'],
    ['{"accounts": ["111122223333"]}', 'it is no list of account ids'],
    ['null', 'it is no list of account ids'],
    ['- &a 111122223333\n- *a\n', 'it is no list of account ids'],
    ['- [', 'it is no list of account ids'],
    ['\u001b[31mhello', 'it is no list of account ids'],
    ['arn:aws:iam::111122223333:root', 'it is no list of account ids'],
  ])('is refused as a whole where any of it is something else: %j', async (text, why) => {
    expect(await refused(text)).toContain(why)
  })
})
