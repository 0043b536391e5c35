import { describe, expect, test } from 'vitest'
import { grantRole } from '../../src/remedies/role.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { remediesOf } from '../../src/report/remedies.js'
import { findingsOf, type Report } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import type { Fix } from '../../src/verdict/fix.js'
import { HOME as account, ruleAddress } from '../support/home.js'
import { healthy } from './sample.js'

const rule = ruleAddress()
const role = `arn:aws:iam::${account}:role/archive-invoke`

const passing = (name: string): Fix => {
  const need = {
    action: 'iam:PassRole',
    resource: `arn:aws:iam::${account}:role/${name}`,
    why: `pass the role ${name} to ECS`,
    severity: 'error',
  } as const
  const fix = grantRole(role, rule, [need], [])
  if (!fix) throw new Error('no fix')
  return fix
}

const report: Report = {
  ...healthy,
  verdict: 'broken',
  checks: [
    {
      check: 'role-permissions',
      title: 'The role may do what the target needs',
      target: 'settle',
      status: 'problem',
      because: null,
      findings: ['execution', 'task'].map((name) => ({
        code: 'permission-missing',
        severity: 'error',
        summary: `The role archive-invoke does not allow iam:PassRole on ${name}.`,
        because: ['seen'],
        fix: passing(name),
        docs: 'https://example.com/permission-missing',
      })),
    },
  ],
}

describe('two findings that change the same policy', () => {
  test('have one command that writes both statements: pasted one after the other, the second would undo the first', () => {
    const [first, second] = findingsOf(report).map((finding) => remediesOf(report).get(finding))
    const written = JSON.stringify(first?.changes)
    expect(written).toContain('role/execution')
    expect(written).toContain('role/task')
    expect(second?.changes).toEqual([])
    expect(second?.coveredAbove).toBe(true)
  })

  test('show that command once in a terminal and once in a ticket, and say below the second finding that it is covered', () => {
    for (const text of [renderTerminal(report, { width: 200, color: false }), renderMarkdown(report)]) {
      expect(text.match(/aws iam put-role-policy/g)).toHaveLength(1)
      expect(text.match(/The command above covers this too\./g)).toHaveLength(1)
    }
  })
})
