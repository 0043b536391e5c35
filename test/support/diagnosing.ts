import type { Account, ReadName } from '../../src/aws/account.js'
import { accountOf, remember } from '../../src/aws/memory.js'
import type { ReadMethod } from '../../src/aws/read.js'
import { CHECKS } from '../../src/checks/index.js'
import { type DiagnoseOptions, diagnose } from '../../src/diagnosis/diagnose.js'
import type { Report } from '../../src/report/report.js'
import { REGION } from './home.js'

/** When the tests of whole diagnoses look. */
const NOW = new Date('2026-11-21T12:00:00Z')

/** The diagnosis of the rule order-paid on the default bus, with every check; `how` says what is otherwise. */
export const diagnosisOf = async (account: Account, how: Partial<DiagnoseOptions> = {}): Promise<Report> => ({
  ...(await diagnose({
    ref: { name: 'order-paid', bus: 'default' },
    account: remember(account),
    checks: CHECKS,
    ...{ region: REGION, source: 'live', version: '0', now: NOW, sinceMinutes: 60 },
    signal: new AbortController().signal,
    ...how,
  })),
  stats: { calls: 0, retries: 0, milliseconds: 0 },
})

/** The account with some reads answered otherwise. */
export const but = (account: Account, instead: Partial<Record<ReadName, ReadMethod>>): Account =>
  accountOf((read, args) => (instead[read] ?? (account[read] as ReadMethod))(...args))
